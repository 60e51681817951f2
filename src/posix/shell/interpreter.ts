/** Runs scripts: a shell as a coroutine of the process in which it is. */
import type { AndOr, Assignment, Case, Command, CommandNode, CompoundCommand, CompoundList, For, If, ParsedScript, Pipeline, PipelineNode, Redirected, Statement, While, Word } from 'unbash'
import type { Process, ProcessHandle, Program, Stream, Wait } from '../process.ts'
import { OutputStream } from '../streams.ts'
import { evaluateArithmetic } from './arithmetic.ts'
import type { Builtin } from './builtins/builtin.ts'
import { builtins } from './builtins/registry.ts'
import { conditionStatus } from './conditional.ts'
import { FunctionReturn, Interrupted, LoopExit, ShellError, ShellExit } from './control.ts'
import { ending } from './ending.ts'
import { expandPattern, expandText, expandWords, insideArithmetic, variablesOf, wordOf } from './expansion.ts'
import { parameterValue } from './parameters.ts'
import { isProblem, parseShell } from './parse.ts'
import { Pattern } from './pattern.ts'
import { redirect, restore } from './redirection.ts'
import type { ShellFunction, ShellState } from './state.ts'

type Doing<T = number> = Generator<Wait, T, any>

/** How deep functions and substitutions may be in one another, so that a runaway script ends instead of the page. */
const DEPTH_MOST = 200
/** The status of what Ctrl-C ended: 128 + the number of INT. */
const INTERRUPTED = 130
/** What a command substitution may hold at the most. */
const CAPTURE_MOST = 4_000_000

export class Shell {
  readonly process: Process
  readonly state: ShellState
  #depth = 0
  #place: { readonly source: string; readonly position: number } = { source: '', position: 0 }
  /** Whether a failing command ends the shell (`set -e`): not where its success is asked. */
  #asking = 0
  /** The status of the last command substitution: that of a command that only assigns. */
  #captured = 0
  /** How many loops one is in, for `break` and `continue`. */
  loops = 0

  constructor(process: Process, state: ShellState) {
    this.process = process
    this.state = state
  }

  /** Runs a text as a script; a text that is no script says so and gives 2. */
  *runText(source: string): Doing {
    const parsed = parseShell(source)
    if (isProblem(parsed)) {
      this.complain(parsed.message)
      return (this.state.status = 2)
    }
    return yield* this.runScript(parsed.script, source)
  }

  *runScript(script: ParsedScript | CompoundList, source: string): Doing {
    if (++this.#depth > DEPTH_MOST) throw new ShellError('maximum recursion depth exceeded')
    try {
      for (const statement of script.commands) yield* this.#statement(statement, source)
    } finally {
      this.#depth--
    }
    return this.state.status
  }

  complain(message: string): void {
    this.process.write('stderr', `${this.state.name}: ${message}\n`)
  }

  /** The value of a variable or of a special parameter. */
  parameter(name: string): string | undefined {
    return parameterValue(this.state, this.process, name, this.line)
  }

  /** The line of its script in which the command is that runs. */
  get line(): number {
    const { source, position } = this.#place
    return this.state.firstLine + source.slice(0, position).split('\n').length - 1
  }

  /** A text as one word. */
  parseWord(text: string): Word | undefined {
    const parsed = parseShell(`: ${text}`)
    if (isProblem(parsed)) return undefined
    const [statement] = parsed.script.commands
    return (statement?.command as Command | undefined)?.suffix[0] as Word | undefined
  }

  /** The output of a command substitution, without the newlines at its end. */
  *capture(script: ParsedScript | undefined, text: string): Doing<string> {
    let output = ''
    const stream = new OutputStream((piece) => {
      if (output.length + piece.length > CAPTURE_MOST) throw new ShellError('out of memory')
      output += piece
    })
    if (script) {
      const source = script.source ?? text
      const child = this.#fork((shell) => shell.runScript(script, source), new Map([...this.process.descriptors, [1, stream]]))
      this.#captured = yield { kind: 'child', process: child }
    }
    return output.replace(/\n+$/, '')
  }

  /** Runs part of a script as another process, on a copy of the shell's state. */
  #fork(run: (shell: Shell) => Doing, descriptors: ReadonlyMap<number, Stream>, background = false): ProcessHandle {
    const state = this.state.copy()
    const program: Program = function* subshell(process) {
      return yield* ending(new Shell(process, state), run)
    }
    const child = this.process.spawn(program, { arguments: this.process.arguments, environment: state.environment(), descriptors, background })
    if (!child) throw new ShellError("can't fork: Resource temporarily unavailable")
    return child
  }

