import type { Namespace, Node } from '../kinds/resources.ts'
import { NodeInfo } from './nodeInfo.ts'
import type { PodInfo } from './podInfo.ts'

/** The cluster as the scheduler sees it now: every machine with its pods, those assumed to be there included. */
export class Snapshot {
  readonly nodes = new Map<string, NodeInfo>()
  readonly #placed = new Map<string, string>()
  /** Labels of namespaces, for affinity terms that select namespaces. */
  readonly namespaceLabels = new Map<string, Readonly<Record<string, string>>>()

  setNode(node: Node): NodeInfo {
    const known = this.nodes.get(node.metadata.name)
    if (known) {
      known.update(node)
      return known
    }
    const info = new NodeInfo(node)
    this.nodes.set(node.metadata.name, info)
    for (const pod of this.#waiting.get(node.metadata.name)?.values() ?? []) info.add(pod)
    return info
  }

  removeNode(name: string): void {
    const info = this.nodes.get(name)
    if (!info) return
    this.nodes.delete(name)
    this.#waiting.set(name, new Map(info.pods))
  }

  /** Pods on machines whose Node object is not there (yet). */
  readonly #waiting = new Map<string, Map<string, PodInfo>>()

  /** Puts a pod on a machine, or moves its record to the newest state. */
  place(pod: PodInfo, nodeName: string): void {
    this.displace(pod.key)
    this.#placed.set(pod.key, nodeName)
    const node = this.nodes.get(nodeName)
    if (node) return node.add(pod)
    let waiting = this.#waiting.get(nodeName)
    if (!waiting) this.#waiting.set(nodeName, (waiting = new Map()))
    waiting.set(pod.key, pod)
  }

  displace(key: string): PodInfo | undefined {
    const nodeName = this.#placed.get(key)
    if (nodeName === undefined) return undefined
    this.#placed.delete(key)
    this.#waiting.get(nodeName)?.delete(key)
    return this.nodes.get(nodeName)?.remove(key)
  }

  nodeOf(key: string): string | undefined {
    return this.#placed.get(key)
  }

  setNamespace(namespace: Namespace): void {
    this.namespaceLabels.set(namespace.metadata.name, namespace.metadata.labels ?? {})
  }
}
