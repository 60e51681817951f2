/** What the word that is being typed can become: commands, flags, what flags take, and what commands act on. */
import { containersOf, namesOfType } from './completion.ts'
import type { KubectlContext } from './context.ts'
import { parseFlags, type Flag } from './flags.ts'
import { COMMANDS } from './registry.ts'
import { findCommand, flagsOf } from './run.ts'
import { Session } from './session.ts'
import { takesNextWord } from './help.ts'
import { GLOBAL_FLAGS } from './sharedFlags.ts'

export interface WordCompletion {
  /** The part that is replaced: what stands after `--flag=` for a flag's value. */
  readonly word: string
  readonly candidates: readonly string[]
}

/**
 * @param words those after `kubectl`; the last is being typed and may be empty.
 * @returns undefined where a file is wanted, which the shell knows better.
 */
export async function completeKubectl(context: KubectlContext, words: readonly string[]): Promise<WordCompletion | undefined> {
  const typed = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const found = findCommand(before)
  const flags = found ? flagsOf(found.command) : GLOBAL_FLAGS
  const rest = found ? found.rest : before
  const equals = /^--([\w-]+)=(.*)$/.exec(typed)
  if (equals) return valueOf(context, flags.find(({ name }) => name === equals[1]), rest, equals[2] ?? '', flags)
  const last = rest.at(-1) ?? ''
  if (last.startsWith('-') && !last.includes('=') && takesNextWord(flags, last)) {
    return valueOf(context, flags.find(({ name, short }) => last === `--${name}` || (short !== undefined && last.endsWith(short) && !last.startsWith('--'))), rest.slice(0, -1), typed, flags)
  }
  if (typed.startsWith('-')) return matching(typed, flags.filter(({ hidden }) => !hidden).map(({ name }) => `--${name}`))
  const subcommands = found ? (found.command.commands ?? []) : COMMANDS
  const names = subcommands.filter(({ name }) => rest.every((word) => word.startsWith('-')) && name !== '').map(({ name }) => name)
  if (names.length > 0) return matching(typed, names)
  if (!found?.command.complete) return undefined
  try {
    const session = await Session.open(context, found.path, parseFlags(flags, rest))
    return matching(typed, await found.command.complete(session, typed))
  } catch {
    // An unfinished line need not make sense yet.
    return { word: typed, candidates: [] }
  }
}

async function valueOf(context: KubectlContext, flag: Flag | undefined, rest: readonly string[], typed: string, flags: readonly Flag[]): Promise<WordCompletion | undefined> {
  const completes = flag?.completes
  if (completes === undefined || completes === 'file') return undefined
  if (typeof completes !== 'string') return matching(typed, completes)
  if (completes === 'output') return matching(typed, ['json', 'yaml', 'name', 'wide'])
  try {
    const session = await Session.open(context, 'kubectl', parseFlags(flags, rest))
    return matching(typed, completes === 'namespace' ? await namesOfType(session, 'namespaces') : await containersOf(session))
  } catch {
    return { word: typed, candidates: [] }
  }
}

function matching(word: string, names: readonly string[]): WordCompletion {
  return { word, candidates: [...new Set(names)].filter((name) => name.startsWith(word)).sort() }
}
