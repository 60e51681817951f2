import { SelectorError, parseLabelSelector } from '../../base/selectors.ts'
import type { Target } from '../builder.ts'
import type { Command } from '../command.ts'
import { completeNodes, cordonNodes, nodesOf, requireNodes, say } from '../drain/cordoning.ts'
import { removePods } from '../drain/eviction.ts'
import { podsToRemove } from '../drain/podsToRemove.ts'
import { AggregateFailure, KubectlError, messageOf } from '../errors.ts'
import { dryRunOf } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { CHUNK_SIZE_FLAG, DRY_RUN_FLAG, SELECTOR_FLAG } from '../sharedFlags.ts'

export const drain: Command = {
  name: 'drain',
  group: 'Cluster Management Commands',
  use: 'NODE',
  short: 'Drain node in preparation for maintenance',
  long: "Drain node in preparation for maintenance.\n\n The node is marked unschedulable, then its pods are evicted, as far as disruption budgets allow; without eviction on the server they are deleted. Pods of daemon sets stay, since they would come back at once: with them there, --ignore-daemonsets is needed. Pods with local storage need --delete-emptydir-data, pods without a controller --force.\n\n When you are ready to put the node back into service, use kubectl uncordon.",
  examples: [
    { what: 'Drain a node whose pods all have controllers', command: 'kubectl drain worker-1 --ignore-daemonsets' },
    { what: 'Drain a node, and lose the pods that have none', command: 'kubectl drain worker-1 --ignore-daemonsets --force' },
    { what: 'Give each pod 15 minutes to end', command: 'kubectl drain worker-1 --grace-period=900' },
  ],
  flags: [
    CHUNK_SIZE_FLAG,
    { name: 'delete-emptydir-data', kind: 'bool', usage: 'Continue even if pods have emptyDir volumes, whose data is lost.' },
    { name: 'disable-eviction', kind: 'bool', usage: 'Delete the pods, past all disruption budgets.' },
    DRY_RUN_FLAG,
    { name: 'force', kind: 'bool', usage: 'Continue even if there are pods without a controller.' },
    { name: 'grace-period', kind: 'int', default: '-1', usage: 'Seconds given to each pod to end gracefully; negative leaves the default of the pod.' },
    { name: 'ignore-daemonsets', kind: 'bool', usage: 'Leave the pods of daemon sets alone.' },
    { name: 'pod-selector', kind: 'string', usage: 'Label selector of the pods to remove.' },
    SELECTOR_FLAG,
    { name: 'skip-wait-for-delete-timeout', kind: 'int', usage: 'Do not wait for pods that have been going for longer than this many seconds; 0 waits for all.' },
    { name: 'timeout', kind: 'duration', usage: 'How long to wait before giving up, zero means without limit.' },
  ],
  complete: completeNodes,
  validate(session) {
    requireNodes(session, 'drain NODE')
    try {
      parseLabelSelector(session.flags.string('pod-selector'))
    } catch (error) {
      if (error instanceof SelectorError) throw new KubectlError('--pod-selector=<pod_selector> must be a valid label selector')
      throw error
    }
  },
  async run(session) {
    const nodes = await nodesOf(session)
    await cordonNodes(session, nodes, true)
    const failures: unknown[] = []
    const remaining: string[] = []
    for (const node of nodes) {
      try {
        await drainNode(session, node)
        say(session, node, 'drained')
      } catch (error) {
        session.stderr(`error: unable to drain node ${JSON.stringify(node.name)} due to error: ${aggregateText(error)}, continuing command...\n`)
        failures.push(...(error instanceof AggregateFailure ? error.errors : [error]))
        remaining.push(node.name)
      }
    }
    if (remaining.length === 0) return
    session.stderr(`There are pending nodes to be drained:\n${remaining.map((name) => ` ${name}\n`).join('')}`)
    throw new AggregateFailure(failures)
  },
}

/** Several errors are a list in brackets, as Go prints them. */
function aggregateText(error: unknown): string {
  const messages = error instanceof AggregateFailure ? [...new Set(error.errors.map(messageOf))] : [messageOf(error)]
  return messages.length > 1 ? `[${messages.join(', ')}]` : (messages[0] as string)
}

async function drainNode(session: Session, node: Target): Promise<void> {
  const { pods, warning } = await podsToRemove(session, node.name)
  if (warning !== '') session.warn(warning)
  if (dryRunOf(session) === 'client') {
    for (const { metadata } of pods) session.stdout(`evicting pod ${metadata?.namespace}/${metadata?.name} (dry run)\n`)
    return
  }
  try {
    await removePods(session, pods)
  } catch (error) {
    await sayWhatIsLeft(session, node, error)
    throw error
  }
}

async function sayWhatIsLeft(session: Session, node: Target, error: unknown): Promise<void> {
  try {
    const { pods } = await podsToRemove(session, node.name)
    if (pods.length === 0) return
    session.stderr(`There are pending pods in node ${JSON.stringify(node.name)} when an error occurred: ${aggregateText(error)}\n${pods.map(({ metadata }) => `pod/${metadata?.name}\n`).join('')}`)
  } catch (listing) {
    session.stderr(`Following errors occurred while getting the list of pods to delete:\n${aggregateText(listing)}`)
  }
}
