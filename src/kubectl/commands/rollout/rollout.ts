import type { Command } from '../../command.ts'
import { pause, restart, resume } from './changes.ts'
import { history } from './history.ts'
import { status } from './status.ts'
import { undo } from './undo.ts'

export const rollout: Command = {
  name: 'rollout',
  group: 'Deploy Commands',
  use: 'SUBCOMMAND',
  short: 'Manage the rollout of a resource',
  long: 'Manage the rollout of one or many resources: deployments, daemonsets and statefulsets.',
  examples: [
    { what: 'Roll back to the previous deployment', command: 'kubectl rollout undo deployment/web' },
    { what: 'Check the rollout of a daemonset', command: 'kubectl rollout status daemonset/agent' },
    { what: 'Restart a deployment', command: 'kubectl rollout restart deployment/web' },
  ],
  bareHelp: { stream: 'stdout', exitCode: 1 },
  commands: [history, pause, restart, resume, status, undo],
}
