import type { JsonObject } from '../json.ts'

/** An object on its way through a build. */
export interface BuiltResource {
  readonly object: JsonObject
  /** Every name that it has had; references by any of them mean it. */
  readonly names: readonly string[]
  /** Its name ends with a hash of its content. */
  readonly hashed: boolean
}

export const kindOf = ({ object }: BuiltResource) => String(object['kind'])
export const nameOf = ({ object }: BuiltResource) => String(object['metadata']?.name ?? '')

export function resourceOf(object: JsonObject, hashed = false): BuiltResource {
  return { object, names: [String(object['metadata']?.name ?? '')], hashed }
}

export function renamed(resource: BuiltResource, name: string): BuiltResource {
  return { ...resource, object: { ...resource.object, metadata: { ...resource.object['metadata'], name } }, names: resource.names.includes(name) ? resource.names : [...resource.names, name] }
}

/** The group and version of an object; the core group is ''. */
export function groupVersionOf(object: JsonObject): { readonly group: string; readonly version: string } {
  const apiVersion = String(object['apiVersion'] ?? '')
  const slash = apiVersion.indexOf('/')
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) }
}

/** Changes the value at a path of keys where it is; `[]` stands for each member of a list. Nothing is made that was not there. */
export function changeAt(value: any, path: readonly string[], change: (found: any) => any): any {
  const [key, ...rest] = path
  if (value === undefined || value === null) return value
  if (key === undefined) return change(value)
  if (key === '[]') return Array.isArray(value) ? value.map((each) => changeAt(each, rest, change)) : value
  if (typeof value !== 'object' || Array.isArray(value) || value[key] === undefined) return value
  return { ...value, [key]: changeAt(value[key], rest, change) }
}

const NOT_NAMESPACED = ['APIService', 'CSIDriver', 'CSINode', 'CertificateSigningRequest', 'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition', 'FlowSchema', 'IngressClass', 'MutatingWebhookConfiguration', 'Namespace', 'Node', 'PersistentVolume', 'PriorityClass', 'PriorityLevelConfiguration', 'RuntimeClass', 'StorageClass', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration', 'VolumeAttachment']

export const isNamespaced = (resource: BuiltResource) => !NOT_NAMESPACED.includes(kindOf(resource))

/** Where objects have a pod template or are one: the path of its spec. */
export function podSpecPath(kind: string): readonly string[] | undefined {
  if (kind === 'Pod') return ['spec']
  if (kind === 'CronJob') return ['spec', 'jobTemplate', 'spec', 'template', 'spec']
  return ['DaemonSet', 'Deployment', 'Job', 'ReplicaSet', 'ReplicationController', 'StatefulSet'].includes(kind) ? ['spec', 'template', 'spec'] : undefined
}
