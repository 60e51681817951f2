import { quantityToMilli } from '../../base/quantity.ts'
import type { Node, Pod } from '../../kinds/resources.ts'
import type { MachineDescription } from '../context.ts'
import { capacityOf } from '../node/nodeStatus.ts'

export interface AdmissionFailure {
  readonly reason: string
  readonly message: string
}

const RESOURCES = ['pods', 'cpu', 'memory'] as const

/** Why a pod that was bound to this machine cannot run on it (`predicateAdmitHandler` of the real kubelet): the scheduler may have decided on old knowledge, or was passed by. */
export function admissionFailure(pod: Pod, others: readonly Pod[], machine: MachineDescription, node: Node | undefined): AdmissionFailure | undefined {
  const allocatable = (node?.status.allocatable as Record<string, string> | undefined) ?? capacityOf(machine)
  const asked = amountsOf(pod)
  for (const resource of RESOURCES) {
    const requested = asked[resource]
    if (requested === 0) continue
    const capacity = quantityToMilli(allocatable[resource] ?? '0')
    let used = 0
    for (const other of others) used += amountsOf(other)[resource]
    if (requested + used <= capacity) continue
    const shown = (milli: number): number => (resource === 'cpu' ? milli : Math.ceil(milli / 1000))
    return { reason: `OutOf${resource}`, message: `Node didn't have enough resource: ${resource}, requested: ${shown(requested)}, used: ${shown(used)}, capacity: ${shown(capacity)}` }
  }
  const labels = node?.metadata.labels ?? {}
  const selector = pod.spec.nodeSelector ?? {}
  if (node && Object.keys(selector).some((key) => labels[key] !== selector[key])) return { reason: 'NodeAffinity', message: 'Predicate NodeAffinity failed: node(s) didn\'t match Pod\'s node affinity/selector' }
  const wanted = hostPorts(pod)
  if (wanted.length > 0 && others.some((other) => hostPorts(other).some((port) => wanted.includes(port))))
    return { reason: 'NodePorts', message: 'Predicate NodePorts failed: node(s) didn\'t have free ports for the requested pod ports' }
  return undefined
}

function hostPorts({ spec }: Pod): string[] {
  return spec.containers.flatMap(({ ports = [] }) => ports.flatMap(({ hostPort, protocol = 'TCP', hostIP = '0.0.0.0' }) => (hostPort ? [`${protocol} ${hostIP} ${hostPort}`] : [])))
}

type Amounts = Readonly<Record<(typeof RESOURCES)[number], number>>

/** Specs never change, and each is added up for every pod that comes after it. */
const known = new WeakMap<Pod['spec'], Amounts>()

function amountsOf({ spec }: Pod): Amounts {
  let amounts = known.get(spec)
  if (!amounts) known.set(spec, (amounts = { pods: 1000, cpu: amountOf(spec, 'cpu'), memory: amountOf(spec, 'memory') }))
  return amounts
}

/** What a pod asks for of a resource, in thousandths: its containers together, or a single init container if that asks for more, sidecars along with either. */
function amountOf(spec: Pod['spec'], resource: string): number {
  const amount = (container: { resources?: { requests?: unknown } }): number => quantityToMilli((container.resources?.requests as Record<string, string> | undefined)?.[resource] ?? '0')
  let sidecars = 0
  let most = 0
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') sidecars += amount(container)
    most = Math.max(most, sidecars + (container.restartPolicy === 'Always' ? 0 : amount(container)))
  }
  const main = spec.containers.reduce((sum, container) => sum + amount(container), sidecars)
  const overhead = quantityToMilli((spec.overhead as Record<string, string> | undefined)?.[resource] ?? '0')
  return Math.max(most, main) + overhead
}
