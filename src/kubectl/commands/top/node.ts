import type { Command } from '../../command.ts'
import { namesOfType } from '../../completion.ts'
import { KubectlError, UsageError } from '../../errors.ts'
import type { JsonObject } from '../../json.ts'
import { collectionPath } from '../../paths.ts'
import type { Session } from '../../session.ts'
import { NO_HEADERS_FLAG, SELECTOR_FLAG } from '../../sharedFlags.ts'
import { cpuText, memoryText, percentText, usageOf, usageOrder } from '../../workload/usage.ts'
import { metricsOf, printTable, PROTOCOL_BUFFERS_FLAG, requireSortKey, SORT_BY_FLAG } from './shared.ts'

export const topNode: Command = {
  name: 'node',
  aliases: ['nodes', 'no'],
  use: '[NAME | -l label]',
  short: 'Display resource (CPU/memory) usage of nodes',
  long: 'Display resource (CPU/memory) usage of nodes.',
  examples: [
    { what: 'Show what all nodes use', command: 'kubectl top node' },
    { what: 'Show what one node uses', command: 'kubectl top node worker-1' },
  ],
  flags: [NO_HEADERS_FLAG, SELECTOR_FLAG, { name: 'show-capacity', kind: 'bool', usage: 'Compare with the capacity of the nodes instead of what is allocatable.' }, SORT_BY_FLAG, PROTOCOL_BUFFERS_FLAG],
  complete: (session) => (session.args.length === 0 ? namesOfType(session, 'nodes') : Promise.resolve([])),
  validate(session) {
    const { args, flags } = session
    if (args.length > 1) throw new UsageError('node [NAME | -l label]')
    requireSortKey(session)
    if (args.length > 0 && flags.string('selector') !== '') throw new KubectlError('only one of NAME or --selector can be provided')
  },
  async run(session) {
    const labelSelector = session.flags.string('selector') || undefined
    const metrics = await metricsOf(session, 'nodes', '', { labelSelector })
    if (metrics.length === 0) throw new KubectlError('metrics not available yet')
    const available = await availableByNode(session, labelSelector)
    const measured = metrics.map(({ metadata, usage }) => ({ name: String(metadata.name), usage: usageOf(usage) })).sort(usageOrder(session.flags.string('sort-by')))
    const rows = measured.map(({ name, usage }) => {
      const whole = available.get(name)
      const share = (key: 'cpu' | 'memory') => (whole?.[key] === undefined ? [] : [percentText(usage[key], usageOf(whole)[key])])
      return [name, cpuText(usage), ...share('cpu'), memoryText(usage), ...share('memory')]
    })
    const unmeasured = [...available.keys()].filter((name) => !measured.some((each) => each.name === name)).sort()
    printTable(session, ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)'], [...rows, ...unmeasured.map((name) => [name, '<unknown>', '<unknown>', '<unknown>', '<unknown>'])])
  },
}

/** What each node has to give. */
async function availableByNode(session: Session, labelSelector: string | undefined): Promise<Map<string, Record<string, string>>> {
  const path = collectionPath('v1', 'nodes')
  const [name] = session.args
  const nodes: JsonObject[] = name === undefined ? ((await session.client.get(path, { labelSelector }))['items'] ?? []) : [await session.client.get(`${path}/${name}`)]
  const field = session.flags.bool('show-capacity') ? 'capacity' : 'allocatable'
  return new Map(nodes.map(({ metadata, status }) => [String(metadata.name), status?.[field] ?? {}]))
}
