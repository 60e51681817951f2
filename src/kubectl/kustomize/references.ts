import type { JsonObject } from '../json.ts'
import { type BuiltResource, changeAt, kindOf, nameOf, podSpecPath } from './resource.ts'

/** Where objects name others, so that a changed name is followed. */

const CONTAINERS = ['containers', 'initContainers']

/** Below a pod's spec: the kind that is named, and where. */
const IN_PODS: readonly (readonly [string, readonly string[]])[] = [
  ...CONTAINERS.flatMap((list): [string, string[]][] => [
    ['ConfigMap', [list, '[]', 'env', '[]', 'valueFrom', 'configMapKeyRef', 'name']],
    ['ConfigMap', [list, '[]', 'envFrom', '[]', 'configMapRef', 'name']],
    ['Secret', [list, '[]', 'env', '[]', 'valueFrom', 'secretKeyRef', 'name']],
    ['Secret', [list, '[]', 'envFrom', '[]', 'secretRef', 'name']],
  ]),
  ['ConfigMap', ['volumes', '[]', 'configMap', 'name']],
  ['ConfigMap', ['volumes', '[]', 'projected', 'sources', '[]', 'configMap', 'name']],
  ['Secret', ['volumes', '[]', 'secret', 'secretName']],
  ['Secret', ['volumes', '[]', 'projected', 'sources', '[]', 'secret', 'name']],
  ['Secret', ['imagePullSecrets', '[]', 'name']],
  ['PersistentVolumeClaim', ['volumes', '[]', 'persistentVolumeClaim', 'claimName']],
  ['ServiceAccount', ['serviceAccountName']],
  ['PriorityClass', ['priorityClassName']],
]

/** In other objects, by their kind. */
const ELSEWHERE: Readonly<Record<string, readonly (readonly [string, readonly string[]])[]>> = {
  ServiceAccount: [
    ['Secret', ['imagePullSecrets', '[]', 'name']],
    ['Secret', ['secrets', '[]', 'name']],
  ],
  StatefulSet: [['Service', ['spec', 'serviceName']]],
  Ingress: [
    ['Service', ['spec', 'rules', '[]', 'http', 'paths', '[]', 'backend', 'service', 'name']],
    ['Service', ['spec', 'defaultBackend', 'service', 'name']],
    ['Secret', ['spec', 'tls', '[]', 'secretName']],
    ['IngressClass', ['spec', 'ingressClassName']],
  ],
  PersistentVolumeClaim: [
    ['PersistentVolume', ['spec', 'volumeName']],
    ['StorageClass', ['spec', 'storageClassName']],
  ],
}

/** Objects that say the kind they name beside the name. */
const BY_KIND: Readonly<Record<string, readonly (readonly string[])[]>> = {
  RoleBinding: [['roleRef'], ['subjects', '[]']],
  ClusterRoleBinding: [['roleRef'], ['subjects', '[]']],
  HorizontalPodAutoscaler: [['spec', 'scaleTargetRef']],
}

/** The resources with all names of one another up to date. */
export function withReferences(resources: readonly BuiltResource[]): BuiltResource[] {
  const find = (kind: string, name: string) => resources.find((each) => kindOf(each) === kind && each.names.includes(name))
  return resources.map((resource) => ({ ...resource, object: updated(resource.object, find) }))
}

function updated(object: JsonObject, find: (kind: string, name: string) => BuiltResource | undefined): JsonObject {
  const kind = String(object['kind'])
  const spec = podSpecPath(kind)
  const places = [...(spec ? IN_PODS.map(([target, path]) => [target, [...spec, ...path]] as const) : []), ...(ELSEWHERE[kind] ?? [])]
  let changed = object
  for (const [target, path] of places) {
    changed = changeAt(changed, path, (name: string) => {
      const found = find(target, name)
      return found ? nameOf(found) : name
    })
  }
  for (const path of BY_KIND[kind] ?? []) changed = changeAt(changed, path, (reference: JsonObject) => updatedReference(reference, find))
  return changed
}

/** A subject's namespace is that of its service account. */
function updatedReference(reference: JsonObject, find: (kind: string, name: string) => BuiltResource | undefined): JsonObject {
  const found = find(String(reference['kind']), String(reference['name']))
  if (!found) return reference
  const namespace = reference['kind'] === 'ServiceAccount' ? (found.object['metadata']?.namespace ?? reference['namespace']) : undefined
  return { ...reference, name: nameOf(found), ...(namespace === undefined ? {} : { namespace }) }
}
