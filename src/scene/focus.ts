import type { PodGlyph, Slot } from './model.ts'
import type { Scene } from './state.ts'

/** The workloads that are coloured; undefined when no application is in focus. */
export type Focus = ReadonlySet<string> | undefined

/** What is in focus when the Deployment, Service or other thing of that key is. */
export function focusOn(scene: Scene, key: string | undefined): Focus {
  if (key === undefined) return undefined
  const service = scene.of.service.get(key)
  return new Set(service ? service.family : [key])
}

/** The ink of a pod: its revision's slot, or 0 (grey) when it is out of focus. Without a focus all are coloured but the cluster's own. */
export function inkOf(pod: Pick<PodGlyph, 'workload' | 'namespace' | 'slot'>, focus: Focus): Slot | 0 {
  const inFocus = focus ? focus.has(pod.workload) : !isSystemNamespace(pod.namespace)
  return inFocus ? pod.slot : 0
}

/** Namespaces in which a cluster keeps its own parts. */
export function isSystemNamespace(namespace: string): boolean {
  return namespace.startsWith('kube-')
}
