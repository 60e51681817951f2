import { utf8Decode } from '../bytes.ts'
import type { KubectlContext } from '../context.ts'
import { KubectlError, messageOf } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { parseYamlDocument, splitYamlDocuments } from '../yaml.ts'
import { hashOf, type ReadFile, withGenerated } from './generators.ts'
import { loadKustomization } from './kustomization.ts'
import { withPatches } from './patches.ts'
import { absolutePath, isBelow, joinPath } from './paths.ts'
import { withReferences } from './references.ts'
import { type BuiltResource, groupVersionOf, nameOf, renamed, resourceOf } from './resource.ts'
import { ordered, transformed } from './transformers.ts'

/**
 * Builds the objects of a kustomization directory as `kubectl kustomize` does: resources of files and of other kustomizations, generated config maps and secrets,
 * patched and transformed, names followed, in an order in which they can be created. Fields that are not supported are refused.
 */
export async function buildKustomization(context: KubectlContext, directory: string, warn: (text: string) => void): Promise<JsonObject[]> {
  const accumulated = await accumulate(context, joinPath('.', directory) === '.' ? '.' : directory, warn, [])
  const hashed = accumulated.map((each) => (each.hashed ? renamed(each, `${nameOf(each)}-${hashOf(each.object)}`) : each))
  return ordered(withReferences(hashed)).map(({ object }) => object)
}

async function accumulate(context: KubectlContext, directory: string, warn: (text: string) => void, above: readonly string[]): Promise<BuiltResource[]> {
  const root = joinPath('.', directory)
  const shown = (path: string) => absolutePath(context.environment['PWD'] ?? '/', path)
  if (above.includes(root)) throw new KubectlError(`cycle detected: candidate root '${shown(root)}' contains visited root '${shown(root)}'`)
  const kustomization = await loadKustomization(context, directory, warn)
  const read: ReadFile = async (path) => {
    const full = joinPath(root, path)
    if (!isBelow(root, full)) throw new KubectlError(`security; file '${shown(full)}' is not in or below '${shown(root)}'`)
    const bytes = await context.files.read(full)
    if (!bytes) throw new KubectlError(`evalsymlink failure on '${shown(full)}' : lstat ${shown(full)}: no such file or directory`)
    return bytes
  }
  let resources: BuiltResource[] = []
  for (const path of [...(kustomization.resources ?? []), ...(kustomization.bases ?? [])]) resources.push(...(await resourcesAt(context, root, path, read, warn, [...above, root])))
  refuseDoubles(resources)
  resources = await withGenerated(resources, 'ConfigMap', kustomization.configMapGenerator ?? [], kustomization.generatorOptions, read)
  resources = await withGenerated(resources, 'Secret', kustomization.secretGenerator ?? [], kustomization.generatorOptions, read)
  resources = await withPatches(resources, kustomization, read)
  return resources.map((each) => transformed(each, kustomization))
}

/** What one entry of `resources` stands for: a file of objects, or another kustomization. */
async function resourcesAt(context: KubectlContext, root: string, path: string, read: ReadFile, warn: (text: string) => void, above: readonly string[]): Promise<BuiltResource[]> {
  if (/^(https?:\/\/|git@|github\.com\/)/.test(path)) throw new KubectlError(`accumulating resources: accumulation err='accumulating resources from '${path}'': this kubectl reaches no network outside of the cluster`)
  const full = joinPath(root, path)
  const shown = absolutePath(context.environment['PWD'] ?? '/', full)
  if (await context.files.list(full)) {
    try {
      return await accumulate(context, full, warn, above)
    } catch (error) {
      throw new KubectlError(`accumulating resources: accumulation err='accumulating resources from '${path}': '${shown}' must resolve to a file': couldn't make target for path '${shown}': ${messageOf(error)}`)
    }
  }
  let text: string
  try {
    text = utf8Decode(await read(path))
  } catch (error) {
    throw new KubectlError(`accumulating resources: accumulation err='accumulating resources from '${path}': ${messageOf(error)}': must build at directory: not a valid directory: ${messageOf(error)}`)
  }
  return parsedResources(path, text)
}

function parsedResources(path: string, text: string): BuiltResource[] {
  return splitYamlDocuments(text).flatMap((document) => {
    let object: JsonObject | null | undefined
    try {
      object = parseYamlDocument(document) as JsonObject | null | undefined
    } catch (error) {
      throw new KubectlError(`accumulating resources: accumulation err='accumulating resources from '${path}': MalformedYAMLError: ${messageOf(error)} in File: ${path}'`)
    }
    if (!object) return []
    const objects: JsonObject[] = Array.isArray(object['items']) && String(object['kind']).endsWith('List') ? object['items'] : [object]
    return objects.map((each) => {
      if (!each['kind']) throw new KubectlError(`accumulating resources: accumulation err='accumulating resources from '${path}': missing Resource metadata'`)
      return resourceOf(each)
    })
  })
}

function refuseDoubles(resources: readonly BuiltResource[]): void {
  const seen = new Set<string>()
  for (const { object } of resources) {
    const { group, version } = groupVersionOf(object)
    const id = `${object['kind']}.${version}.${group || '[noGrp]'}/${object['metadata']?.name}.${object['metadata']?.namespace ?? '[noNs]'}`
    if (seen.has(id)) throw new KubectlError(`accumulating resources: merging resources: may not add resource with an already registered id: ${id}`)
    seen.add(id)
  }
}
