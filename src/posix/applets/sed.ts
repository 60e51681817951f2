/** `sed`: edits lines as they come. */
import { ProgramFailure, type Process, type Program, type Running, type Stream, type Wait } from '../process.ts'
import { closeInput, openInput, readFile, readLine, write } from './input.ts'
import { parseOptions } from './options.ts'
import type { RegularExpression } from './regularExpression.ts'
import { PatternError } from './regularExpressionSyntax.ts'
import { parseSed, ScriptError, type Address, type Command, type Substitution } from './sedScript.ts'

type Doing<T = void> = Generator<Wait, T, any>

/** How long the pattern space and the hold space may grow. */
const SPACE_MAX = 1_000_000

export const sed: Program = function* (process): Running {
  const { flags, all, operands, unknown } = parseOptions(process.arguments.slice(1), 'nirEe:f:sz', { quiet: 'n', silent: 'n', expression: 'e', file: 'f', 'regexp-extended': 'E', 'in-place': 'i' })
  const paths = [...operands]
  const scripts = all.map(([letter, text]) => (letter === 'e' ? text : fileText(process, text)))
  const script = scripts.length > 0 ? scripts.join('\n') : paths.shift()
  if (script === undefined || unknown !== undefined) {
    yield* write('Usage: sed [-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\nor: sed [-i[SFX]] [-nrE] CMD [FILE]...\n', 2)
    return 1
  }
  try {
    const commands = parseSed(script, flags.has('E') || flags.has('r'))
    if (!flags.has('i')) return yield* new Editor(process, commands, flags.has('n'), paths.length > 0 ? paths : ['-']).run()
    let status = 0
    for (const path of paths) {
      const editor = new Editor(process, commands, flags.has('n'), [path], true)
      status = (yield* editor.run()) || status
      const stream = editor.failed ? 'failed' : process.open(path, 'write')
      if (typeof stream !== 'string') stream.write(editor.output)
    }
    return status
  } catch (error) {
    if (!(error instanceof ScriptError || error instanceof PatternError)) throw error
    yield* write(`sed: ${error.message}\n`, 2)
    return 1
  }
}

function fileText(process: Process, path: string): string {
  const found = readFile(process, path)
  if ('text' in found) return found.text.replace(/\n$/, '')
  throw new ProgramFailure(`can't open '${path}': ${found.problem}`)
}

function bounded(text: string): string {
  if (text.length > SPACE_MAX) throw new ProgramFailure('out of memory')
  return text
}

/** Where a command leads: to one further on in the script, to the next line, or to the end. */
type Next = number | 'next line' | 'again' | 'end'

class Editor {
  /** What would have been written, if it is collected. */
  output = ''
  failed = false
  readonly #process: Process
  readonly #commands: readonly Command[]
  readonly #quiet: boolean
  readonly #collects: boolean
  readonly #paths: string[]
  /** Ranges that have begun: the last line number of a range by lines, Infinity for others. */
  readonly #ranges = new Map<Command, number>()
  readonly #files = new Map<string, Stream>()
  #descriptor: number | undefined
  #ahead: string | undefined
  #number = 0
  #space = ''
  #hold = ''
  /** Whether the line that was read last ended with a newline: only the last of a file may not. */
  #newline = true
  #owesNewline = false
  #appended: string[] = []
  #substituted = false
  #lastExpression: RegularExpression | undefined
  #status = 0

  constructor(process: Process, commands: readonly Command[], quiet: boolean, paths: readonly string[], collects = false) {
    this.#process = process
    this.#commands = commands
    this.#quiet = quiet
    this.#paths = [...paths]
    this.#collects = collects
  }

