import { selectorOfMap, type Labels } from '../base/selectors.ts'
import type { EndpointSlice, Ingress, Service } from '../kinds/resources.ts'
import type { Door, Endpoint, Lever, ServiceCapsule } from './model.ts'
import { isVersionLabel, slotOf } from './revisions.ts'
import type { World } from './world.ts'

export function serviceCapsule(world: World, service: Service): ServiceCapsule {
  const { namespace = '', name } = service.metadata
  const selector = service.spec.selector ?? {}
  const { keys, labels } = familyOf(world, namespace, selector)
  const lever = leverOf(selector, labels)
  return {
    type: 'service',
    key: `services/${namespace}/${name}`,
    namespace, name, selector,
    serviceType: service.spec.type ?? 'ClusterIP',
    clusterIP: service.spec.clusterIP ?? '',
    endpoints: endpointsOf(world, namespace, name),
    family: keys,
    ...(lever ? { lever } : {}),
  }
}

function endpointsOf(world: World, namespace: string, name: string): Endpoint[] {
  const ready = new Map<string, boolean>()
  for (const slice of world.tables['endpointslices.discovery.k8s.io'].values()) {
    if (serviceOfSlice(slice) !== `${namespace}/${name}`) continue
    for (const { targetRef, conditions } of slice.endpoints ?? []) {
      if (targetRef?.kind === 'Pod') ready.set(`pods/${namespace}/${targetRef.name}`, conditions?.ready !== false)
    }
  }
  return [...ready].map(([pod, isReady]) => ({ pod, ready: isReady })).sort((a, b) => (a.pod < b.pod ? -1 : 1))
}

export function serviceOfSlice(slice: EndpointSlice): string {
  return `${slice.metadata.namespace}/${slice.metadata.labels?.['kubernetes.io/service-name'] ?? ''}`
}

interface Template {
  readonly key: string
  readonly namespace: string
  readonly labels: Labels
}

/** All that makes pods of a template, and pods that nobody made. */
function* templatesOf(world: World): Generator<Template> {
  const makers = { 'deployments.apps': 'deployments', 'statefulsets.apps': 'statefulsets', 'daemonsets.apps': 'daemonsets', 'replicasets.apps': 'replicasets' } as const
  for (const resource of Object.keys(makers) as (keyof typeof makers)[]) {
    for (const { metadata, spec } of world.tables[resource].values()) {
      if (metadata.ownerReferences?.some(({ controller }) => controller)) continue
      yield { key: `${makers[resource]}/${metadata.namespace}/${metadata.name}`, namespace: metadata.namespace ?? '', labels: spec.template?.metadata?.labels ?? {} }
    }
  }
  for (const { metadata } of world.tables.pods.values()) {
    if (metadata.ownerReferences?.some(({ controller }) => controller)) continue
    yield { key: `bare/${metadata.namespace}/${metadata.name}`, namespace: metadata.namespace ?? '', labels: metadata.labels ?? {} }
  }
}

/** Who is selected, whatever the labels say that tell versions apart. */
function familyOf(world: World, namespace: string, selector: Labels): { keys: string[]; labels: Labels[] } {
  if (Object.keys(selector).length === 0) return { keys: [], labels: [] }
  const common = Object.fromEntries(Object.entries(selector).filter(([label]) => !isVersionLabel(label)))
  const wanted = selectorOfMap(Object.keys(common).length > 0 ? common : selector)
  const members = [...templatesOf(world)].filter((template) => template.namespace === namespace && wanted.matches(template.labels)).sort((a, b) => (a.key < b.key ? -1 : 1))
  return { keys: members.map(({ key }) => key), labels: members.map(({ labels }) => labels) }
}

function leverOf(selector: Labels, members: readonly Labels[]): Lever | undefined {
  const label = Object.keys(selector).sort().find(isVersionLabel)
  if (label === undefined) return undefined
  const at = selector[label] as string
  const values = [...new Set([at, ...members.flatMap((labels) => labels[label] ?? [])])].sort()
  const positions = values.map((value) => ({ value, slot: slotOf({ [label]: value }, 1) }))
  return { label, at, positions }
}

export function doorOf(ingress: Ingress): Door {
  const { namespace = '', name } = ingress.metadata
  const rules = ingress.spec.rules ?? []
  const backends = [ingress.spec.defaultBackend, ...rules.flatMap(({ http }) => http?.paths.map(({ backend }) => backend) ?? [])]
  const services = backends.flatMap((backend) => (backend?.service ? [`services/${namespace}/${backend.service.name}`] : []))
  return { type: 'door', key: `ingresses/${namespace}/${name}`, namespace, name, host: rules[0]?.host ?? '', services: [...new Set(services)].sort() }
}
