import type { Node } from '../kinds/resources.ts'
import { amountOf, type PodInfo } from './podInfo.ts'

/** A machine as the scheduler reckons with it: what it has, and what its pods have asked for. */
export class NodeInfo {
  node: Node
  allocatable: ReadonlyMap<string, number> = new Map()
  readonly pods = new Map<string, PodInfo>()
  readonly requested = new Map<string, number>()
  scoredCpuMillicores = 0
  scoredMemoryBytes = 0
  /** Pods here that refuse others by required anti-affinity: few, so looked at for every newcomer. */
  readonly withAntiAffinity = new Set<PodInfo>()

  constructor(node: Node) {
    this.node = node
    this.update(node)
  }

  get name(): string {
    return this.node.metadata.name
  }

  get labels(): Readonly<Record<string, string>> {
    return this.node.metadata.labels ?? NO_LABELS
  }

  update(node: Node): void {
    this.node = node
    this.allocatable = new Map(Object.entries(node.status.allocatable ?? {}).map(([resource, quantity]) => [resource, amountOf(resource, quantity as string)]))
  }

  add(pod: PodInfo): void {
    this.remove(pod.key)
    this.pods.set(pod.key, pod)
    this.#account(pod, 1)
    if (pod.requiredAntiAffinity.length > 0) this.withAntiAffinity.add(pod)
  }

  remove(key: string): PodInfo | undefined {
    const pod = this.pods.get(key)
    if (!pod) return undefined
    this.pods.delete(key)
    this.#account(pod, -1)
    this.withAntiAffinity.delete(pod)
    return pod
  }

  #account(pod: PodInfo, sign: 1 | -1): void {
    for (const [resource, amount] of pod.requests) this.requested.set(resource, (this.requested.get(resource) ?? 0) + sign * amount)
    this.scoredCpuMillicores += sign * pod.scoredCpuMillicores
    this.scoredMemoryBytes += sign * pod.scoredMemoryBytes
  }
}

const NO_LABELS: Readonly<Record<string, string>> = {}
