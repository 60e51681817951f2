import { UsageError } from './errors.ts'
import { formatDuration } from '../base/duration.ts'
import { requireDuration } from './duration.ts'

export type FlagKind = 'string' | 'bool' | 'int' | 'duration' | 'stringArray' | 'stringSlice' | 'stringMap'

/** A flag as a command declares it; parsing, help and completion derive from it. */
export interface Flag {
  readonly name: string
  readonly short?: string
  readonly kind: FlagKind
  /** Values as on the command line; lists are comma-separated. Default: '', false, 0, 0s or none. */
  readonly default?: string
  /** The value of the bare flag: `--cascade`, `--dry-run`. */
  readonly bare?: string
  readonly usage: string
  readonly required?: boolean
  readonly hidden?: boolean
  /** What its value names, for completion. */
  readonly completes?: 'namespace' | 'file' | 'container' | 'output' | readonly string[]
}

const ZERO: Readonly<Record<FlagKind, string>> = { string: '', bool: 'false', int: '0', duration: '0s', stringArray: '', stringSlice: '', stringMap: '' }

const LISTS: ReadonlySet<FlagKind> = new Set(['stringArray', 'stringSlice', 'stringMap'])

/** The flags of one call: values given or defaults. */
export class FlagValues {
  readonly #flags: ReadonlyMap<string, Flag>
  readonly #given = new Map<string, string[]>()

  constructor(flags: readonly Flag[]) {
    this.#flags = new Map(flags.map((flag) => [flag.name, flag]))
  }

  set(flag: Flag, value: string): void {
    check(flag, value)
    const given = this.#given.get(flag.name)
    if (given && LISTS.has(flag.kind)) given.push(value)
    else this.#given.set(flag.name, [value])
  }

  /** Whether the user gave it. */
  changed(name: string): boolean {
    return this.#given.has(name)
  }

  has(name: string): boolean {
    return this.#flags.has(name)
  }

  /** The value of exactly this flag: its default when the command has declared another of the same name in its place. */
  stringOf(flag: Flag): string {
    return this.#flags.get(flag.name) === flag ? this.string(flag.name) : (flag.default ?? ZERO[flag.kind])
  }

  /** Whether the user gave exactly this flag. */
  gave(flag: Flag): boolean {
    return this.#flags.get(flag.name) === flag && this.changed(flag.name)
  }

  string(name: string): string {
    const flag = this.#flags.get(name)
    return this.#given.get(name)?.at(-1) ?? flag?.default ?? (flag ? ZERO[flag.kind] : '')
  }

  bool(name: string): boolean {
    return parseBool(this.string(name)) ?? false
  }

  int(name: string): number {
    return Number(this.string(name) || '0')
  }

  durationMs(name: string): number {
    return requireDuration(this.string(name) || '0s')
  }

  list(name: string): string[] {
    const flag = this.#flags.get(name)
    const values = this.#given.get(name) ?? (flag?.default ? [flag.default] : [])
    return flag?.kind === 'stringArray' ? values : values.flatMap((value) => (value === '' ? [] : value.split(',')))
  }
}

export function parseBool(text: string): boolean | undefined {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true
  return /^(0|f|F|false|FALSE|False)$/.test(text) ? false : undefined
}

function nameOf(flag: Flag): string {
  return flag.short ? `-${flag.short}, --${flag.name}` : `--${flag.name}`
}

function check(flag: Flag, value: string): void {
  const refuse = (reason: string) => {
    throw new UsageError(`invalid argument ${JSON.stringify(value)} for ${JSON.stringify(nameOf(flag))} flag: ${reason}`)
  }
  if (flag.kind === 'bool' && parseBool(value) === undefined) refuse(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`)
  if (flag.kind === 'int' && !/^[-+]?\d+$/.test(value)) refuse(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`)
  if (flag.kind === 'stringMap' && value.split(',').some((pair) => !pair.includes('='))) refuse('malformed pair, expect string=string')
  if (flag.kind === 'duration') {
    try {
      requireDuration(value)
    } catch (error) {
      refuse((error as Error).message)
    }
  }
}

export interface ParsedArguments {
  readonly flags: FlagValues
  /** What is no flag. */
  readonly args: readonly string[]
  /** How many of the arguments came before `--`; undefined when there was none. */
  readonly argsBeforeDash: number | undefined
}

/** Parses as pflag does: flags anywhere, `--` ends them, `-it` are two short ones, `-n=x`, `-nx` and `-n x` are one. */
export function parseFlags(declared: readonly Flag[], words: readonly string[]): ParsedArguments {
  const byName = new Map(declared.map((flag) => [flag.name, flag]))
  const byShort = new Map(declared.flatMap((flag) => (flag.short ? [[flag.short, flag] as const] : [])))
  const flags = new FlagValues(declared)
  const args: string[] = []
  let argsBeforeDash: number | undefined
  const queue = [...words]

  const takeValue = (missing: string): string => {
    const value = queue.shift()
    if (value === undefined) throw new UsageError(`flag needs an argument: ${missing}`)
    return value
  }

  const parseLong = (word: string): void => {
    const equals = word.indexOf('=')
    const name = equals < 0 ? word : word.slice(0, equals)
    const flag = byName.get(name)
    if (name === '' || name.startsWith('-') || name.startsWith('=')) throw new UsageError(`bad flag syntax: --${word}`)
    if (!flag) throw name === 'help' ? new HelpRequested() : new UsageError(`unknown flag: --${name}`)
    if (equals >= 0) flags.set(flag, word.slice(equals + 1))
    else flags.set(flag, bareValue(flag) ?? takeValue(`--${name}`))
  }

  const parseShort = (letters: string): void => {
    for (let rest = letters; rest !== ''; ) {
      const flag = byShort.get(rest.charAt(0))
      if (!flag) throw rest.startsWith('h') ? new HelpRequested() : new UsageError(`unknown shorthand flag: ${quoted(rest.charAt(0))} in -${letters}`)
      const bare = bareValue(flag)
      if (rest.charAt(1) === '=') return flags.set(flag, rest.slice(2))
      if (bare !== undefined) {
        flags.set(flag, bare)
        rest = rest.slice(1)
        continue
      }
      return flags.set(flag, rest.length > 1 ? rest.slice(1) : takeValue(`${quoted(rest)} in -${letters}`))
    }
  }

  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--') {
      argsBeforeDash = args.length
      args.push(...queue.splice(0))
    } else if (word.startsWith('--')) parseLong(word.slice(2))
    else if (word.startsWith('-') && word !== '-') parseShort(word.slice(1))
    else args.push(word)
  }
  return { flags, args, argsBeforeDash }
}

/** `--help` was given. */
export class HelpRequested extends Error {
  override name = 'HelpRequested'
}

const quoted = (letter: string) => `'${letter}'`

/** The value a flag takes when it stands without one, or undefined when it needs one. */
export function bareValue(flag: Flag): string | undefined {
  return flag.bare ?? (flag.kind === 'bool' ? 'true' : undefined)
}

/** A flag's default as help shows it: `''`, `[]`, `5m0s`. */
export function defaultText(flag: Flag): string {
  const value = flag.default ?? ZERO[flag.kind]
  if (flag.kind === 'string') return `'${value}'`
  if (flag.kind === 'duration') return formatDuration(requireDuration(value))
  if (flag.kind === 'stringMap') return value
  return LISTS.has(flag.kind) ? `[${value}]` : value
}
