import type { Command } from './command.ts'
import { findCommand, flagsOf, type FoundCommand } from './commandTree.ts'
import { containersOf, namesOfType } from './completion.ts'
import type { KubectlContext } from './context.ts'
import { bareValue, type Flag, FlagValues, type ParsedArguments, parseFlags } from './flags.ts'
import { takesNextWord } from './help.ts'
import { COMMANDS } from './registry.ts'
import { Session } from './session.ts'
import { CLUSTER_FLAG, CONTEXT_FLAG, GLOBAL_FLAGS, USER_FLAG } from './sharedFlags.ts'

/** What the word that is being typed can become: commands, flags, what flags take, and what commands act on. */

export interface WordCompletion {
  /** The part that is replaced: what stands after `--flag=` for a flag's value. */
  readonly word: string
  /** In order; each starts with `word`. */
  readonly candidates: readonly string[]
}

/**
 * Never fails: what cannot be found out is no candidate.
 * @param words those after `kubectl`; the last is being typed and may be empty.
 * @returns undefined where a file is wanted, which the shell knows better.
 */
export async function completeKubectl(context: KubectlContext, words: readonly string[]): Promise<WordCompletion | undefined> {
  const typed = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const found = findCommand(before)
  const flags = found ? flagsOf(found.command) : GLOBAL_FLAGS
  const rest = found?.rest ?? before
  if (rest.includes('--')) return undefined
  const last = rest.at(-1) ?? ''
  if (takesNextWord(flags, last)) return valueOf(new Line(context, found, flags, rest.slice(0, -1)), flagNamed(flags, last), typed)
  const equals = typed.indexOf('=')
  if (typed.startsWith('-') && equals > 0) return valueOf(new Line(context, found, flags, rest), flagNamed(flags, typed.slice(0, equals)), typed.slice(equals + 1))
  if (typed.startsWith('-')) return matching(typed, flagNames(flags, rest))
  return wordsOf(new Line(context, found, flags, rest), typed)
}

/** What is known of the line before the word. */
class Line {
  readonly found: FoundCommand | undefined
  readonly parsed: ParsedArguments
  readonly #context: KubectlContext

  constructor(context: KubectlContext, found: FoundCommand | undefined, flags: readonly Flag[], rest: readonly string[]) {
    this.#context = context
    this.found = found
    this.parsed = parsed(flags, rest)
  }

  async candidates(typed: string, find: (session: Session) => Promise<readonly string[]>): Promise<WordCompletion> {
    try {
      return matching(typed, await find(await Session.open(this.#context, this.found?.path ?? 'kubectl', this.parsed)))
    } catch {
      // An unfinished line need not make sense yet.
      return { word: typed, candidates: [] }
    }
  }
}

/** The flags of the line so far; those that make no sense yet are as if not given. */
function parsed(flags: readonly Flag[], rest: readonly string[]): ParsedArguments {
  try {
    return parseFlags(flags, rest)
  } catch {
    return { flags: new FlagValues(flags), args: rest.filter((word) => !word.startsWith('-')), argsBeforeDash: undefined }
  }
}

function matching(word: string, names: readonly string[]): WordCompletion {
  return { word, candidates: [...new Set(names)].filter((name) => name.startsWith(word)).sort() }
}

function flagNamed(flags: readonly Flag[], word: string): Flag | undefined {
  return word.startsWith('--') ? flags.find(({ name }) => name === word.slice(2)) : flags.find(({ short }) => short !== undefined && short === word.slice(1))
}

const REPEATABLE: readonly string[] = ['stringArray', 'stringSlice', 'stringMap']

/** Flags that can still be given; those that need a value end with `=`. */
function flagNames(flags: readonly Flag[], rest: readonly string[]): string[] {
  const isGiven = ({ name, short }: Flag) => rest.some((word) => word === `--${name}` || word.startsWith(`--${name}=`) || word === `-${short}`)
  const open = flags.filter((flag) => !flag.hidden && (REPEATABLE.includes(flag.kind) || !isGiven(flag)))
  return open.map((flag) => (bareValue(flag) === undefined ? `--${flag.name}=` : `--${flag.name}`))
}

const topNames = () => COMMANDS.filter(({ group }) => group !== undefined).map(({ name }) => name)

async function wordsOf(line: Line, typed: string): Promise<WordCompletion | undefined> {
  const { found, parsed: { args } } = line
  if (!found) return matching(typed, args.length === 0 ? topNames() : [])
  const { command } = found
  if (command.name === 'help') return matching(typed, helpTopics(args))
  const subcommands = args.length === 0 ? (command.commands ?? []).map(({ name }) => name) : []
  if (!command.complete) return subcommands.length > 0 ? matching(typed, subcommands) : undefined
  return line.candidates(typed, async (session) => [...subcommands, ...((await command.complete?.(session, typed)) ?? [])])
}

function helpTopics(args: readonly string[]): readonly string[] {
  const topic = findCommand(args)
  const below: readonly Command[] | undefined = topic?.command.commands
  return topic ? (below ?? []).map(({ name }) => name) : topNames()
}

async function valueOf(line: Line, flag: Flag | undefined, typed: string): Promise<WordCompletion | undefined> {
  if (flag?.name === CONTEXT_FLAG.name) return line.candidates(typed, async ({ kubeconfig }) => (kubeconfig.contexts ?? []).map(({ name }) => name))
  if (flag?.name === CLUSTER_FLAG.name) return line.candidates(typed, async ({ kubeconfig }) => (kubeconfig.clusters ?? []).map(({ name }) => name))
  if (flag === USER_FLAG) return line.candidates(typed, async ({ kubeconfig }) => (kubeconfig.users ?? []).map(({ name }) => name))
  const completes = flag?.completes
  if (completes === undefined || completes === 'file') return undefined
  if (completes === 'output') return matching(typed, ['json', 'yaml', 'name', 'wide'])
  if (completes === 'namespace') return line.candidates(typed, (session) => namesOfType(session, 'namespaces'))
  if (completes === 'container') return line.candidates(typed, containersOf)
  return matching(typed, lastOfList(flag as Flag, typed, completes))
}

/** In a list such as `--verb=get,li` only the last member is completed. */
function lastOfList(flag: Flag, typed: string, values: readonly string[]): readonly string[] {
  const comma = typed.lastIndexOf(',')
  return flag.kind === 'stringSlice' && comma >= 0 ? values.map((value) => typed.slice(0, comma + 1) + value) : values
}
