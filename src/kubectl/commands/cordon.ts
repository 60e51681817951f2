import type { Command } from '../command.ts'
import { completeNodes, cordonNodes, nodesOf, requireNodes } from '../drain/cordoning.ts'
import type { Flag } from '../flags.ts'
import { DRY_RUN_FLAG, SELECTOR_FLAG } from '../sharedFlags.ts'

const FLAGS: readonly Flag[] = [DRY_RUN_FLAG, SELECTOR_FLAG]

export const cordon: Command = {
  name: 'cordon',
  group: 'Cluster Management Commands',
  use: 'NODE',
  short: 'Mark node as unschedulable',
  long: 'Mark node as unschedulable.\n\n Pods that run there go on; new ones are placed elsewhere.',
  examples: [{ what: 'Keep new pods from a node', command: 'kubectl cordon worker-1' }],
  flags: FLAGS,
  complete: completeNodes,
  validate: (session) => requireNodes(session, 'cordon NODE'),
  run: async (session) => cordonNodes(session, await nodesOf(session), true),
}

export const uncordon: Command = {
  name: 'uncordon',
  group: 'Cluster Management Commands',
  use: 'NODE',
  short: 'Mark node as schedulable',
  long: 'Mark node as schedulable.',
  examples: [{ what: 'Let new pods go to a node again', command: 'kubectl uncordon worker-1' }],
  flags: FLAGS,
  complete: completeNodes,
  validate: (session) => requireNodes(session, 'uncordon NODE'),
  run: async (session) => cordonNodes(session, await nodesOf(session), false),
}
