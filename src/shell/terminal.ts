/** An interactive terminal: a line on which one types, a shell that runs it, and keys that go to whatever runs. */
import { parseShell, isProblem } from '../posix/shell/parse.ts'
import { FunctionReturn, Interrupted, LoopExit, ShellError, ShellExit } from '../posix/shell/control.ts'
import { newShell } from '../posix/shell/program.ts'
import type { Kernel } from '../posix/kernel.ts'
import type { Program, Stream } from '../posix/process.ts'
import { InputStream, OutputStream } from '../posix/streams.ts'
import { Completer } from './completer.ts'
import { LineEditor } from './lineEditor.ts'
import { ENVIRONMENT, HOME, shellKernel, type ShellSurroundings } from './machine.ts'

/** Where it is shown. Text may hold ANSI sequences; lines end with \n. */
export interface Screen {
  write(text: string): void
  size(): { readonly columns: number; readonly rows: number }
}

export interface TerminalOptions extends Omit<ShellSurroundings, 'size'> {
  readonly screen: Screen
}

const PROMPT = '\x1b[33m$\x1b[0m '
const MORE = '\x1b[33m>\x1b[0m '

export class Terminal {
  readonly #screen: Screen
  readonly #kernel: Kernel
  readonly #editor: LineEditor
  readonly #input = new InputStream(true)
  /** Gives a line to the shell, which waits for one. */
  #deliver: ((line: string) => void) | undefined
  /** Lines that were typed or pasted while something ran. */
  readonly #typedAhead: string[] = []
  /** What is typed for the program that runs, up to the newline. */
  #pending = ''
  /** Ctrl-C was pressed since the last prompt. */
  #interrupted = false
  #begun = false
  readonly #ends: ((status: number) => void)[] = []

  constructor(options: TerminalOptions) {
    this.#screen = options.screen
    const surroundings: ShellSurroundings = { ...options, size: () => options.screen.size() }
    this.#kernel = shellKernel(surroundings)
    const completer = new Completer(surroundings, () => this.#workingDirectory)
    this.#editor = new LineEditor({
      write: (text) => this.#screen.write(text),
      columns: () => this.#screen.size().columns,
      complete: (line, cursor) => completer.complete(line, cursor),
      onLine: (line) => this.#enter(line),
      onInterrupt: () => this.#enter(INTERRUPTED),
      onEnd: () => this.#enter(''),
    })
    const output = new OutputStream((text) => this.#screen.write(text), true)
    const descriptors = new Map<number, Stream>([[0, this.#input], [1, output], [2, output]])
    this.#kernel.start(this.#interactive(), { arguments: ['sh'], environment: ENVIRONMENT, descriptors, workingDirectory: HOME })
  }

  #workingDirectory = HOME

  /** Shows the first prompt, or the one that is there on another screen. */
  begin(): void {
    if (this.#begun) return this.#editor.redraw()
    this.#begun = true
    if (this.#deliver) this.#prompt(PROMPT)
  }

  /** Takes what the screen's keyboard sends. */
  input(data: string): void {
    if (this.#editor.active) return this.#editor.input(data)
    for (const character of data) this.#key(character)
  }

  resized(): void {
    this.#editor.redraw()
  }

  /** Runs a line as if it had been typed; resolves to its exit code. */
  run(line: string): Promise<number> {
    return new Promise((resolve) => {
      this.#ends.push(resolve)
      if (!this.#editor.active) return void this.#typedAhead.push(line)
      this.#editor.input(`\x15${line.replace(/\n+$/, '').replaceAll('\n', '\r')}\r`)
    })
  }

  /** Keys while a program runs: the line discipline of a terminal. */
  #key(character: string): void {
    if (character === '\x03') {
      this.#screen.write('^C')
      this.#interrupted = true
      this.#pending = ''
      for (const process of this.#kernel.list()) if (!process.background) process.receive('INT', true)
    } else if (character === '\x04' && this.#pending === '') this.#input.give('')
    else if (character === '\x7f') {
      if (this.#pending === '') return
      this.#pending = this.#pending.slice(0, -1)
      this.#screen.write('\b \b')
    } else if (character === '\r') {
      this.#screen.write('\r\n')
      this.#input.give(`${this.#pending}\n`)
      this.#pending = ''
    } else if (character >= ' ') {
      this.#pending += character
      this.#screen.write(character)
    }
  }

  #prompt(prompt: string): void {
    this.#editor.begin(prompt)
    const ahead = this.#typedAhead.shift()
    if (ahead !== undefined) this.#editor.input(`${ahead.replaceAll('\n', '\r')}\r`)
  }

  #enter(line: string): void {
    const deliver = this.#deliver
    this.#deliver = undefined
    deliver?.(line)
  }

  /** The shell of the terminal: reads lines as long as there is one, each a part of the same session. */
  #interactive(): Program {
    const readLine = (prompt: string) =>
      ({
        kind: 'call',
        begin: (done: (value: unknown) => void) => {
          this.#deliver = done
          if (this.#begun) this.#prompt(prompt)
          return () => (this.#deliver = undefined)
        },
      }) as const
    const ended = (status: number): void => {
      // The prompt does not stand on the line of the ^C.
      if (this.#interrupted) this.#screen.write('\r\n')
      this.#interrupted = false
      this.#ends.shift()?.(status)
    }
    const setDirectory = (path: string): void => void (this.#workingDirectory = path)
    return function* interactive(process) {
      const shell = newShell(process, 'sh', [])
      shell.state.interactive = true
      shell.state.braces = true
      process.ignore('INT', true)
      for (;;) {
        let text: string = yield readLine(PROMPT)
        for (let parsed = parseShell(text); text !== INTERRUPTED && isProblem(parsed) && parsed.incomplete; parsed = parseShell(text)) {
          const more: string = yield readLine(MORE)
          text = more === INTERRUPTED ? INTERRUPTED : `${text}\n${more}`
        }
        if (text === INTERRUPTED) {
          shell.state.status = 130
          continue
        }
        // What children inherit of the keyboard is not ignored.
        process.ignore('INT', false)
        process.handle('INT')
        try {
          yield* shell.runText(text)
        } catch (error) {
          if (error instanceof ShellError) shell.complain(error.message)
          else if (error instanceof ShellExit) process.write('stderr', 'The terminal stays open.\n')
          else if (!(error instanceof Interrupted || error instanceof LoopExit || error instanceof FunctionReturn)) throw error
        }
        process.takeSignals()
        setDirectory(process.workingDirectory)
        ended(shell.state.status)
      }
    }
  }
}

/** Stands for Ctrl-C where a line is expected; nobody can type it. */
const INTERRUPTED = '\x03'
