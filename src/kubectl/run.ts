import type { Command } from './command.ts'
import { findCommand, flagsOf, type FoundCommand } from './commandTree.ts'
import { help } from './commands/help.ts'
import { completeKubectl } from './complete.ts'
import type { KubectlContext } from './context.ts'
import { ExitError, HelpError, renderError, UsageError } from './errors.ts'
import { HelpRequested, type ParsedArguments, parseFlags } from './flags.ts'
import { commandHelp, rootHelp, rootUsage } from './help.ts'
import { warnOfBooleanDryRun } from './printers/objectPrinter.ts'
import { COMMANDS } from './registry.ts'
import { Session } from './session.ts'
import { GLOBAL_FLAGS } from './sharedFlags.ts'

/** The first word by which shells ask for completion (cobra). */
const COMPLETION_WORD = '__complete'

/** Each candidate on a line, then what the shell is to do with them: `:0` goes on to file names, `:4` does not. */
async function printCandidates(context: KubectlContext, words: readonly string[]): Promise<number> {
  const typed = words.at(-1) ?? ''
  const found = await completeKubectl(context, words)
  if (!found) return show(context, ':0\n')
  const kept = typed.slice(0, typed.length - found.word.length)
  return show(context, [...found.candidates.map((candidate) => kept + candidate), ':4', ''].join('\n'))
}

function showTopic(context: KubectlContext, words: readonly string[]): number {
  try {
    parseFlags(GLOBAL_FLAGS, words)
  } catch (error) {
    if (error instanceof HelpRequested) return show(context, commandHelp(help, 'kubectl help'))
    context.io.stderr(`error: ${(error as Error).message}\nSee 'kubectl help --help' for usage.\n`)
    return 1
  }
  const topic = findCommand(words)
  if (topic) return show(context, commandHelp(topic.command, topic.path))
  const names = words.filter((word) => !word.startsWith('-'))
  if (names.length === 0) return show(context, rootHelp(COMMANDS))
  context.io.stderr(`Unknown help topic [${names.map((name) => `\`${name}\``).join(' ')}]\n\n\n${rootUsage(COMMANDS)}`)
  return 0
}

/** Runs one command line (without the word `kubectl`) and resolves to its exit code. */
export async function runKubectl(context: KubectlContext, words: readonly string[]): Promise<number> {
  if (words[0] === COMPLETION_WORD) return printCandidates(context, words.slice(1))
  const found = findCommand(words)
  if (!found) return runRoot(context, words)
  if (found.command === help) return showTopic(context, found.rest)
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
  return session?.knowsServer ? session.serverHost : ''
}

function runRoot(context: KubectlContext, words: readonly string[]): number {
  try {
    const { args } = parseFlags(GLOBAL_FLAGS, words)
    const [word] = args
    if (word === undefined) return show(context, rootHelp(COMMANDS))
    context.io.stderr(`error: unknown command ${JSON.stringify(word)} for "kubectl"${suggestions(word)}`)
  } catch (error) {
    if (error instanceof HelpRequested) return show(context, rootHelp(COMMANDS))
    context.io.stderr(`error: ${(error as Error).message}\nSee 'kubectl --help' for usage.\n`)
  }
  return 1
}

/** `Did you mean this?` for words that are close to commands (cobra). */
function suggestions(word: string): string {
  const close = COMMANDS.filter((each) => editDistance(word.toLowerCase(), each.name) <= 2 || each.name.startsWith(word.toLowerCase())).map((each) => each.name)
  return close.length === 0 ? '\n' : `\n\nDid you mean this?\n${close.map((name) => `\t${name}\n`).join('')}`
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
