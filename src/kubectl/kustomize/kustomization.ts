import { utf8Decode } from '../bytes.ts'
import type { KubectlContext } from '../context.ts'
import { KubectlError, messageOf } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { parseYamlDocument } from '../yaml.ts'
import { absolutePath, joinPath } from './paths.ts'

/** A kustomization file (`kustomize.config.k8s.io/v1beta1`), as far as it is supported; all else in it is refused. */
export interface Kustomization {
  readonly resources?: readonly string[]
  readonly bases?: readonly string[]
  readonly namespace?: string
  readonly namePrefix?: string
  readonly nameSuffix?: string
  readonly commonLabels?: Readonly<Record<string, string>>
  readonly labels?: readonly { readonly pairs?: Readonly<Record<string, string>>; readonly includeSelectors?: boolean; readonly includeTemplates?: boolean }[]
  readonly commonAnnotations?: Readonly<Record<string, string>>
  readonly configMapGenerator?: readonly GeneratorArguments[]
  readonly secretGenerator?: readonly GeneratorArguments[]
  readonly generatorOptions?: GeneratorOptions
  readonly images?: readonly { readonly name: string; readonly newName?: string; readonly newTag?: string; readonly digest?: string }[]
  readonly replicas?: readonly { readonly name: string; readonly count: number }[]
  readonly patches?: readonly Patch[]
  readonly patchesStrategicMerge?: readonly string[]
  readonly patchesJson6902?: readonly Patch[]
}

export interface GeneratorOptions {
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly disableNameSuffixHash?: boolean
  readonly immutable?: boolean
}

export interface GeneratorArguments {
  readonly name: string
  readonly namespace?: string
  readonly behavior?: 'create' | 'replace' | 'merge'
  readonly type?: string
  readonly literals?: readonly string[]
  readonly files?: readonly string[]
  readonly envs?: readonly string[]
  readonly env?: string
  readonly options?: GeneratorOptions
}

export interface PatchTarget {
  readonly group?: string
  readonly version?: string
  readonly kind?: string
  readonly name?: string
  readonly namespace?: string
  readonly labelSelector?: string
  readonly annotationSelector?: string
}

export interface Patch {
  readonly path?: string
  readonly patch?: string
  readonly target?: PatchTarget
  readonly options?: Readonly<Record<string, boolean>>
}

const FILE_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
const SUPPORTED = ['apiVersion', 'kind', 'metadata', 'resources', 'bases', 'namespace', 'namePrefix', 'nameSuffix', 'commonLabels', 'labels', 'commonAnnotations', 'configMapGenerator', 'secretGenerator', 'generatorOptions', 'images', 'replicas', 'patches', 'patchesStrategicMerge', 'patchesJson6902', 'buildMetadata']
const UNSUPPORTED = ['components', 'configurations', 'crds', 'generators', 'helmCharts', 'helmGlobals', 'helmChartInflationGenerator', 'imageTags', 'openapi', 'replacements', 'sortOptions', 'transformers', 'validators', 'vars']
const DEPRECATED: Readonly<Record<string, string>> = { bases: 'resources', commonLabels: 'labels', patchesStrategicMerge: 'patches', patchesJson6902: 'patches' }

/** Reads the kustomization of a directory. */
export async function loadKustomization(context: KubectlContext, directory: string, warn: (text: string) => void): Promise<Kustomization> {
  const shown = absolutePath(context.environment['PWD'] ?? '/', directory)
  if ((await context.files.list(directory)) === undefined) {
    throw new KubectlError((await context.files.read(directory)) ? `must build at directory: '${directory}': file is not directory` : `must build at directory: not a valid directory: evalsymlink failure on '${directory}' : lstat ${shown}: no such file or directory`)
  }
  const found: Uint8Array[] = []
  for (const name of FILE_NAMES) {
    const bytes = await context.files.read(joinPath(directory, name))
    if (bytes) found.push(bytes)
  }
  const [bytes] = found
  if (!bytes) throw new KubectlError(`unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${shown}'`)
  if (found.length > 1) throw new KubectlError(`Found multiple kustomization files under: ${shown}`)
  const content = parsed(utf8Decode(bytes))
  for (const [field, instead] of Object.entries(DEPRECATED)) if (field in content) warn(`# Warning: '${field}' is deprecated. Please use '${instead}' instead. Run 'kustomize edit fix' to update your Kustomization automatically.`)
  return content as Kustomization
}

function parsed(text: string): JsonObject {
  let value: unknown
  try {
    value = parseYamlDocument(text)
  } catch (error) {
    throw new KubectlError(`invalid Kustomization: error converting YAML to JSON: ${messageOf(error)}`)
  }
  if (value === undefined || value === null) throw new KubectlError('kustomization.yaml is empty')
  if (typeof value !== 'object' || Array.isArray(value)) throw new KubectlError(`invalid Kustomization: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type types.Kustomization`)
  const content = value as JsonObject
  for (const field of Object.keys(content)) {
    if (UNSUPPORTED.includes(field)) throw new KubectlError(`the field ${JSON.stringify(field)} of kustomizations is not supported by this kubectl`)
    if (!SUPPORTED.includes(field)) throw new KubectlError(`invalid Kustomization: json: unknown field ${JSON.stringify(field)}`)
  }
  for (const field of ['commonLabels', 'commonAnnotations']) {
    for (const each of Object.values(content[field] ?? {})) if (typeof each !== 'string') throw new KubectlError(`invalid Kustomization: json: cannot unmarshal ${typeof each === 'boolean' ? 'bool' : typeof each} into Go struct field Kustomization.${field} of type string`)
  }
  return content
}
