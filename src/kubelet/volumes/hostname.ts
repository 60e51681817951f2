import type { Pod } from '../../kinds/resources.ts'

const LONGEST = 63

/** The host name of a pod's containers: its own wish, or its name, cut to what a host name may be. */
export function hostnameOf(pod: Pod): string {
  if (pod.spec.hostname) return pod.spec.hostname
  const { name } = pod.metadata
  return name.length <= LONGEST ? name : name.slice(0, LONGEST).replace(/[-.]+$/, '')
}