  *#statement({ command, background }: Statement, source: string): Doing<void> {
    yield { kind: 'step' }
    this.#place = { source, position: command.pos }
    if (background) {
      const child = this.#fork((shell) => shell.#andOr(command, source), this.process.descriptors, true)
      this.state.backgroundPid = child.pid
      this.state.jobs.push({ id: (this.state.jobs.at(-1)?.id ?? 0) + 1, process: child, text: source.slice(command.pos, command.end) })
      this.state.status = 0
      return
    }
    yield* this.#andOr(command, source)
    yield* this.#traps()
  }

  #giveUp(): never {
    this.state.status = INTERRUPTED
    throw new Interrupted()
  }

  /** The status of a child in the foreground; one that Ctrl-C ended takes the whole command with it. */
  *#ended(child: ProcessHandle): Doing {
    const status: number = yield { kind: 'child', process: child }
    if (status === INTERRUPTED && this.state.interactive) this.#giveUp()
    return status
  }

  *#traps(): Doing<void> {
    for (const signal of this.process.takeSignals()) {
      const action = this.state.traps.get(signal)
      if (signal === 'INT' && action === undefined && this.state.interactive) this.#giveUp()
      if (!action) continue
      const { status } = this.state
      yield* this.runText(action)
      this.state.status = status
    }
  }

  *#andOr(node: PipelineNode | AndOr, source: string): Doing {
    if (node.type !== 'AndOr') return yield* this.#pipeline(node, source)
    for (const [index, command] of node.commands.entries()) {
      const operator = node.operators[index - 1]
      if (operator && (operator === '&&') !== (this.state.status === 0)) continue
      const last = index === node.commands.length - 1
      if (!last) this.#asking++
      try {
        yield* this.#pipeline(command, source)
      } finally {
        if (!last) this.#asking--
      }
    }
    return this.state.status
  }

  *#pipeline(node: PipelineNode, source: string): Doing {
    if (node.type !== 'Pipeline') {
      yield* this.#command(node, source)
      return this.#checked()
    }
    const negated = node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1
    if (negated) this.#asking++
    try {
      if (node.commands.length === 1) yield* this.#command(node.commands[0] as CommandNode, source)
      else yield* this.#pipe(node, source)
    } finally {
      if (negated) this.#asking--
    }
    if (negated) return (this.state.status = this.state.status === 0 ? 1 : 0)
    return this.#checked()
  }

  #checked(): number {
    const { status, options } = this.state
    if (status !== 0 && options.has('errexit') && this.#asking === 0) throw new ShellExit(status)
    return status
  }

  *#pipe(node: Pipeline, source: string): Doing {
    const children: ProcessHandle[] = []
    let input: Stream | undefined
    for (const [index, command] of node.commands.entries()) {
      const last = index === node.commands.length - 1
      const pipe = last ? undefined : this.process.pipe()
      const descriptors = new Map(this.process.descriptors)
      if (input) descriptors.set(0, input)
      if (pipe) descriptors.set(1, pipe.writer)
      if (pipe && node.operators[index] === '|&') descriptors.set(2, pipe.writer)
      children.push(this.#fork((shell) => shell.#command(command, source), descriptors))
      input = pipe?.reader
    }
    const statuses: number[] = []
    for (const child of children) statuses.push(yield* this.#ended(child))
    const failed = this.state.options.has('pipefail') ? statuses.findLast((status) => status !== 0) : undefined
    return (this.state.status = failed ?? statuses.at(-1) ?? 0)
  }

  *#command(node: CommandNode, source: string): Doing {
    switch (node.type) {
      case 'Command':
        return yield* this.#simple(node, source)
      case 'Redirected':
        return yield* this.#redirected(node, source)
      case 'Function':
        this.state.functions.set(node.name.value, { body: node.body, source })
        return (this.state.status = 0)
      case 'Coproc':
        throw new ShellError('syntax error: coprocesses are not supported')
      default:
        return yield* this.#compound(node, source)
    }
  }

  *#redirected({ command, redirects }: Redirected, source: string): Doing {
    const saved = yield* redirect(this, redirects)
    if (!saved) return (this.state.status = 1)
    try {
      return yield* this.#compound(command, source)
    } finally {
      restore(this.process, saved)
    }
  }

  *#compound(node: CompoundCommand, source: string): Doing {
    switch (node.type) {
      case 'BraceGroup':
        return yield* this.runScript(node.body, source)
      case 'Subshell': {
        const child = this.#fork((shell) => shell.runScript(node.body, source), this.process.descriptors)
        return (this.state.status = yield* this.#ended(child))
      }
      case 'If':
        return yield* this.#if(node, source)
      case 'While':
        return yield* this.#while(node, source)
      case 'For':
        return yield* this.#for(node, source)
      case 'Case':
        return yield* this.#case(node, source)
      case 'ArithmeticCommand': {
        const value = evaluateArithmetic(yield* insideArithmetic(this, node.body), variablesOf(this))
        return (this.state.status = value === 0n ? 1 : 0)
      }
      case 'TestCommand':
        return (this.state.status = yield* conditionStatus(this, node.expression))
      case 'ArithmeticFor':
      case 'Select':
        throw new ShellError(`syntax error: ${node.type === 'Select' ? 'select' : 'for (('} is not supported`)
    }
  }

  *#condition(list: CompoundList, source: string): Doing<boolean> {
    this.#asking++
    try {
      return (yield* this.runScript(list, source)) === 0
    } finally {
      this.#asking--
    }
  }

  *#if(node: If, source: string): Doing {
    for (const { clause, then } of [node, ...node.elif]) if (yield* this.#condition(clause, source)) return yield* this.runScript(then, source)
    this.state.status = 0
    return node.else ? yield* this.runScript(node.else, source) : 0
  }

  *#while({ kind, clause, body }: While, source: string): Doing {
    let status = 0
    while ((yield* this.#condition(clause, source)) === (kind === 'while')) {
      const goOn = yield* this.#round(body, source)
      status = this.state.status
      if (!goOn) break
    }
    return (this.state.status = status)
  }

  *#for({ name, wordlist, body }: For, source: string): Doing {
    const words = wordlist ? yield* expandWords(this, wordlist) : [...this.state.positional]
    this.state.status = 0
    for (const word of words) {
      this.state.set(name.value, word)
      if (!(yield* this.#round(body, source))) break
    }
    return this.state.status
  }

  /** One round of a loop; false if it was the last. */
  *#round(body: CompoundList, source: string): Doing<boolean> {
    this.loops++
    try {
      yield { kind: 'step' }
      yield* this.runScript(body, source)
      return true
    } catch (error) {
      if (!(error instanceof LoopExit)) throw error
      this.state.status = 0
      if (error.levels > 1) throw new LoopExit(error.kind, error.levels - 1)
      return error.kind === 'continue'
    } finally {
      this.loops--
    }
  }

  *#case({ word, items }: Case, source: string): Doing {
    const subject = yield* expandText(this, word)
    this.state.status = 0
    let falling = false
    for (const { pattern, body, terminator } of items) {
      let matches = falling
      for (const each of pattern) if (!matches) matches = new Pattern(yield* expandPattern(this, each)).matches(subject)
      if (!matches) continue
      yield* this.runScript(body, source)
      if (terminator !== ';&') break
      falling = true
    }
    return this.state.status
  }

  *#simple(node: Command, source: string): Doing {
    const aliased = this.#aliased(node, source)
    if (aliased !== undefined && node.name) {
      this.state.expanding.add(node.name.value)
      try {
        return yield* this.runText(aliased)
      } finally {
        this.state.expanding.delete(node.name.value)
      }
    }
    this.#captured = 0
    const assignments = node.prefix.filter((each): each is Assignment => each.type === 'Assignment')
    const written = node.args.map((argument): Word => (argument.type === 'Assignment' ? wordOf(argument) : argument))
    const words = node.name ? yield* expandWords(this, [node.name, ...written]) : []
    if (this.state.options.has('xtrace') && words.length > 0) this.process.write('stderr', `+ ${words.join(' ')}\n`)
    const saved = yield* redirect(this, node.redirects)
    if (!saved) {
      if (SPECIAL.includes(words[0] ?? '') && !this.state.interactive) throw new ShellExit(1)
      return (this.state.status = 1)
    }
    try {
      const [name] = words
      if (name === undefined) {
        yield* this.#assign(assignments)
        return (this.state.status = this.#captured)
      }
      return (this.state.status = yield* this.#call(name, words, assignments, source))
    } finally {
      if (!this.#keepsRedirections(words)) restore(this.process, saved)
    }
  }

  /** The text of a command with what its name is an alias for; an alias does not count within itself. */
  #aliased({ pos, end, name, redirects }: Command, source: string): string | undefined {
    if (!name || name.parts || name.text !== name.value || redirects.some(({ type }) => type === 'HereDoc')) return undefined
    const value = this.state.aliases.get(name.value)
    if (value === undefined || this.state.expanding.has(name.value)) return undefined
    return source.slice(pos, name.pos) + value + source.slice(name.end, end)
  }

  /** `exec` without a command makes redirections last. */
  #keepsRedirections(words: readonly string[]): boolean {
    return words.length === 1 && words[0] === 'exec'
  }

  *#assign(assignments: readonly Assignment[]): Doing<void> {
    for (const { name, value, append } of assignments) {
      if (value.type === 'ArrayValue') throw new ShellError('syntax error: unexpected "("')
      const text = yield* expandText(this, value)
      this.state.set(name, append ? (this.state.get(name) ?? '') + text : text)
    }
  }

  *#call(name: string, words: readonly string[], assignments: readonly Assignment[], source: string): Doing {
    const shellFunction = this.state.functions.get(name)
    const builtin: Builtin | undefined = builtins.get(name)
    if (!shellFunction && !builtin) return yield* this.#external(name, words, assignments)
    // Before a function or a builtin, assignments hold for its time only.
    const before = assignments.map((assignment) => [assignment.name, this.state.variables.get(assignment.name)] as const)
    yield* this.#assign(assignments)
    try {
      return shellFunction ? yield* this.#function(shellFunction, words) : yield* (builtin as Builtin)(this, words.slice(1), source)
    } finally {
      if (!SPECIAL.includes(name)) for (const [variable, value] of before) this.state.restore(variable, value)
    }
  }

  *#function({ body, source }: ShellFunction, words: readonly string[]): Doing {
    const { positional } = this.state
    const { loops } = this
    this.loops = 0
    this.state.positional = words.slice(1)
    this.state.locals.push(new Map())
    try {
      if (body.type === 'CompoundList') return yield* this.runScript(body, source)
      return yield* this.#command(body, source)
    } catch (error) {
      if (error instanceof FunctionReturn) return error.status
      throw error
    } finally {
      this.loops = loops
      this.state.positional = positional
      this.state.leaveFunction()
    }
  }

  /** Runs words as a command, whatever functions there are (`command`). */
  *runPlain(words: readonly string[]): Doing {
    const [name] = words
    if (name === undefined) return 0
    const builtin = builtins.get(name)
    return builtin ? yield* builtin(this, words.slice(1), '') : yield* this.#external(name, words, [])
  }

  *#external(name: string, words: readonly string[], assignments: readonly Assignment[]): Doing {
    const environment = this.state.environment()
    for (const assignment of assignments) if (assignment.value.type === 'Word') environment[assignment.name] = yield* expandText(this, assignment.value)
    const program = this.process.find(name, this.state.get('PATH'))
    if (typeof program === 'string') {
      this.complain(`${name}: ${program === 'not found' ? 'not found' : 'Permission denied'}`)
      return program === 'not found' ? 127 : 126
    }
    const child = this.process.spawn(program, { arguments: words, environment })
    if (!child) throw new ShellError("can't fork: Resource temporarily unavailable")
    return yield* this.#ended(child)
  }
}

/** Assignments before these last. */
const SPECIAL = ['export', 'readonly', 'set', 'eval', 'exec', '.', ':', 'unset', 'trap']
