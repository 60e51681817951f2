import type { Command } from '../../command.ts'
import { topNode } from './node.ts'
import { topPod } from './pod.ts'

export const top: Command = {
  name: 'top',
  group: 'Cluster Management Commands',
  use: '[flags]',
  short: 'Display resource (CPU/memory) usage',
  long: 'Display resource (CPU/memory) usage of nodes or pods.\n\n This command requires a metrics server that works.',
  commands: [topNode, topPod],
}
