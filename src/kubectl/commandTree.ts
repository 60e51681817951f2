import type { Command } from './command.ts'
import type { Flag } from './flags.ts'
import { takesNextWord } from './help.ts'
import { COMMANDS } from './registry.ts'
import { GLOBAL_FLAGS } from './sharedFlags.ts'

/** A command found for the words of a command line. */
export interface FoundCommand {
  readonly command: Command
  /** `kubectl rollout status`. */
  readonly path: string
  /** The words without those that name the command. */
  readonly rest: readonly string[]
}

/** Which word names a command: the first that is neither a flag nor a flag's value. */
function commandWordIndex(command: Command | undefined, words: readonly string[]): number {
  const flags = [...GLOBAL_FLAGS, ...(command?.flags ?? [])]
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string
    if (word === '--') return -1
    if (!word.startsWith('-')) return index
    if (takesNextWord(flags, word)) index++
  }
  return -1
}

/** Walks from `kubectl` down to the command that the words name; undefined for `kubectl` itself. */
export function findCommand(words: readonly string[], commands: readonly Command[] = COMMANDS): FoundCommand | undefined {
  let found: FoundCommand | undefined
  let candidates = commands
  let rest = [...words]
  while (candidates.length > 0) {
    const index = commandWordIndex(found?.command, rest)
    const word = rest[index]
    const next = candidates.find((each) => each.name === word || each.aliases?.includes(word ?? ''))
    if (index < 0 || !next) break
    rest = rest.filter((_, position) => position !== index)
    found = { command: next, path: `${found?.path ?? 'kubectl'} ${next.name}`, rest }
    candidates = next.commands ?? []
  }
  return found
}

/** A command's flags and the global ones, but for those that it replaces by its own of the same name. */
export function flagsOf(command: Command): readonly Flag[] {
  const own = command.flags ?? []
  return [...own, ...GLOBAL_FLAGS.filter(({ name }) => !own.some((flag) => flag.name === name))]
}
