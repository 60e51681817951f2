import { utf8Decode, utf8Encode } from '../bytes.ts'
import { splitBinary } from '../create/configMap.ts'
import { base64Values, contentHash, type KeyedData, parseEnvironment } from '../create/keyedData.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { GeneratorArguments, GeneratorOptions } from './kustomization.ts'
import { type BuiltResource, kindOf, nameOf, resourceOf } from './resource.ts'

/** Reads a file that a kustomization names, relative to it. */
export type ReadFile = (path: string) => Promise<Uint8Array>

type GeneratedKind = 'ConfigMap' | 'Secret'

async function gather(generator: GeneratorArguments, read: ReadFile): Promise<KeyedData> {
  const data: KeyedData = new Map()
  const add = (key: string, value: Uint8Array) => {
    if (data.has(key)) throw new KubectlError(`cannot add key ${key}, another key by that name already exists`)
    data.set(key, value)
  }
  for (const path of [...(generator.envs ?? []), ...(generator.env ? [generator.env] : [])]) for (const [key, value] of parseEnvironment(utf8Decode(await read(path)), {})) add(key, utf8Encode(value))
  for (const source of generator.files ?? []) {
    const equals = source.indexOf('=')
    const path = source.slice(equals + 1)
    add(equals < 0 ? (path.split('/').at(-1) as string) : source.slice(0, equals), await read(path))
  }
  for (const literal of generator.literals ?? []) {
    const equals = literal.indexOf('=')
    if (equals <= 0) throw new KubectlError(`invalid literal source ${literal}, expected key=value`)
    add(literal.slice(0, equals), utf8Encode(literal.slice(equals + 1).replace(/^(["'])(.*)\1$/, '$2')))
  }
  return data
}

function mergedOptions(common: GeneratorOptions = {}, own: GeneratorOptions = {}): GeneratorOptions {
  return { ...common, ...own, labels: { ...common.labels, ...own.labels }, annotations: { ...common.annotations, ...own.annotations } }
}

async function generated(kind: GeneratedKind, generator: GeneratorArguments, common: GeneratorOptions | undefined, read: ReadFile): Promise<BuiltResource> {
  const options = mergedOptions(common, generator.options)
  const gathered = await gather(generator, read)
  const filled = <T extends object>(field: string, map: T | undefined) => (map && Object.keys(map).length > 0 ? { [field]: map } : {})
  const metadata = { name: generator.name, ...(generator.namespace ? { namespace: generator.namespace } : {}), ...filled('labels', options.labels), ...filled('annotations', options.annotations) }
  const content = kind === 'ConfigMap' ? splitBinary(gathered) : { ...filled('data', base64Values(gathered)), type: generator.type ?? 'Opaque' }
  return resourceOf({ apiVersion: 'v1', kind, metadata, ...content, ...(options.immutable ? { immutable: true } : {}) }, !options.disableNameSuffixHash)
}

/** The resources with those of a generator: new ones, or put into ones that are there (`behavior: merge` or `replace`). */
export async function withGenerated(resources: readonly BuiltResource[], kind: GeneratedKind, generators: readonly GeneratorArguments[], options: GeneratorOptions | undefined, read: ReadFile): Promise<BuiltResource[]> {
  const result = [...resources]
  for (const generator of generators) {
    const made = await generated(kind, generator, options, read)
    const index = result.findIndex((each) => kindOf(each) === kind && each.names.includes(generator.name))
    const { behavior = 'create' } = generator
    if (behavior === 'create') {
      if (index >= 0 && nameOf(result[index] as BuiltResource) === generator.name) throw new KubectlError(`merging from generator ${generator.name}: id ${kind}.v1.[noGrp]/${generator.name}.[noNs] exists; behavior must be merge or replace`)
      result.push(made)
      continue
    }
    const present = result[index]
    if (!present) throw new KubectlError(`merging from generator ${generator.name}: id ${kind}.v1.[noGrp]/${generator.name}.[noNs] does not exist; cannot merge or replace`)
    result[index] = { ...present, object: combined(present.object, made.object, behavior) }
  }
  return result
}

function combined(present: JsonObject, made: JsonObject, behavior: 'merge' | 'replace'): JsonObject {
  const merged = (field: string) => {
    const value = behavior === 'merge' ? { ...present[field], ...made[field] } : made[field]
    return value && Object.keys(value).length > 0 ? { [field]: value } : {}
  }
  const metadata = { ...present['metadata'] }
  for (const field of ['labels', 'annotations']) if (made['metadata'][field]) metadata[field] = { ...metadata[field], ...made['metadata'][field] }
  const { data: _, binaryData: __, ...rest } = present
  return { ...rest, metadata, ...merged('data'), ...merged('binaryData') }
}

/** The hash that goes to the end of a generated name. */
export function hashOf({ kind, type, data, binaryData }: JsonObject): string {
  if (kind === 'Secret') return contentHash({ kind, type: type ?? '', name: '', data: data ?? '' })
  return contentHash({ kind, name: '', data: data ?? '', ...(binaryData ? { binaryData } : {}) })
}

