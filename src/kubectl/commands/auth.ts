import { canI } from '../auth/canI.ts'
import { reconcile } from '../auth/reconcile.ts'
import { whoAmI } from '../auth/whoAmI.ts'
import type { Command } from '../command.ts'

export const auth: Command = {
  name: 'auth',
  group: 'Troubleshooting and Debugging Commands',
  use: '[flags]',
  short: 'Inspect authorization',
  long: 'Inspect authorization.',
  commands: [canI, reconcile, whoAmI],
}
