import type { Command } from '../command.ts'

/** `kubectl help COMMAND`; `runKubectl` shows the help itself, since that needs to know all commands. */
export const help: Command = {
  name: 'help',
  use: '[command] [flags]',
  short: 'Help about any command',
  long: 'Help provides help for any command in the application.\n\n Simply type kubectl help [path to command] for full details.',
}
