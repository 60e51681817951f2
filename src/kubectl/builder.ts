import { StatusError } from '../client/status.ts'
import { utf8Decode } from './bytes.ts'
import { ACCEPT_JSON, type Query } from './client.ts'
import { groupResource, type ResourceMapping, pathOf } from './discovery.ts'
import { AggregateFailure, KubectlError, messageOf, throwCollected } from './errors.ts'
import type { JsonObject } from './json.ts'
import { buildKustomization } from './kustomize/build.ts'
import type { Session } from './session.ts'
import { parseYamlDocument, splitYamlDocuments } from './yaml.ts'

/** One object that a command is about: named on the command line, listed, or read from a file. */
export interface Target {
  readonly mapping: ResourceMapping
  /** '' for what has none. */
  readonly namespace: string
  readonly name: string
  /** What the server holds, or what the file says. */
  readonly object?: JsonObject
  /** The file it was read from. */
  readonly source?: string
}

/** What the command line named: single objects, or whole types to list. */
export interface Selection {
  readonly singles: readonly Target[]
  readonly lists: readonly ResourceMapping[]
  /** All types named, in order. */
  readonly mappings: readonly ResourceMapping[]
}

/** What is said when a call names no objects. */
export const NOTHING_NAMED = "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'"

export interface SelectionOptions {
  readonly labelSelector?: string
  readonly fieldSelector?: string
  /** `--all`: every object of the types. */
  readonly selectsAll?: boolean
  /** The type that bare names mean (`logs NAME`, `cordon NAME`). */
  readonly defaultType?: string
  /** A type without names means all its objects (`get pods`). */
  readonly typeAloneIsAll?: boolean
}

export function targetPath(target: Target, subresource?: string): string {
  return pathOf(target.mapping, target.namespace, target.name, subresource)
}

async function mappingsOf(session: Session, words: string): Promise<ResourceMapping[]> {
  const mappings: ResourceMapping[] = []
  for (const word of words.split(',')) {
    const category = await session.discovery.inCategory(word)
    if (category.length > 0) mappings.push(...category)
    else mappings.push(await session.discovery.resolve(word))
  }
  return mappings
}

function single(session: Session, mapping: ResourceMapping, name: string): Target {
  return { mapping, namespace: mapping.namespaced ? session.namespace : '', name }
}

/** Reads `TYPE NAME...`, `TYPE/NAME...`, `TYPE,TYPE -l ...` as kubectl's resource builder does. */
export async function selectArguments(session: Session, args: readonly string[], options: SelectionOptions = {}): Promise<Selection> {
  const filters = Boolean(options.labelSelector || options.fieldSelector)
  if (args.some((argument) => argument.includes('/'))) return selectPairs(session, args, filters)
  if (options.defaultType && args.length > 0) {
    const mapping = await session.discovery.resolve(options.defaultType)
    return { singles: args.map((name) => single(session, mapping, name)), lists: [], mappings: [mapping] }
  }
  const [types, ...names] = args
  if (types === undefined) return { singles: [], lists: [], mappings: [] }
  if (filters && names.length > 0) throw new KubectlError('name cannot be provided when a selector is specified')
  if (options.selectsAll && options.labelSelector) throw new KubectlError("setting 'all' parameter but found a non empty selector. ")
  const mappings = await mappingsOf(session, types)
  if (names.length > 0) return { singles: mappings.flatMap((mapping) => names.map((name) => single(session, mapping, name))), lists: [], mappings }
  if (!filters && !options.selectsAll && !options.typeAloneIsAll) throw new KubectlError('resource(s) were provided, but no name was specified')
  return { singles: [], lists: mappings, mappings }
}

async function selectPairs(session: Session, args: readonly string[], filters: boolean): Promise<Selection> {
  if (filters) throw new KubectlError('name cannot be provided when a selector is specified')
  const singles: Target[] = []
  for (const argument of args) {
    const parts = argument.split('/')
    if (parts.length === 1) {
      throw new KubectlError(
        args[0] === argument
          ? "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'"
          : 'when using resource/name form, all arguments must be in that form',
      )
    }
    const [type = '', name = ''] = parts
    if (parts.length > 2 || type === '' || name === '') throw new KubectlError('arguments in resource/name form must have a single resource and name')
    singles.push(single(session, await session.discovery.resolve(type), name))
  }
  const mappings = singles.map((target) => target.mapping)
  return { singles, lists: [], mappings: mappings.filter((mapping, index) => mappings.indexOf(mapping) === index) }
}

