import { quantityToNumber, quantityToMilli } from '../base/quantity.ts'
import type { Container, PodAffinityTerm, ResourceRequirements } from 'kubernetes-types/core/v1'
import type { Pod } from '../kinds/resources.ts'

/** Amounts of resources: cpu in millicores, memory and storage in bytes, others in units. */
export type Amounts = ReadonlyMap<string, number>

/** What a pod without requests counts for when nodes are scored (`util.DefaultMilliCPURequest`, `DefaultMemoryRequest`). */
const DEFAULT_CPU_MILLICORES = 100
const DEFAULT_MEMORY_BYTES = 200 * 1024 * 1024

export interface HostPort {
  readonly address: string
  readonly protocol: string
  readonly port: number
}

/** A pod as the scheduler reckons with it: read once, when it is seen. */
export interface PodInfo {
  readonly pod: Pod
  readonly key: string
  readonly requests: Amounts
  /** For scoring: what it asks for, or the defaults. */
  readonly scoredCpuMillicores: number
  readonly scoredMemoryBytes: number
  readonly hostPorts: readonly HostPort[]
  readonly requiredAffinity: readonly PodAffinityTerm[]
  readonly requiredAntiAffinity: readonly PodAffinityTerm[]
  readonly priority: number
}

export function amountOf(resource: string, quantity: string | number): number {
  return resource === 'cpu' ? quantityToMilli(String(quantity)) : quantityToNumber(String(quantity))
}

export function podInfo(pod: Pod): PodInfo {
  const { spec, metadata } = pod
  const requests = podRequests(pod, (resources) => resources?.requests ?? {})
  const scored = podRequests(pod, ({ requests: asked } = {}) => ({ cpu: `${DEFAULT_CPU_MILLICORES}m`, memory: String(DEFAULT_MEMORY_BYTES), ...asked }))
  return {
    pod,
    key: `${metadata.namespace}/${metadata.name}`,
    requests,
    scoredCpuMillicores: scored.get('cpu') ?? 0,
    scoredMemoryBytes: scored.get('memory') ?? 0,
    hostPorts: hostPortsOf(pod),
    requiredAffinity: spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [],
    requiredAntiAffinity: spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [],
    priority: spec.priority ?? 0,
  }
}

/**
 * What a pod as a whole asks for: its containers together with its sidecars, or the most that an init container asks for with the sidecars started before it,
 * and the overhead (`resourcehelper.PodRequests`).
 */
function podRequests(pod: Pod, of: (resources: ResourceRequirements | undefined) => Record<string, string | number>): Amounts {
  const { spec } = pod
  const total = new Map<string, number>()
  for (const container of spec.containers) add(total, of(container.resources))
  const sidecars = new Map<string, number>()
  const initial = new Map<string, number>()
  for (const container of spec.initContainers ?? []) {
    if (isSidecar(container)) {
      add(total, of(container.resources))
      add(sidecars, of(container.resources))
      raise(initial, sidecars)
    } else {
      const together = new Map(sidecars)
      add(together, of(container.resources))
      raise(initial, together)
    }
  }
  raise(total, initial)
  add(total, (spec.overhead ?? {}) as Record<string, string>)
  return total
}

function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always'
}

function add(total: Map<string, number>, resources: Record<string, string | number>): void {
  for (const [resource, quantity] of Object.entries(resources)) total.set(resource, (total.get(resource) ?? 0) + amountOf(resource, quantity))
}

function raise(total: Map<string, number>, least: ReadonlyMap<string, number>): void {
  for (const [resource, amount] of least) if ((total.get(resource) ?? 0) < amount) total.set(resource, amount)
}

function hostPortsOf(pod: Pod): HostPort[] {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter(isSidecar)]
  return containers.flatMap((container) =>
    (container.ports ?? [])
      .filter((port) => (port.hostPort ?? 0) > 0)
      .map((port) => ({ address: port.hostIP || '0.0.0.0', protocol: port.protocol ?? 'TCP', port: port.hostPort as number })),
  )
}
