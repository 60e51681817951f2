import { COMMAND_GROUPS, type Command } from './command.ts'
import { bareValue, defaultText, type Flag } from './flags.ts'

/** Help texts in kubectl's layout, made from the declarations. */

const INDENT = '  '
const OPTIONS_HINT = 'Use "kubectl options" for a list of global command-line options (applies to all commands).'

function commandList(commands: readonly Command[], width: number): string {
  return commands.map((each) => `${INDENT}${each.name.padEnd(width)}${each.short}\n`).join('')
}

const SHORTEST_COLUMN = 11

function width(commands: readonly Command[]): number {
  return Math.max(SHORTEST_COLUMN, ...commands.map((each) => each.name.length)) + 3
}

/** What can follow `kubectl`, by group. */
export function rootUsage(commands: readonly Command[]): string {
  const columns = width(commands.filter(({ group }) => group !== undefined))
  const groups = COMMAND_GROUPS.map((group) => {
    const list = commandList(commands.filter((each) => each.group === group), columns)
    return `${group}:\n${list}\n`
  })
  return [...groups, 'Usage:\n  kubectl [flags] [options]\n\nUse "kubectl <command> --help" for more information about a given command.\n', `${OPTIONS_HINT}\n`].join('')
}

/** `kubectl --help`. */
export function rootHelp(commands: readonly Command[]): string {
  return `kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/\n\n${rootUsage(commands)}`
}

/** The lines of one flag: its names and default, then what it means. */
export function flagHelp(flag: Flag): string {
  const names = flag.short ? `-${flag.short}, --${flag.name}` : `--${flag.name}`
  return `${INDENT}${INDENT}${names}=${defaultText(flag)}:\n\t${flag.usage}\n`
}

export function flagsHelp(flags: readonly Flag[]): string {
  const shown = flags.filter((flag) => !flag.hidden).sort((left, right) => (left.name < right.name ? -1 : 1))
  return shown.map(flagHelp).join('\n')
}

function examplesHelp(command: Command): string {
  return (command.examples ?? []).map(({ what, command: line }) => `${INDENT}# ${what}\n${line.split('\n').map((each) => `${INDENT}${each}\n`).join('')}`).join(`${INDENT}\n`)
}

/** `kubectl COMMAND --help`. */
export function commandHelp(command: Command, path: string): string {
  const subcommands = command.commands ?? []
  const sections = [`${command.long ?? `${command.short}.`}\n`]
  if (command.aliases && command.aliases.length > 0) sections.push(`Aliases:\n${[command.name, ...command.aliases].join(', ')}\n`)
  if (command.examples && command.examples.length > 0) sections.push(`Examples:\n${examplesHelp(command)}`)
  if (subcommands.length > 0) sections.push(`Available Commands:\n${commandList(subcommands, width(subcommands))}`)
  if (command.flags && command.flags.length > 0) sections.push(`Options:\n${flagsHelp(command.flags)}`)
  const usage = [path, command.use].filter((part) => part !== '').join(' ')
  sections.push(`Usage:\n  ${usage} [options]\n`)
  const more = subcommands.length > 0 ? `Use "${path} <command> --help" for more information about a given command.\n` : ''
  return `${sections.join('\n')}\n${more}${OPTIONS_HINT}\n`
}

/** Whether a word on the command line takes the next word as its value. */
export function takesNextWord(flags: readonly Flag[], word: string): boolean {
  if (!word.startsWith('-') || word.includes('=') || word === '-' || word === '--') return false
  const flag = word.startsWith('--') ? flags.find((each) => each.name === word.slice(2)) : flags.find((each) => each.short === word.at(-1))
  return flag !== undefined && bareValue(flag) === undefined && (word.startsWith('--') || word.length === 2)
}
