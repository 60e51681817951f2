import type { CompoundCommand, CompoundList, Redirected } from 'unbash'
import type { ProcessHandle, Signal } from '../process.ts'
import { ShellError } from './control.ts'

interface Variable {
  readonly value: string | undefined
  readonly exported: boolean
  readonly readOnly: boolean
}

export interface ShellFunction {
  readonly body: CompoundCommand | Redirected | CompoundList
  /** The text that positions in `body` count in. */
  readonly source: string
}

/** A command in the background. */
export interface Job {
  readonly id: number
  readonly process: ProcessHandle
  readonly text: string
}

/** `set -e` and the like, by letter or by the name after `-o`. */
export const OPTION_NAMES: Readonly<Record<string, string>> = { e: 'errexit', f: 'noglob', n: 'noexec', x: 'xtrace', v: 'verbose', C: 'noclobber', a: 'allexport', u: 'nounset', m: 'monitor' }
export const LONG_OPTIONS: readonly string[] = ['errexit', 'noglob', 'ignoreeof', 'monitor', 'noexec', 'xtrace', 'verbose', 'noclobber', 'allexport', 'notify', 'nounset', 'pipefail']

/** How long a value may grow: a runaway script ends with `out of memory` instead of harming the page. */
const VALUE_LENGTH_MAX = 4_000_000

/** All that a shell remembers from one command to the next; a subshell works on a copy. */
export class ShellState {
  readonly variables = new Map<string, Variable>()
  readonly functions = new Map<string, ShellFunction>()
  readonly aliases = new Map<string, string>()
  /** Aliases in whose text one is. */
  readonly expanding = new Set<string>()
  readonly options = new Set<string>()
  readonly traps = new Map<Signal | 'EXIT', string>()
  /** What `local` covered, innermost function last. */
  readonly locals: Map<string, Variable | undefined>[] = []
  jobs: Job[] = []
  positional: readonly string[] = []
  name = 'sh'
  /** `$?` */
  status = 0
  /** `$$`: the shell's own process, also in its subshells. */
  pid = 0
  /** `$!` */
  backgroundPid: number | undefined
  interactive = false
  /** How it was started, as `$-` shows it: `c` for a text, `s` for its input. */
  invocation = ''
  /** The number of a script's first line: 0 for a text given with -c. */
  firstLine = 1
  /** Whether braces expand (`{a,b}`), as they do in the shell that people type into but not in busybox's. */
  braces = false

  copy(): ShellState {
    const copy = new ShellState()
    for (const [name, variable] of this.variables) copy.variables.set(name, variable)
    for (const [name, definition] of this.functions) copy.functions.set(name, definition)
    for (const [name, value] of this.aliases) copy.aliases.set(name, value)
    for (const name of this.expanding) copy.expanding.add(name)
    for (const option of this.options) copy.options.add(option)
    // A trap is reset in a subshell, unless it ignores its signal.
    for (const [signal, action] of this.traps) if (action === '') copy.traps.set(signal, action)
    for (const scope of this.locals) copy.locals.push(new Map(scope))
    const { positional, name, status, pid, backgroundPid, braces, invocation, firstLine } = this
    return Object.assign(copy, { positional, name, status, pid, backgroundPid, braces, invocation, firstLine, jobs: [...this.jobs] })
  }

  get(name: string): string | undefined {
    return this.variables.get(name)?.value
  }

  set(name: string, value: string): void {
    const old = this.variables.get(name)
    if (old?.readOnly) throw new ShellError(`${name}: is read only`)
    if (value.length > VALUE_LENGTH_MAX) throw new ShellError('out of memory')
    this.variables.set(name, { value, exported: (old?.exported ?? false) || this.options.has('allexport'), readOnly: false })
  }

  unset(name: string): void {
    if (this.variables.get(name)?.readOnly) throw new ShellError(`${name}: is read only`)
    this.variables.delete(name)
  }

  export(name: string, exported = true): void {
    const old = this.variables.get(name)
    this.variables.set(name, { value: old?.value, readOnly: old?.readOnly ?? false, exported })
  }

  protect(name: string): void {
    const old = this.variables.get(name)
    this.variables.set(name, { value: old?.value, exported: old?.exported ?? false, readOnly: true })
  }

  /** Makes a variable local to the function that runs; it keeps its value until it is set. */
  makeLocal(name: string): void {
    const scope = this.locals.at(-1)
    if (scope && !scope.has(name)) scope.set(name, this.variables.get(name))
  }

  leaveFunction(): void {
    for (const [name, variable] of this.locals.pop() ?? []) this.restore(name, variable)
  }

  restore(name: string, variable: Variable | undefined): void {
    if (variable) this.variables.set(name, variable)
    else this.variables.delete(name)
  }

  /** What commands find in their environment. */
  environment(): Record<string, string> {
    const environment: Record<string, string> = {}
    for (const [name, { value, exported }] of this.variables) if (exported && value !== undefined) environment[name] = value
    return environment
  }
}