  *run(): Running {
    let again = false
    while (again || (yield* this.#load())) {
      again = false
      yield { kind: 'step' }
      let next: Next = 0
      while (typeof next === 'number' && next < this.#commands.length) next = yield* this.#step(next)
      if (typeof next === 'number') yield* this.#finish()
      else yield* this.#flush()
      if (next === 'end') break
      again = next === 'again'
    }
    if (this.#descriptor !== undefined) closeInput(this.#process, this.#descriptor)
    return this.#status
  }

  /** The end of a cycle: the pattern space is written, then what was appended. */
  *#finish(): Doing {
    if (!this.#quiet) yield* this.#put(this.#space)
    yield* this.#flush()
  }

  *#flush(): Doing {
    for (const text of this.#appended) yield* this.#write(text)
    this.#appended = []
  }

  *#put(line: string, newline = this.#newline): Doing {
    yield* this.#write(newline ? `${line}\n` : line)
    this.#owesNewline = !newline
  }

  *#write(text: string): Doing {
    const whole = this.#owesNewline ? `\n${text}` : text
    this.#owesNewline = false
    if (this.#collects) this.output = bounded(this.output + whole)
    else yield* write(whole)
  }

  /** The next line of all files, with its newline; undefined after the last. */
  *#read(): Doing<string | undefined> {
    if (this.#ahead !== undefined) {
      const line = this.#ahead
      this.#ahead = undefined
      return line
    }
    for (;;) {
      if (this.#descriptor === undefined && !(yield* this.#open())) return undefined
      const line = yield* readLine(this.#descriptor)
      if (line !== '') return line
      closeInput(this.#process, this.#descriptor as number)
      this.#descriptor = undefined
    }
  }

  *#open(): Doing<boolean> {
    for (let path = this.#paths.shift(); path !== undefined; path = this.#paths.shift()) {
      const descriptor = openInput(this.#process, path)
      if (typeof descriptor === 'number') {
        this.#descriptor = descriptor
        return true
      }
      yield* write(`sed: ${path}: ${descriptor}\n`, 2)
      this.#status = 1
      this.failed = true
    }
    return false
  }

  *#load(): Doing<boolean> {
    const line = yield* this.#read()
    if (line === undefined) return false
    this.#number++
    this.#newline = line.endsWith('\n')
    this.#space = line.replace(/\n$/, '')
    this.#substituted = false
    return true
  }

  *#isLast(): Doing<boolean> {
    this.#ahead ??= yield* this.#read()
    return this.#ahead === undefined
  }

  *#step(at: number): Doing<Next> {
    const command = this.#commands[at] as Command
    if ((yield* this.#applies(command)) === command.negated) return command.name === '{' ? (command.jump as number) : at + 1
    switch (command.name) {
      case 's':
        return yield* this.#substitute(command.substitution as Substitution, at)
      case 'y':
        this.#space = [...this.#space].map((character) => command.mapping?.get(character) ?? character).join('')
        break
      case 'd':
        return 'next line'
      case 'D': {
        const newline = this.#space.indexOf('\n')
        if (newline < 0) return 'next line'
        this.#space = this.#space.slice(newline + 1)
        return 'again'
      }
      case 'p':
        yield* this.#put(this.#space)
        break
      case 'P':
        yield* this.#put(this.#space.split('\n')[0] as string, true)
        break
      case 'l':
        yield* this.#put(`${visible(this.#space)}$`, true)
        break
      case '=':
        yield* this.#put(String(this.#number), true)
        break
      case 'n':
      case 'N':
        return yield* this.#nextLine(command.name === 'N', at)
      case 'a':
        this.#appended.push(`${command.text}\n`)
        break
      case 'i':
        yield* this.#put(command.text, true)
        break
      case 'c':
        if (!command.to || !this.#ranges.has(command)) yield* this.#put(command.text, true)
        return 'next line'
      case 'r': {
        const found = readFile(this.#process, command.text)
        if ('text' in found) this.#appended.push(found.text)
        break
      }
      case 'w':
        this.#file(command.text)?.write(`${this.#space}\n`)
        break
      case 'h':
        this.#hold = this.#space
        break
      case 'H':
        this.#hold = bounded(`${this.#hold}\n${this.#space}`)
        break
      case 'g':
        this.#space = this.#hold
        break
      case 'G':
        this.#space = bounded(`${this.#space}\n${this.#hold}`)
        break
      case 'x':
        ;[this.#space, this.#hold] = [this.#hold, this.#space]
        break
      case 'q':
      case 'Q':
        this.#status = Number(command.text || this.#status)
        if (command.name === 'q') yield* this.#finish()
        return 'end'
      case 'b':
        return yield* this.#jump(command)
      case 't':
      case 'T': {
        const jumps = this.#substituted === (command.name === 't')
        this.#substituted = false
        if (jumps) return yield* this.#jump(command)
      }
    }
    return at + 1
  }

  /** A loop in the script takes time. */
  *#jump({ jump }: Command): Doing<number> {
    yield { kind: 'step' }
    return jump as number
  }

  *#nextLine(joins: boolean, at: number): Doing<Next> {
    if (yield* this.#isLast()) {
      yield* this.#finish()
      return 'end'
    }
    const [before, substituted] = [this.#space, this.#substituted]
    if (!joins && !this.#quiet) yield* this.#put(before)
    yield* this.#flush()
    yield* this.#load()
    this.#substituted = substituted
    if (joins) this.#space = bounded(`${before}\n${this.#space}`)
    return at + 1
  }

  #file(path: string): Stream | undefined {
    const known = this.#files.get(path)
    if (known) return known
    const stream = this.#process.open(path, 'write')
    if (typeof stream === 'string') return undefined
    this.#files.set(path, stream)
    return stream
  }

  #expression(given: RegularExpression | undefined): RegularExpression {
    const expression = given ?? this.#lastExpression
    if (!expression) throw new ScriptError('no previous regexp')
    this.#lastExpression = expression
    return expression
  }

  *#matches(address: Address): Doing<boolean> {
    switch (address.kind) {
      case 'line':
        return address.number === this.#number
      case 'step':
        return address.step === 0 ? this.#number === address.first : this.#number >= address.first && (this.#number - address.first) % address.step === 0
      case 'last':
        return yield* this.#isLast()
      case 'pattern':
        return this.#expression(address.expression).test(this.#space)
      case 'more':
        return false
    }
  }

  *#applies(command: Command): Doing<boolean> {
    const { from, to } = command
    if (!from) return true
    if (!to) return yield* this.#matches(from)
    const end = this.#ranges.get(command)
    if (end !== undefined) {
      // A range whose last line has passed by (`N`) ends before this line.
      if (this.#number > end) {
        this.#ranges.delete(command)
        return yield* this.#matches(from)
      }
      if (this.#number === end || (end === Number.POSITIVE_INFINITY && (yield* this.#matches(to)))) this.#ranges.delete(command)
      return true
    }
    if (!(yield* this.#matches(from))) return false
    const last = to.kind === 'line' ? to.number : to.kind === 'more' ? this.#number + to.count : Number.POSITIVE_INFINITY
    if (last > this.#number && !(to.kind === 'last' && (yield* this.#isLast()))) this.#ranges.set(command, last)
    return true
  }

  *#substitute({ expression, replacement, global, print, from, file }: Substitution, at: number): Doing<Next> {
    let out = ''
    let end = 0
    let count = 0
    for (const match of this.#expression(expression).matches(this.#space)) {
      if (++count < from) continue
      out = bounded(out + this.#space.slice(end, match.index) + filled(replacement, match.groups))
      end = match.end
      if (!global) break
    }
    if (count < from || count === 0) return at + 1
    this.#space = out + this.#space.slice(end)
    this.#substituted = true
    if (print) yield* this.#put(this.#space)
    if (file !== undefined) this.#file(file)?.write(`${this.#space}\n`)
    return at + 1
  }
}

/** A replacement with what was matched in the place of `&` and `\1`. */
function filled(replacement: string, groups: readonly (string | undefined)[]): string {
  return replacement.replace(/\\([^])|&/g, (_, letter?: string) => {
    if (letter === undefined) return groups[0] ?? ''
    if (/\d/.test(letter)) return groups[Number(letter)] ?? ''
    return { n: '\n', t: '\t' }[letter] ?? letter
  })
}

/** `l`: what cannot be seen, as escapes. */
function visible(text: string): string {
  return text.replace(/[\\\n\t\r]/g, (character) => ({ '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' })[character] ?? character)
}
