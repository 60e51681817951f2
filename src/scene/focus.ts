import type { PodGlyph, Slot } from './model.ts'
import type { Scene } from './state.ts'

/** What is coloured; all else is grey and smaller. */
export interface Focus {
  /** Keys of the workloads in focus; undefined when no application is. */
  readonly workloads?: ReadonlySet<string>
  /** Only this namespace. */
  readonly namespace?: string
}

/** What is in focus when the Deployment, Service or other thing of that key is. */
export function focusOn(scene: Scene, key: string | undefined, namespace?: string): Focus {
  const service = key === undefined ? undefined : scene.of.service.get(key)
  return {
    ...(key === undefined ? {} : { workloads: new Set(service ? service.family : [key]) }),
    ...(namespace === undefined ? {} : { namespace }),
  }
}

/** The ink of a pod: its revision's slot, or 0 (grey) when it is out of focus. Without a focus all are coloured but the cluster's own. */
export function inkOf(pod: Pick<PodGlyph, 'workload' | 'namespace' | 'slot'>, { workloads, namespace }: Focus): Slot | 0 {
  if (namespace !== undefined && pod.namespace !== namespace) return 0
  const inFocus = workloads ? workloads.has(pod.workload) : namespace !== undefined || !isSystemNamespace(pod.namespace)
  return inFocus ? pod.slot : 0
}

/** Namespaces in which a cluster keeps its own parts. */
export function isSystemNamespace(namespace: string): boolean {
  return namespace.startsWith('kube-')
}