/** GETs an object; for a missing one in a namespace of its own, kubectl also looks whether that namespace exists. */
export async function fetchTarget(session: Session, target: Target, accept = ACCEPT_JSON, subresource?: string): Promise<JsonObject> {
  try {
    return await session.client.get(targetPath(target, subresource), {}, accept)
  } catch (error) {
    throw await explainMissing(session, target, error, accept)
  }
}

async function explainMissing(session: Session, target: Target, error: unknown, accept: string): Promise<unknown> {
  if (!(error instanceof StatusError) || error.code !== 404 || target.namespace === '' || target.namespace === 'default') return error
  try {
    await session.client.get(`/api/v1/namespaces/${target.namespace}`, {}, accept)
    return error
  } catch (missing) {
    return missing instanceof StatusError && missing.code === 404 ? missing : error
  }
}

/** Lists a type. A refused selector is explained as kubectl explains it. */
export async function listObjects(session: Session, mapping: ResourceMapping, query: Query, namespace: string | undefined, accept = ACCEPT_JSON): Promise<JsonObject> {
  try {
    return await session.client.get(pathOf(mapping, namespace), query, accept)
  } catch (error) {
    if (error instanceof StatusError && (query['labelSelector'] || query['fieldSelector']) && (error.status.reason === 'BadRequest' || error.status.reason === 'NotFound')) {
      const resource = `${apiVersionText(mapping)}, Resource=${mapping.resource}`
      const message = `Unable to find ${JSON.stringify(resource)} that match label selector ${JSON.stringify(query['labelSelector'] ?? '')}, field selector ${JSON.stringify(query['fieldSelector'] ?? '')}: ${error.message}`
      throw new StatusError({ ...error.status, message })
    }
    throw error
  }
}

const apiVersionText = (mapping: ResourceMapping) => `${mapping.group}/${mapping.version}`

/** The items of a list with the kind and version that the list leaves out. */
export function itemsOf(list: JsonObject): JsonObject[] {
  const kind = String(list['kind'] ?? '').replace(/List$/, '')
  return (list['items'] ?? []).map((item: JsonObject) => ({ apiVersion: list['apiVersion'], kind, ...item }))
}

export function targetOf(mapping: ResourceMapping, object: JsonObject): Target {
  return { mapping, namespace: object['metadata']?.namespace ?? '', name: object['metadata']?.name ?? '', object }
}

/** Every object that the arguments, selectors or files of a command name, fetched. Failures are collected and thrown after the visit of what was found. */
export async function visitTargets(session: Session, args: readonly string[], options: SelectionOptions & { readonly allNamespaces?: boolean; readonly chunkSize?: number }, visit: (target: Target) => Promise<void>): Promise<void> {
  const failures: unknown[] = []
  const attempt = async (step: () => Promise<void>) => {
    try {
      await step()
    } catch (error) {
      failures.push(error)
    }
  }
  if (session.flags.has('filename') && session.flags.list('filename').length > 0) {
    for (const target of await fileTargets(session)) await attempt(async () => visit(session.flags.bool('local') ? target : { ...target, object: await fetchTarget(session, target) }))
    return throwCollected(failures)
  }
  const selection = await selectArguments(session, args, options)
  for (const target of selection.singles) await attempt(async () => visit({ ...target, object: await fetchTarget(session, target) }))
  for (const mapping of selection.lists) {
    const query = { labelSelector: options.labelSelector || undefined, fieldSelector: options.fieldSelector || undefined, limit: options.chunkSize }
    await attempt(async () => {
      const list = await listObjects(session, mapping, query, options.allNamespaces ? undefined : session.namespace)
      for (const object of itemsOf(list)) await attempt(() => visit(targetOf(mapping, object)))
    })
  }
  throwCollected(failures)
}

// ---- files

interface FileDocument {
  readonly source: string
  readonly object: JsonObject
}

const MANIFEST = /\.(json|ya?ml)$/

