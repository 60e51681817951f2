import type { Command } from '../command.ts'
import { flagsHelp } from '../help.ts'
import { GLOBAL_FLAGS } from '../sharedFlags.ts'

export const options: Command = {
  name: 'options',
  use: '[flags]',
  short: 'Print the list of flags inherited by all commands',
  examples: [{ what: 'Print the flags that every command takes', command: 'kubectl options' }],
  run: async (session) => session.stdout(`The following options can be passed to any command:\n\n${flagsHelp(GLOBAL_FLAGS)}\n`),
}
