import type { Command } from '../command.ts'
import { KubectlError, UsageError } from '../errors.ts'

const list: Command = {
  name: 'list',
  use: '[flags]',
  short: "List all visible plugin executables on a user's PATH",
  long: "List all available plugin files on a user's PATH. To see plugins binary names without the full path use --name-only flag.\n\n Available plugin files are those that are: - executable - anywhere on the user's PATH - begin with \"kubectl-\"",
  examples: [{ what: 'List the plugins', command: 'kubectl plugin list' }],
  flags: [{ name: 'name-only', kind: 'bool', usage: 'Print the names of the plugins alone.' }],
  validate({ args }) {
    if (args.length > 0) throw new UsageError(`unknown command ${JSON.stringify(args.join(' '))}`)
  },
  // Programs of the user's machine cannot be started from here, so none is ever found.
  async run() {
    throw new KubectlError('unable to find any kubectl plugins in your PATH')
  },
}

export const plugin: Command = {
  name: 'plugin',
  group: 'Other Commands',
  use: '[flags]',
  short: 'Provides utilities for interacting with plugins',
  long: 'Provides utilities for interacting with plugins.\n\n Plugins provide extended functionality that is not part of the major command-line distribution.',
  examples: [{ what: 'List the plugins', command: 'kubectl plugin list' }],
  commands: [list],
}
