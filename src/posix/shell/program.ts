/** `sh`: the shell as a program. */
import { readLine, readStream } from '../applets/input.ts'
import type { Process, Program, Running, Wait } from '../process.ts'
import { setOption } from './builtins/variables.ts'
import { Interrupted, ShellError } from './control.ts'
import { ending } from './ending.ts'
import { Shell } from './interpreter.ts'
import { isProblem, parseShell } from './parse.ts'
import { OPTION_NAMES, ShellState } from './state.ts'

/** The `sh` of every image and of the terminal: `sh -c TEXT [NAME ARGUMENT...]`, `sh FILE [ARGUMENT...]`, or a script from its input. */
export const sh: Program = function* (process) {
  const { script, name, positional, options } = parse(process.arguments)
  const shell = newShell(process, name ?? 'sh', positional)
  try {
    for (const option of options) setOption(shell, option, true)
  } catch (error) {
    if (!(error instanceof ShellError)) throw error
    shell.complain(error.message.replace(/^set: /, ''))
    return 2
  }
  if (script.kind === 'text' && script.text === undefined) {
    shell.complain('-c requires an argument')
    return 2
  }
  shell.state.invocation = { text: 'c', file: '', input: 's' }[script.kind]
  if (script.kind === 'text') shell.state.firstLine = 0
  if (script.kind === 'text') return yield* ending(shell, (self) => self.runText(script.text ?? ''))
  if (script.kind === 'file') return yield* runFile(shell, script.path)
  return yield* ending(shell, fromInput)
}

/** Runs lines as they come from standard input; a command that goes on over several lines is run when it is whole. At a terminal it asks with a prompt. */
function* fromInput(shell: Shell): Running {
  const { process } = shell
  const asks = process.descriptors.get(0)?.terminal ?? false
  if (asks) {
    shell.state.interactive = true
    process.handle('INT')
  }
  const prompt = (text: string): void => {
    if (asks) process.write('stderr', text)
  }
  let script = ''
  const ask = (): void => prompt(`${process.workingDirectory} # `)
  ask()
  for (let read = 1; ; read++) {
    const line = yield* typedLine(asks)
    if (line === undefined) {
      // Ctrl-C gives up what was typed so far.
      process.takeSignals()
      script = ''
      prompt('\n')
      ask()
      continue
    }
    const ended = line === ''
    if (script === '') shell.state.firstLine = read
    script += line
    const parsed = parseShell(script)
    if (!ended && isProblem(parsed) && parsed.incomplete) {
      prompt('> ')
      continue
    }
    if (script.trim() !== '') yield* runAsked(shell, script, asks)
    script = ''
    if (ended) return shell.state.status
    ask()
  }
}

/** The next line; undefined if Ctrl-C came instead. */
function* typedLine(asks: boolean): Generator<Wait, string | undefined, any> {
  if (!asks) return yield* readLine(0)
  let line = ''
  for (;;) {
    const piece: string = yield { kind: 'read', descriptor: 0, line: true, interruptible: true }
    if (piece === 'INT') return undefined
    line += piece
    if (piece === '' || line.endsWith('\n')) return line
  }
}

/** An error that ends a script does not end a shell that is typed into; nor does Ctrl-C. */
function* runAsked(shell: Shell, script: string, asks: boolean): Generator<Wait, void, any> {
  try {
    yield* shell.runText(script)
  } catch (error) {
    if (!asks || !(error instanceof ShellError || error instanceof Interrupted)) throw error
    shell.state.status = error.status
    if (error instanceof ShellError) shell.complain(error.message)
    else shell.process.write('stderr', '\n')
  }
  if (asks) shell.process.takeSignals()
}

/** An executable file that is no program of ours is a script. */
export function scriptProgram(path: string): Program {
  return function* (process) {
    return yield* runFile(newShell(process, path, process.arguments.slice(1)), path)
  }
}

/** A shell with the variables of its process's environment. */
export function newShell(process: Process, name: string, positional: readonly string[]): Shell {
  const state = new ShellState()
  state.pid = process.pid
  state.name = name
  state.positional = positional
  for (const [variable, value] of Object.entries(process.environment)) {
    state.set(variable, value)
    state.export(variable)
  }
  state.set('PWD', process.workingDirectory)
  state.set('IFS', ' \t\n')
  state.set('OPTIND', '1')
  return new Shell(process, state)
}

function* runFile(shell: Shell, path: string): Running {
  const stream = shell.process.open(path, 'read')
  if (typeof stream === 'string') {
    shell.state.name = 'sh'
    shell.complain(`0: can't open '${path}': ${stream}`)
    return 2
  }
  const text = readStream(stream)
  return yield* ending(shell, (self) => self.runText(text))
}

type Script = { readonly kind: 'text'; readonly text: string | undefined } | { readonly kind: 'file'; readonly path: string } | { readonly kind: 'input' }

function parse(argv: readonly string[]): { script: Script; name: string | undefined; positional: readonly string[]; options: readonly string[] } {
  const words = argv.slice(1)
  const options: string[] = []
  let isText = false
  let fromInput = false
  while (/^[-+]./.test(words[0] ?? '')) {
    const word = words.shift() as string
    if (word === '--') break
    for (const letter of word.slice(1)) {
      if (letter === 'c') isText = true
      else if (letter === 'o') options.push(words.shift() ?? '')
      else if (letter === 's') fromInput = true
      // A login or interactive shell is no other one here.
      else if (!'li'.includes(letter)) options.push(OPTION_NAMES[letter] ?? letter)
    }
  }
  const [first, ...rest] = words
  if (isText) return { script: { kind: 'text', text: first }, name: rest[0], positional: rest.slice(1), options }
  if (first === undefined || fromInput) return { script: { kind: 'input' }, name: undefined, positional: words, options }
  return { script: { kind: 'file', path: first }, name: first, positional: rest, options }
}
