import type { ResourceRequirements } from 'kubernetes-types/core/v1'
import { quantityToMilli, quantityToNumber } from '../base/quantity.ts'
import type { Node, Pod } from '../kinds/resources.ts'
import type { NodeTray } from './model.ts'

export function isNodeReady(node: Node | undefined): boolean {
  return node?.status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'
}

export function nodeTray(node: Node, pods: readonly Pod[]): NodeTray {
  const allocatable = node.status.allocatable ?? {}
  const counted = pods.filter(({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed')
  return {
    type: 'node',
    key: `nodes/${node.metadata.name}`,
    name: node.metadata.name,
    ready: isNodeReady(node),
    cordoned: node.spec.unschedulable === true,
    cpu: { allocatable: cores(allocatable['cpu']), requested: sum(counted, (requests) => cores(requests['cpu'])) },
    memory: { allocatable: bytes(allocatable['memory']), requested: sum(counted, (requests) => bytes(requests['memory'])) },
    zone: node.metadata.labels?.['topology.kubernetes.io/zone'] ?? '',
  }
}

type Requests = NonNullable<ResourceRequirements['requests']>

function cores(quantity: string | undefined): number {
  return quantity === undefined ? 0 : quantityToMilli(quantity) / 1000
}

function bytes(quantity: string | undefined): number {
  return quantity === undefined ? 0 : quantityToNumber(quantity)
}

/** As the scheduler adds up: a pod needs what its containers need together, or what one init container needs alone, whichever is more. */
function sum(pods: readonly Pod[], amount: (requests: Requests) => number): number {
  return pods.reduce((total, { spec }) => {
    const together = spec.containers.reduce((all, { resources }) => all + amount(resources?.requests ?? {}), 0)
    const alone = Math.max(0, ...(spec.initContainers ?? []).map(({ resources }) => amount(resources?.requests ?? {})))
    return total + Math.max(together, alone) + amount(spec.overhead ?? {})
  }, 0)
}