async function filesUnder(session: Session, path: string, recursive: boolean): Promise<string[] | undefined> {
  const entries = await session.context.files.list(path)
  if (!entries) return undefined
  const found: string[] = []
  const sorted = [...entries].sort((left, right) => (left.name < right.name ? -1 : 1))
  for (const entry of sorted) {
    const child = `${path.replace(/\/$/, '')}/${entry.name}`
    if (entry.isDirectory) {
      if (recursive) found.push(...((await filesUnder(session, child, true)) ?? []))
    } else if (MANIFEST.test(entry.name)) found.push(child)
  }
  return found
}

async function expandPattern(session: Session, pattern: string): Promise<string[]> {
  const slash = pattern.lastIndexOf('/')
  const entries = (await session.context.files.list(slash < 0 ? '.' : pattern.slice(0, slash))) ?? []
  const expression = new RegExp(`^${pattern.slice(slash + 1).replace(/[.+^${}()|\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`)
  return entries.filter((entry) => !entry.isDirectory && expression.test(entry.name)).map((entry) => pattern.slice(0, slash + 1) + entry.name).sort()
}

async function readDocuments(session: Session, name: string): Promise<FileDocument[]> {
  if (name === '-') return parseManifest('STDIN', utf8Decode(await session.context.io.stdin.readAll()))
  if (/^https?:\/\//.test(name)) throw new KubectlError(`unable to read URL ${JSON.stringify(name)}: this terminal reaches no network outside of the cluster; save the manifest as a file and name that`)
  const listed = await filesUnder(session, name, session.flags.bool('recursive'))
  if (listed?.length === 0) throw new KubectlError(`error reading [${name}]: recognized file extensions are [.json .yaml .yml]`)
  const bytesOf = async (path: string) => utf8Decode((await session.context.files.read(path)) ?? new Uint8Array())
  if (listed) return (await Promise.all(listed.map(async (path) => parseManifest(path, await bytesOf(path))))).flat()
  const bytes = await session.context.files.read(name)
  if (bytes) return parseManifest(name, utf8Decode(bytes))
  const matches = /[*?[]/.test(name) ? await expandPattern(session, name) : []
  if (matches.length === 0) throw new KubectlError(`the path ${JSON.stringify(name)} does not exist`)
  return (await Promise.all(matches.map(async (path) => parseManifest(path, await bytesOf(path))))).flat()
}

function parseManifest(source: string, text: string): FileDocument[] {
  const documents: FileDocument[] = []
  for (const document of splitYamlDocuments(text)) {
    let value: unknown
    try {
      value = parseYamlDocument(document)
    } catch (error) {
      throw new KubectlError(`error parsing ${source}: error converting YAML to JSON: ${messageOf(error)}`)
    }
    if (value === undefined || value === null) continue
    if (typeof value !== 'object' || Array.isArray(value)) throw new KubectlError(`error parsing ${source}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type map[string]interface {}`)
    documents.push({ source, object: value as JsonObject })
  }
  return documents
}

/** What `-f` or `-k` name. */
async function namedDocuments(session: Session): Promise<FileDocument[]> {
  const directory = session.flags.has('kustomize') ? session.flags.string('kustomize') : ''
  const names = session.flags.list('filename')
  if (directory !== '' && names.length > 0) throw new KubectlError('only one of -f or -k can be specified')
  if (directory !== '') return (await buildKustomization(session.context, directory, (text) => session.stderr(`${text}\n`))).map((object) => ({ source: directory, object }))
  if (names.length === 0) throw new KubectlError('must specify one of -f and -k')
  const documents: FileDocument[] = []
  for (const name of names) documents.push(...(await readDocuments(session, name)))
  return documents
}

/** Objects of the files that `-f` names, in order; lists are taken apart. Files that cannot be read, and unknown types, fail together after `visit` has seen the rest. */
export async function fileTargets(session: Session): Promise<Target[]> {
  const documents = await namedDocuments(session)
  const flat = documents.flatMap(({ source, object }) => (Array.isArray(object['items']) && String(object['kind']).endsWith('List') ? (object['items'] as JsonObject[]).map((item) => ({ source, object: item })) : [{ source, object }]))
  const targets: Target[] = []
  const failures: unknown[] = []
  for (const { source, object } of flat) {
    try {
      targets.push(await fileTarget(session, source, object))
    } catch (error) {
      failures.push(error)
    }
  }
  if (targets.length === 0 && failures.length === 0) throw new KubectlError('no objects passed to ' + session.commandPath.replace(/^kubectl (\S+).*/, '$1'))
  if (failures.length > 0 && targets.length > 0) throw new PartlyReadable(targets, failures)
  throwCollected(failures)
  return targets
}

/** Some objects of the files are known types, others are not: commands act on the first, then fail with the second. */
export class PartlyReadable extends AggregateFailure {
  readonly targets: readonly Target[]

  constructor(targets: readonly Target[], failures: readonly unknown[]) {
    super(failures)
    this.targets = targets
  }
}

function checkDecodes(source: string, object: JsonObject): void {
  for (const field of ['labels', 'annotations'] as const) {
    for (const value of Object.values(object['metadata']?.[field] ?? {})) {
      if (typeof value === 'string' || value === null) continue
      const type = typeof value === 'boolean' ? 'bool' : Array.isArray(value) ? 'array' : typeof value
      throw new KubectlError(`unable to decode ${JSON.stringify(source)}: json: cannot unmarshal ${type} into Go struct field ObjectMeta.metadata.${field} of type string`)
    }
  }
}

async function fileTarget(session: Session, source: string, object: JsonObject): Promise<Target> {
  const missing = [object['apiVersion'] ? '' : 'apiVersion not set', object['kind'] ? '' : 'kind not set'].filter((each) => each !== '')
  if (missing.length > 0) {
    const list = missing.length > 1 ? `[${missing.join(', ')}]` : missing[0]
    throw new KubectlError(`error validating ${JSON.stringify(source)}: error validating data: ${list}; if you choose to ignore these errors, turn validation off with --validate=false`)
  }
  checkDecodes(source, object)
  const mapping = await session.discovery.forKind(object['apiVersion'], object['kind'])
  const metadata: JsonObject = object['metadata'] ?? {}
  if (!mapping) {
    await session.client.get('/apis/apiextensions.k8s.io/v1/customresourcedefinitions')
    throw new KubectlError(`resource mapping not found for name: ${JSON.stringify(metadata['name'] ?? '')} namespace: ${JSON.stringify(metadata['namespace'] ?? '')} from ${JSON.stringify(source)}: no matches for kind ${JSON.stringify(object['kind'])} in version ${JSON.stringify(object['apiVersion'])}\nensure CRDs are installed first`)
  }
  const named = metadata['namespace'] as string | undefined
  if (mapping.namespaced && session.namespaceIsExplicit && named && named !== session.namespace) {
    throw new KubectlError(`the namespace from the provided object ${JSON.stringify(named)} does not match the namespace ${JSON.stringify(session.namespace)}. You must pass '--namespace=${named}' to perform this operation.`)
  }
  const namespace = mapping.namespaced ? (named ?? session.namespace) : ''
  const filled = namespace === '' || session.flags.bool('local') ? object : { ...object, metadata: { ...metadata, namespace } }
  return { mapping, namespace, name: metadata['name'] ?? '', object: filled, source }
}

/** Runs a step for each object of the files; what fails is collected, and the rest still done. */
export async function visitFiles(session: Session, visit: (target: Target) => Promise<void>): Promise<void> {
  const failures: unknown[] = []
  let targets: readonly Target[]
  try {
    targets = await fileTargets(session)
  } catch (error) {
    if (!(error instanceof PartlyReadable)) throw error
    targets = error.targets
    failures.push(...error.errors)
  }
  const later: unknown[] = []
  for (const target of targets) {
    try {
      await visit(target)
    } catch (error) {
      later.push(error)
    }
  }
  throwCollected([...later, ...failures])
}

/** `pods "x" not found` for one that kubectl itself finds missing. */
export function notFound(mapping: ResourceMapping, name: string): StatusError {
  return new StatusError({ status: 'Failure', reason: 'NotFound', code: 404, message: `${groupResource(mapping)} ${JSON.stringify(name)} not found`, details: { name, group: mapping.group, kind: mapping.resource } })
}

