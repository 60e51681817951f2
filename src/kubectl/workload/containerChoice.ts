import type { Container, Pod } from 'kubernetes-types/core/v1'
import { KubectlError } from '../errors.ts'
import type { Session } from '../session.ts'

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container'

/** `api, sidecar, debugger (ephem), wait-db (init)`. */
function allNames({ spec }: Pod): string {
  const names = (containers: readonly { name: string }[] | undefined, suffix = '') => (containers ?? []).map(({ name }) => name + suffix)
  return [...names(spec?.containers), ...names(spec?.ephemeralContainers, ' (ephem)'), ...names(spec?.initContainers, ' (init)')].join(', ')
}

export function containersOf({ spec }: Pod): Container[] {
  return [...(spec?.containers ?? []), ...(spec?.initContainers ?? []), ...((spec?.ephemeralContainers ?? []) as Container[])]
}

/** The container that the pod's annotation names, unless there is none such. */
export function annotatedContainer(pod: Pod): { readonly name: string; readonly container: Container | undefined } | undefined {
  const name = pod.metadata?.annotations?.[DEFAULT_CONTAINER]
  return name ? { name, container: containersOf(pod).find((each) => each.name === name) } : undefined
}

/** The pod's first container; says so when there are others. */
export function firstContainer(session: Session, pod: Pod, quiet = false): Container {
  const [first] = pod.spec?.containers ?? []
  if (!first) throw new KubectlError(`pod ${pod.metadata?.namespace}/${pod.metadata?.name} does not have any containers`)
  if (!quiet && containersOf(pod).length > 1) session.stderr(`Defaulted container ${JSON.stringify(first.name)} out of: ${allNames(pod)}\n`)
  return first
}

/** The container that is named, or else the one to use by default (`exec`, `attach`). */
export function chosenContainer(session: Session, pod: Pod, name: string, quiet: boolean): Container {
  if (name === '') return annotatedContainer(pod)?.container ?? firstContainer(session, pod, quiet)
  const container = containersOf(pod).find((each) => each.name === name)
  if (!container) throw new KubectlError(`container ${name} not found in pod ${pod.metadata?.name}`)
  return container
}
