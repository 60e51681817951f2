import type { JsonObject } from '../json.ts'
import type { Kustomization } from './kustomization.ts'
import { type BuiltResource, changeAt, groupVersionOf, isNamespaced, kindOf, nameOf, podSpecPath, renamed } from './resource.ts'

/** What a kustomization changes in all its resources. */

type Labels = Readonly<Record<string, string>>

function withMetadataMap(object: JsonObject, field: 'labels' | 'annotations', values: Labels): JsonObject {
  return { ...object, metadata: { ...object['metadata'], [field]: { ...object['metadata']?.[field], ...values } } }
}

// ---- namespace

function inNamespace(resource: BuiltResource, namespace: string): BuiltResource {
  if (kindOf(resource) === 'Namespace') return renamed(resource, namespace)
  return isNamespaced(resource) ? { ...resource, object: { ...resource.object, metadata: { ...resource.object['metadata'], namespace } } } : resource
}

// ---- names

/** Types whose names others rely on stay as they are. */
const KEEPS_NAME = ['CustomResourceDefinition', 'APIService', 'Namespace']

function withAffixes(resource: BuiltResource, prefix: string, suffix: string): BuiltResource {
  if (KEEPS_NAME.includes(kindOf(resource)) || (prefix === '' && suffix === '')) return resource
  return renamed(resource, prefix + nameOf(resource) + suffix)
}

// ---- labels and annotations

/** Where the metadata of pod templates is; made if it is not there. */
function templateOwner(kind: string): readonly string[] | undefined {
  return kind === 'Pod' ? undefined : podSpecPath(kind)?.slice(0, -1)
}

function withTemplateMap(object: JsonObject, field: 'labels' | 'annotations', values: Labels): JsonObject {
  const owner = templateOwner(String(object['kind']))
  const changed = owner ? changeAt(object, owner, (template) => withMetadataMap(template, field, values)) : object
  return object['kind'] === 'StatefulSet' && field === 'labels' ? changeAt(changed, ['spec', 'volumeClaimTemplates', '[]'], (claim) => withMetadataMap(claim, field, values)) : changed
}

function withSelectorLabels(object: JsonObject, labels: Labels): JsonObject {
  const add = (selector: JsonObject) => ({ ...selector, ...labels })
  const addMatch = (selector: JsonObject) => ({ ...selector, matchLabels: { ...selector['matchLabels'], ...labels } })
  switch (object['kind']) {
    case 'ReplicationController':
    case 'Service':
      return { ...object, spec: { ...object['spec'], selector: add(object['spec']?.selector ?? {}) } }
    case 'DaemonSet':
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
      return { ...object, spec: { ...object['spec'], selector: addMatch(object['spec']?.selector ?? {}) } }
    case 'Job':
    case 'PodDisruptionBudget':
      return changeAt(object, ['spec', 'selector', 'matchLabels'], add)
    case 'CronJob':
      return changeAt(object, ['spec', 'jobTemplate', 'spec', 'selector', 'matchLabels'], add)
    case 'NetworkPolicy':
      return changeAt(object, ['spec', 'podSelector', 'matchLabels'], add)
    default:
      return object
  }
}

function withLabels(object: JsonObject, { commonLabels, labels = [] }: Kustomization): JsonObject {
  const sets = [...(commonLabels ? [{ pairs: commonLabels, includeSelectors: true, includeTemplates: true }] : []), ...labels]
  return sets.reduce<JsonObject>((current, { pairs = {}, includeSelectors, includeTemplates }) => {
    const labeled = withMetadataMap(current, 'labels', pairs)
    const templated = includeSelectors || includeTemplates ? withTemplateMap(labeled, 'labels', pairs) : labeled
    return includeSelectors ? withSelectorLabels(templated, pairs) : templated
  }, object)
}

function withAnnotations(object: JsonObject, annotations: Labels | undefined): JsonObject {
  return annotations ? withTemplateMap(withMetadataMap(object, 'annotations', annotations), 'annotations', annotations) : object
}

// ---- images and replicas

/** `registry:5000/name:tag@digest` in its parts. */
function splitImage(image: string): { readonly name: string; readonly rest: string } {
  const match = /^(.*?)((?::[^/:@]+)?(?:@.+)?)$/.exec(image)
  return { name: match?.[1] ?? image, rest: match?.[2] ?? '' }
}

function changedImage(image: string, images: NonNullable<Kustomization['images']>): string {
  let current = image
  for (const { name, newName, newTag, digest } of images) {
    const parts = splitImage(current)
    if (parts.name !== name) continue
    const rest = digest ? `${newTag ? `:${newTag}` : ''}@${digest}` : newTag ? `:${newTag}` : parts.rest
    current = (newName ?? name) + rest
  }
  return current
}

function withImages(object: JsonObject, images: Kustomization['images']): JsonObject {
  const spec = podSpecPath(String(object['kind']))
  if (!images || !spec) return object
  return ['containers', 'initContainers'].reduce<JsonObject>((current, list) => changeAt(current, [...spec, list, '[]', 'image'], (image: string) => changedImage(image, images)), object)
}

const SCALABLE = ['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet']

function withReplicas(resource: BuiltResource, replicas: Kustomization['replicas']): JsonObject {
  const wanted = SCALABLE.includes(kindOf(resource)) ? replicas?.find(({ name }) => resource.names.includes(name)) : undefined
  return wanted ? { ...resource.object, spec: { ...resource.object['spec'], replicas: wanted.count } } : resource.object
}

/** One resource after all that its kustomization says about every resource. */
export function transformed(resource: BuiltResource, kustomization: Kustomization): BuiltResource {
  const { namespace, namePrefix = '', nameSuffix = '' } = kustomization
  const placed = namespace ? inNamespace(resource, namespace) : resource
  const named = withAffixes(placed, namePrefix, nameSuffix)
  const replicated = { ...named, object: withReplicas(named, kustomization.replicas) }
  return { ...replicated, object: withImages(withAnnotations(withLabels(replicated.object, kustomization), kustomization.commonAnnotations), kustomization.images) }
}

// ---- the order of the output

const FIRST = ['Namespace', 'ResourceQuota', 'StorageClass', 'CustomResourceDefinition', 'ServiceAccount', 'PodSecurityPolicy', 'Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'ConfigMap', 'Secret', 'Endpoints', 'Service', 'LimitRange', 'PriorityClass', 'PersistentVolume', 'PersistentVolumeClaim', 'Deployment', 'StatefulSet', 'CronJob', 'PodDisruptionBudget']
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']

function rankOf(resource: BuiltResource): number {
  const kind = kindOf(resource)
  if (FIRST.includes(kind)) return FIRST.indexOf(kind) - FIRST.length
  return LAST.indexOf(kind) + 1
}

function sortText({ object }: BuiltResource): string {
  const { group, version } = groupVersionOf(object)
  return [group || '~G', version || '~V', object['kind'], object['metadata']?.namespace ?? '~X', object['metadata']?.name ?? ''].join('_')
}

/** What others need comes first, by type (kustomize's legacy order). */
export function ordered(resources: readonly BuiltResource[]): BuiltResource[] {
  return [...resources].sort((left, right) => rankOf(left) - rankOf(right) || (sortText(left) < sortText(right) ? -1 : 1))
}
