import type { PodStatus } from 'kubernetes-types/core/v1'

/** Whose log is meant: the id of a container, or why there is none (`validateContainerLogStatus` of the real kubelet). */
export function logContainer(pod: string, status: PodStatus, container: string, previous: boolean): { readonly id: string } | { readonly error: string } {
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? []), ...(status.ephemeralContainerStatuses ?? [])]
  const found = all.find(({ name }) => name === container)
  const which = `container "${container}" in pod "${pod}"`
  if (!found) return { error: `${which} is not available` }
  const { running, terminated, waiting } = found.state ?? {}
  const last = found.lastState?.terminated?.containerID
  if (previous) return last ? idIn(last) : { error: `previous terminated ${which} not found` }
  if (running) return idIn(found.containerID ?? '')
  const ended = terminated?.containerID || last
  if (ended) return idIn(ended)
  if (terminated ?? found.lastState?.terminated) return { error: `${which} is terminated` }
  if (!waiting) return { error: `${which} is waiting to start - no logs yet` }
  const causes: Readonly<Record<string, string>> = { ErrImagePull: "image can't be pulled", ImagePullBackOff: 'trying and failing to pull image' }
  return { error: `${which} is waiting to start: ${causes[waiting.reason ?? ''] ?? waiting.reason ?? ''}` }
}

function idIn(text: string): { id: string } {
  return { id: text.replace(/^\w+:\/\//, '') }
}
