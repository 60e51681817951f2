import type { Container, ObjectReference } from 'kubernetes-types/core/v1'
import type { Pod } from '../../kinds/resources.ts'

/** A pod as the kubelet names it in messages: `web_default(6f0c…)`. */
export function podText(pod: Pod): string {
  const { name, namespace = '', uid } = pod.metadata
  return `${name}_${namespace}(${uid})`
}

/** What an Event about a pod is about. */
export function podReference(pod: Pod): ObjectReference {
  const { namespace = '', name, uid, resourceVersion } = pod.metadata
  return { kind: 'Pod', namespace, name, uid, apiVersion: 'v1', resourceVersion }
}

/** What an Event about one of its containers is about: with `spec.containers{web}`. */
export function containerReference(pod: Pod, container: Pick<Container, 'name'>): ObjectReference {
  return { ...podReference(pod), fieldPath: `${listOf(pod, container.name)}{${container.name}}` }
}

function listOf(pod: Pod, container: string): string {
  if (pod.spec.containers.some(({ name }) => name === container)) return 'spec.containers'
  return pod.spec.initContainers?.some(({ name }) => name === container) ? 'spec.initContainers' : 'spec.ephemeralContainers'
}

/** All containers of a pod: init, main, ephemeral. */
export function allContainers(pod: Pod): Container[] {
  return [...(pod.spec.initContainers ?? []), ...pod.spec.containers, ...((pod.spec.ephemeralContainers ?? []) as Container[])]
}

/** Stands for what of a container cannot be changed without restarting it. */
export function specHashOf(container: Container): string {
  return `${container.name} ${container.image ?? ''}`
}
