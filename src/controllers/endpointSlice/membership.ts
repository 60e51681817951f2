/** Which pods stand behind which Services (`k8s.io/endpointslice/util/controller_utils.go`); the controllers of both kinds of endpoints share it. */
import { deepEqual } from '../../base/equality.ts'
import { selectorOfMap, type LabelSelector } from '../../base/selectors.ts'
import { keyOfObject, type Informer } from '../../client/informer.ts'
import type { Pod, Service } from '../../kinds/resources.ts'
import type { ControllerContext } from '../runtime/controller.ts'
import { indexByNamespace } from '../runtime/indexes.ts'
import { isReady } from '../runtime/pods.ts'

/** Whether its endpoints follow pods: it selects some, and is no name for something outside. */
export function selectsPods({ spec }: Service): boolean {
  return spec.type !== 'ExternalName' && Object.keys(spec.selector ?? {}).length > 0
}

const selectors = new WeakMap<Service, LabelSelector>()

/** The selector of a Service, read once: every change of a pod asks for those of all Services of its namespace. */
function selectorOf(service: Service): LabelSelector {
  const selector = selectors.get(service) ?? selectorOfMap(service.spec.selector)
  selectors.set(service, selector)
  return selector
}

/** The pods that a Service selects, in the order of their names. */
export function podsOf(pods: Informer<Pod>, service: Service): Pod[] {
  const selector = selectorOf(service)
  const selected = pods.indexed('namespace', service.metadata.namespace ?? '').filter((pod) => selector.matches(pod.metadata.labels))
  return selected.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
}

/** Whether a pod is an endpoint at all: it has an address and has not ended. */
export function isEndpoint(pod: Pod, includeTerminating: boolean): boolean {
  const { phase, podIP, podIPs = [] } = pod.status
  if (phase === 'Failed' || phase === 'Succeeded') return false
  if (!podIP && podIPs.length === 0) return false
  return includeTerminating || !pod.metadata.deletionTimestamp
}

/** The name that a pod has of its own under a headless Service. */
export function hostnameUnder({ metadata }: Service, { spec }: Pod): string | undefined {
  return spec.hostname && spec.subdomain === metadata.name ? spec.hostname : undefined
}

/** Whether a Service has an address of its own; if not, it is headless. */
export function hasClusterAddress({ spec }: Service): boolean {
  return spec.clusterIP !== undefined && spec.clusterIP !== '' && spec.clusterIP !== 'None'
}

/** Calls `affected` with the key of each Service whose endpoints a change of pods may change. */
export function followPods(context: ControllerContext, affected: (serviceKey: string) => void): void {
  const services = context.informers.of('services')
  const pods = context.informers.of('pods')
  indexByNamespace(services)
  indexByNamespace(pods)
  const servicesOf = (pod: Pod): string[] =>
    services
      .indexed('namespace', pod.metadata.namespace ?? '')
      .filter((service) => !selectorOf(service).empty && selectorOf(service).matches(pod.metadata.labels))
      .map(keyOfObject)
  pods.on({
    added: (pod) => servicesOf(pod).forEach(affected),
    deleted: (pod) => servicesOf(pod).forEach(affected),
    updated(pod, old) {
      const changed = changesEndpoint(pod, old)
      if (!changesMembership(pod, old)) {
        if (changed) servicesOf(pod).forEach(affected)
        return
      }
      const before = new Set(servicesOf(old))
      const now = new Set(servicesOf(pod))
      for (const key of new Set([...now, ...before])) if (changed || before.has(key) !== now.has(key)) affected(key)
    },
  })
}

function changesMembership(pod: Pod, old: Pod): boolean {
  return !deepEqual(pod.metadata.labels, old.metadata.labels) || pod.spec.hostname !== old.spec.hostname || pod.spec.subdomain !== old.spec.subdomain
}

/** Every change of a terminating pod counts: the real controller compares the pointers of its deletion time. The phase does not: a pod that ends stops being ready. */
function changesEndpoint(pod: Pod, old: Pod): boolean {
  if (pod.metadata.deletionTimestamp || old.metadata.deletionTimestamp) return true
  return isReady(pod) !== isReady(old) || !deepEqual(pod.status.podIPs, old.status.podIPs)
}
