import { parseLabelSelector } from '../../base/selectors.ts'
import { applyJsonPatch, applyMergePatch, applyStrategicMergePatch } from '../../kinds/patch/index.ts'
import { utf8Decode } from '../bytes.ts'
import { KubectlError, messageOf } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { isBuiltIn } from '../patch/mergeSchema.ts'
import { parseYamlDocument, splitYamlDocuments } from '../yaml.ts'
import type { ReadFile } from './generators.ts'
import type { Kustomization, Patch, PatchTarget } from './kustomization.ts'
import { type BuiltResource, groupVersionOf, kindOf, nameOf } from './resource.ts'

/** A patch with its content read: an object to merge, or operations. */
interface LoadedPatch {
  readonly content: JsonObject | readonly JsonObject[]
  readonly target: PatchTarget | undefined
}

async function load({ path, patch, target }: Patch, read: ReadFile): Promise<LoadedPatch[]> {
  const text = patch ?? (path === undefined ? undefined : utf8Decode(await read(path)))
  if (text === undefined) throw new KubectlError('must specify one of patch and path')
  try {
    return splitYamlDocuments(text).map((document) => ({ content: parseYamlDocument(document) as LoadedPatch['content'], target }))
  } catch (error) {
    throw new KubectlError(`unable to parse SM or JSON patch from ${JSON.stringify(path ?? text)}: ${messageOf(error)}`)
  }
}

/** All patches of a kustomization, in the order in which they apply. */
async function loadAll({ patches = [], patchesStrategicMerge = [], patchesJson6902 = [] }: Kustomization, read: ReadFile): Promise<LoadedPatch[]> {
  const strategic = patchesStrategicMerge.map((words): Patch => (words.includes('\n') ? { patch: words } : { path: words }))
  const loaded: LoadedPatch[] = []
  for (const each of [...strategic, ...patches, ...patchesJson6902]) loaded.push(...(await load(each, read)))
  return loaded
}

function fits(pattern: string | undefined, value: string): boolean {
  return !pattern || new RegExp(`^(?:${pattern})$`).test(value)
}

function isTarget(resource: BuiltResource, target: PatchTarget): boolean {
  const { group, version } = groupVersionOf(resource.object)
  const metadata = resource.object['metadata'] ?? {}
  return (
    fits(target.group, group) &&
    fits(target.version, version) &&
    fits(target.kind, kindOf(resource)) &&
    fits(target.namespace, metadata.namespace ?? '') &&
    resource.names.some((name) => fits(target.name, name)) &&
    parseLabelSelector(target.labelSelector ?? '').matches(metadata.labels) &&
    parseLabelSelector(target.annotationSelector ?? '').matches(metadata.annotations)
  )
}

/** As kustomize names an object: `Deployment.v1.apps/web.[noNs]`. */
function idText(object: JsonObject): string {
  const { group, version } = groupVersionOf(object)
  return `${object['kind']}.${version || '[noVer]'}.${group || '[noGrp]'}/${object['metadata']?.name ?? ''}.${object['metadata']?.namespace ?? '[noNs]'}`
}

/** What a patch without a target is for: the object that it names itself. */
function isNamedBy(resource: BuiltResource, content: JsonObject): boolean {
  const { group } = groupVersionOf(content)
  return groupVersionOf(resource.object).group === group && kindOf(resource) === content['kind'] && resource.names.includes(String(content['metadata']?.name))
}

/** The resources after the patches of the kustomization. */
export async function withPatches(resources: readonly BuiltResource[], kustomization: Kustomization, read: ReadFile): Promise<BuiltResource[]> {
  let current = [...resources]
  for (const { content, target } of await loadAll(kustomization, read)) {
    const isMeant = (each: BuiltResource) => (target ? isTarget(each, target) : isNamedBy(each, content as JsonObject))
    if (!target && Array.isArray(content)) throw new KubectlError('must specify a target for JSON patch')
    if (!target && !current.some(isMeant)) throw new KubectlError(`no matches for Id ${idText(content as JsonObject)}; failed to find unique target for patch ${idText(content as JsonObject)}`)
    current = current.flatMap((each) => (isMeant(each) ? patched(each, content) : [each]))
  }
  return current
}

function patched(resource: BuiltResource, content: LoadedPatch['content']): BuiltResource[] {
  if (Array.isArray(content)) return [{ ...resource, object: applyJsonPatch(resource.object, content) as JsonObject }]
  const patch = content as JsonObject
  if (patch['$patch'] === 'delete') return []
  // The name in a patch only says which object is meant.
  const named = { ...patch, apiVersion: resource.object['apiVersion'], kind: kindOf(resource), metadata: { ...patch['metadata'], name: nameOf(resource) } }
  const apiVersion = String(resource.object['apiVersion'])
  const type = `${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}.${kindOf(resource)}`.replace(/^([^./]+)\.[^/]+\//, '$1/')
  const object = isBuiltIn(apiVersion) ? applyStrategicMergePatch(resource.object, named, type) : applyMergePatch(resource.object, named)
  return [{ ...resource, object: object as JsonObject }]
}
