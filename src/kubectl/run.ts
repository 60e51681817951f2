import type { Command } from './command.ts'
import type { KubectlContext } from './context.ts'
import { ExitError, HelpError, renderError, UsageError } from './errors.ts'
import { type Flag, HelpRequested, type ParsedArguments, parseFlags } from './flags.ts'
import { commandHelp, rootHelp, takesNextWord } from './help.ts'
import { warnOfBooleanDryRun } from './printers/objectPrinter.ts'
import { COMMANDS } from './registry.ts'
import { Session } from './session.ts'
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

/** Runs one command line (without the word `kubectl`) and resolves to its exit code. */
export async function runKubectl(context: KubectlContext, words: readonly string[]): Promise<number> {
  const found = findCommand(words)
  if (!found) return runRoot(context, words)
  const { command, path } = found
  let parsed: ParsedArguments
  try {
    parsed = parseFlags(flagsOf(command), found.rest)
  } catch (error) {
    if (error instanceof HelpRequested) return show(context, commandHelp(command, path))
    if (!(error instanceof UsageError)) throw error
    context.io.stderr(`error: ${error.message}\nSee '${path} --help' for usage.\n`)
    return 1
  }
  return runParsed(context, found, parsed)
}

function show(context: KubectlContext, text: string): number {
  context.io.stdout(text)
  return 0
}

async function runParsed(context: KubectlContext, { command, path }: FoundCommand, parsed: ParsedArguments): Promise<number> {
  let session: Session | undefined
  try {
    const missing = (command.flags ?? []).filter((flag) => flag.required && !parsed.flags.changed(flag.name)).map((flag) => JSON.stringify(flag.name))
    if (missing.length > 0) throw new Error(`required flag(s) ${missing.join(', ')} not set`)
    session = await Session.open(context, path, parsed)
    warnOfBooleanDryRun(session)
    command.validate?.(session)
    if (command.run) await command.run(session)
    else if (parsed.args.length > 0) throw new UsageError(`unknown command ${JSON.stringify(parsed.args.join(' '))}`)
    else return showBareHelp(context, command, path)
    return 0
  } catch (error) {
    if (error instanceof HelpRequested) return show(context, commandHelp(command, path))
    if (error instanceof HelpError) context.io.stdout(commandHelp(command, path))
    return report(context, error, path, session)
  }
}

function showBareHelp(context: KubectlContext, command: Command, path: string): number {
  const { stream, exitCode } = command.bareHelp ?? { stream: 'stderr', exitCode: 1 }
  context.io[stream](commandHelp(command, path))
  return exitCode
}

function report(context: KubectlContext, error: unknown, path: string, session: Session | undefined): number {
  if (error instanceof ExitError) return error.code
  if (context.signal.aborted) return 1
  if (error instanceof UsageError) context.io.stderr(`error: ${error.message}\nSee '${path} -h' for help and examples\n`)
  else context.io.stderr(`${renderError(error, hostOf(session)).replace(/\n$/, '')}\n`)
  return 1
}

function hostOf(session: Session | undefined): string {
  return session?.serverHost ?? ''
}

function runRoot(context: KubectlContext, words: readonly string[]): number {
  try {
    const { args } = parseFlags(GLOBAL_FLAGS, words)
    const [word] = args
    if (word === undefined) return show(context, rootHelp(COMMANDS))
    context.io.stderr(`error: unknown command ${JSON.stringify(word)} for "kubectl"${suggestions(word)}\n`)
  } catch (error) {
    if (error instanceof HelpRequested) return show(context, rootHelp(COMMANDS))
    context.io.stderr(`error: ${(error as Error).message}\nSee 'kubectl --help' for usage.\n`)
  }
  return 1
}

/** `Did you mean this?` for words that are close to commands (cobra). */
function suggestions(word: string): string {
  const close = COMMANDS.filter((each) => editDistance(word.toLowerCase(), each.name) <= 2 || each.name.startsWith(word.toLowerCase())).map((each) => each.name)
  return close.length === 0 ? '' : `\n\nDid you mean this?\n${close.map((name) => `\t${name}\n`).join('')}`
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const replaced = (previous[column - 1] as number) + (left[row - 1] === right[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (previous[column] as number) + 1, (current[column - 1] as number) + 1))
    }
    previous = current
  }
  return previous.at(-1) as number
}
