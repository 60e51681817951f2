import type { ObjectFieldSelector, ResourceFieldSelector } from 'kubernetes-types/core/v1'
import { quantityToMilli } from '../../base/quantity.ts'
import type { Pod } from '../../kinds/resources.ts'
import type { MachineDescription } from '../context.ts'
import { allContainers } from '../pods/references.ts'

/** What of a pod is known only on its machine. */
export interface PodPlace {
  /** The pod's address, '' if it has none yet. */
  readonly address: string
  readonly machine: MachineDescription
}

/** The text that a `fieldRef` stands for; undefined for a field that there is not. */
export function fieldValue(pod: Pod, { fieldPath }: ObjectFieldSelector, { address, machine }: PodPlace): string | undefined {
  const { metadata, spec } = pod
  const [, list, key = ''] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(fieldPath) ?? []
  if (list === 'labels') return metadata.labels?.[key] ?? ''
  if (list === 'annotations') return downwardAnnotations(pod)[key] ?? ''
  switch (fieldPath) {
    case 'metadata.name':
      return metadata.name
    case 'metadata.namespace':
      return metadata.namespace ?? ''
    case 'metadata.uid':
      return metadata.uid
    case 'metadata.labels':
      return mapText(metadata.labels ?? {})
    case 'metadata.annotations':
      return mapText(downwardAnnotations(pod))
    case 'spec.nodeName':
      return spec.nodeName ?? ''
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? ''
    case 'status.hostIP':
    case 'status.hostIPs':
      return machine.address
    case 'status.podIP':
    case 'status.podIPs':
      return address
    default:
      return undefined
  }
}

/** The kubelet adds where it has the pod from, and since when. */
function downwardAnnotations(pod: Pod): Readonly<Record<string, string>> {
  const seen = pod.status.conditions?.find(({ type }) => type === 'PodScheduled')?.lastTransitionTime ?? pod.metadata.creationTimestamp
  return { ...pod.metadata.annotations, 'kubernetes.io/config.seen': seen ?? '', 'kubernetes.io/config.source': 'api' }
}

/** Lines of `key="value"`, sorted by key (`fieldpath.FormatMap`). */
function mapText(map: Readonly<Record<string, string>>): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n')
}

/** The number that a `resourceFieldRef` stands for, in units of its divisor, rounded up; a limit that is not set is what the machine has. */
export function resourceValue(pod: Pod, ownContainer: string, { containerName, resource, divisor }: ResourceFieldSelector, machine: MachineDescription): string | undefined {
  const container = allContainers(pod).find(({ name }) => name === (containerName || ownContainer))
  const [, list, name = ''] = /^(limits|requests)\.(.+)$/.exec(resource) ?? []
  if (!container || !list) return undefined
  const { limits, requests } = (container.resources ?? {}) as { limits?: Record<string, string>; requests?: Record<string, string> }
  const whole: Readonly<Record<string, string>> = { cpu: machine.cpu, memory: machine.memory }
  const amount = (list === 'limits' ? limits?.[name] : (requests?.[name] ?? limits?.[name])) ?? (list === 'limits' ? whole[name] : undefined) ?? '0'
  const asked = divisor === undefined || divisor === '0' ? '1' : divisor
  return String(Math.ceil(quantityToMilli(amount) / quantityToMilli(asked)))
}
