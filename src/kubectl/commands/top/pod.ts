import { formatDuration } from '../../../base/duration.ts'
import type { Command } from '../../command.ts'
import { namesOfType } from '../../completion.ts'
import { KubectlError, UsageError } from '../../errors.ts'
import type { JsonObject } from '../../json.ts'
import { collectionPath } from '../../paths.ts'
import type { Session } from '../../session.ts'
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, NO_HEADERS_FLAG, SELECTOR_FLAG } from '../../sharedFlags.ts'
import { addUsage, cpuText, memoryText, NO_USAGE, type Usage, usageOf, usageOrder } from '../../workload/usage.ts'
import { metricsOf, printTable, PROTOCOL_BUFFERS_FLAG, requireSortKey, SORT_BY_FLAG } from './shared.ts'

/** Metrics come this much after a pod's creation at the latest. */
const METRICS_DELAY_MS = 120_000

export const topPod: Command = {
  name: 'pod',
  aliases: ['pods', 'po'],
  use: '[NAME | -l label]',
  short: 'Display resource (CPU/memory) usage of pods',
  long: 'Display resource (CPU/memory) usage of pods.\n\n Metrics of a new pod come a few minutes after its creation.',
  examples: [
    { what: 'Show what the pods of a namespace use', command: 'kubectl top pod -n shop' },
    { what: 'Show what the containers of a pod use', command: 'kubectl top pod web --containers' },
    { what: 'Show what the pods with a label use', command: 'kubectl top pod -l app=web' },
  ],
  flags: [
    ALL_NAMESPACES_FLAG,
    { name: 'containers', kind: 'bool', usage: 'Show the containers of each pod.' },
    FIELD_SELECTOR_FLAG,
    NO_HEADERS_FLAG,
    SELECTOR_FLAG,
    SORT_BY_FLAG,
    { name: 'sum', kind: 'bool', usage: 'Show the sum too.' },
    PROTOCOL_BUFFERS_FLAG,
  ],
  complete: (session) => (session.args.length === 0 ? namesOfType(session, 'pods') : Promise.resolve([])),
  validate(session) {
    const { args, flags } = session
    if (args.length > 1) throw new UsageError('pod [NAME | -l label]')
    requireSortKey(session)
    if (args.length > 0 && (flags.string('selector') !== '' || flags.string('field-selector') !== '')) throw new KubectlError('only one of NAME or selector can be provided')
  },
  async run(session) {
    const { flags } = session
    const namespace = flags.bool('all-namespaces') ? '' : session.namespace
    const selectors = { labelSelector: flags.string('selector') || undefined, fieldSelector: flags.string('field-selector') || undefined }
    const metrics = await metricsOf(session, 'pods', namespace, selectors)
    if (metrics.length === 0) return explainNone(session, selectors)
    printPods(session, metrics.map(podUsage))
  },
}

interface Measured {
  readonly name: string
  readonly usage: Usage
}

interface MeasuredPod extends Measured {
  readonly namespace: string
  readonly containers: readonly Measured[]
}

function podUsage({ metadata, containers = [] }: JsonObject): MeasuredPod {
  const measured: Measured[] = containers.map(({ name, usage }: JsonObject) => ({ name, usage: usageOf(usage) }))
  return { name: metadata.name, namespace: metadata.namespace ?? '', usage: measured.reduce((sum, { usage }) => addUsage(sum, usage), NO_USAGE), containers: measured }
}

function printPods(session: Session, pods: readonly MeasuredPod[]): void {
  const { flags } = session
  const [withNamespace, withContainers, sortBy] = [flags.bool('all-namespaces'), flags.bool('containers'), flags.string('sort-by')]
  const byUsage = usageOrder<MeasuredPod>(sortBy)
  const sorted = [...pods].sort((left, right) => (withNamespace && sortBy === '' && left.namespace !== right.namespace ? (left.namespace < right.namespace ? -1 : 1) : byUsage(left, right)))
  const leading = [...(withNamespace ? ['NAMESPACE'] : []), ...(withContainers ? ['POD'] : [])]
  const cells = ({ name, usage }: Measured) => [name, cpuText(usage), memoryText(usage)]
  const rows = sorted.flatMap((pod) => {
    const namespace = withNamespace ? [pod.namespace] : []
    if (!withContainers) return [[...namespace, ...cells(pod)]]
    return [...pod.containers].sort(usageOrder(sortBy)).map((container) => [...namespace, pod.name, ...cells(container)])
  })
  printTable(session, [...leading, 'NAME', 'CPU(cores)', 'MEMORY(bytes)'], flags.bool('sum') ? [...rows, ...sumRows(session, pods, leading.length)] : rows)
}

/** Without headers, kubectl forgets to leave the leading columns out of the sum. */
function sumRows({ flags }: Session, pods: readonly MeasuredPod[], leadingCount: number): string[][] {
  const blanks = Array.from({ length: (flags.bool('no-headers') ? 0 : leadingCount) + 1 }, () => '')
  const total = pods.reduce((sum, { usage }) => addUsage(sum, usage), NO_USAGE)
  return [[...blanks, '________', '________'], [...blanks, cpuText(total), memoryText(total)]]
}

/** Says why there are no metrics: no pods, or pods too young. */
async function explainNone(session: Session, selectors: { readonly labelSelector?: string; readonly fieldSelector?: string }): Promise<void> {
  const pods: JsonObject[] = (await session.client.get(collectionPath('v1', 'pods', session.namespace), selectors))['items'] ?? []
  for (const { metadata } of pods) {
    const ageMs = session.nowMs - Date.parse(metadata.creationTimestamp)
    if (ageMs > METRICS_DELAY_MS) throw new KubectlError(`Metrics not available for pod ${metadata.namespace}/${metadata.name}, age: ${formatDuration(ageMs)}`)
  }
  if (pods.length > 0) throw new KubectlError('metrics not available yet')
  session.stderr(session.flags.bool('all-namespaces') ? 'No resources found\n' : `No resources found in ${session.namespace} namespace.\n`)
}
