import { StatusError } from '../../client/status.ts'
import { asText } from '../bytes.ts'
import { fetchTarget, fileTargets, itemsOf, listObjects, selectArguments, type Selection, type Target, targetOf } from '../builder.ts'
import { ACCEPT_JSON, ACCEPT_TABLE, type WatchMessage } from '../client.ts'
import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { groupKind, pathOf, type ResourceMapping } from '../discovery.ts'
import { ExitError, KubectlError, PlainError, throwCollected, UsageError } from '../errors.ts'
import { ageOf } from '../duration.ts'
import { compactJson, sortKeys, type JsonObject } from '../json.ts'
import { MANAGED_FIELDS_FLAG, MISSING_KEYS_FLAG, OBJECT_FORMATS, printerFor, TEMPLATE_FLAG } from '../printers/objectPrinter.ts'
import { sortRows } from '../printers/sorting.ts'
import { TablePrinter, type TablePrinterOptions } from '../printers/tablePrinter.ts'
import type { Session } from '../session.ts'
import { ALL_NAMESPACES_FLAG, CHUNK_SIZE_FLAG, FIELD_SELECTOR_FLAG, FILE_FLAGS, NO_HEADERS_FLAG, SELECTOR_FLAG } from '../sharedFlags.ts'

const GET_FORMATS = [...OBJECT_FORMATS, 'custom-columns', 'custom-columns-file', 'wide']

export const get: Command = {
  name: 'get',
  group: 'Basic Commands (Intermediate)',
  use: '[(-o|--output=)json|yaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]',
  short: 'Display one or many resources',
  long: 'Display one or many resources.\n\n Prints a table with one line for each object. A label selector narrows the list; without a namespace flag, objects of the current namespace are shown.\n\nUse "kubectl api-resources" for a complete list of supported resources.',
  examples: [
    { what: 'List all pods', command: 'kubectl get pods' },
    { what: 'List all pods with their nodes and addresses', command: 'kubectl get pods -o wide' },
    { what: 'Show one deployment as YAML', command: 'kubectl get deployment web -o yaml' },
    { what: 'Follow the changes of pods', command: 'kubectl get pods --watch' },
    { what: 'List several types together', command: 'kubectl get deploy,rs,svc' },
    { what: 'Print one field of each object', command: "kubectl get pods -o jsonpath='{.items[*].metadata.name}'" },
  ],
  flags: [
    ALL_NAMESPACES_FLAG,
    MISSING_KEYS_FLAG,
    CHUNK_SIZE_FLAG,
    FIELD_SELECTOR_FLAG,
    ...FILE_FLAGS,
    { name: 'ignore-not-found', kind: 'bool', usage: 'If the object does not exist, print nothing and exit with 0.' },
    { name: 'label-columns', short: 'L', kind: 'stringSlice', usage: 'Labels, separated by commas, to show as columns of their own.' },
    NO_HEADERS_FLAG,
    { name: 'output', short: 'o', kind: 'string', completes: GET_FORMATS, usage: `Output format. One of: (${GET_FORMATS.join(', ')}).` },
    { name: 'output-watch-events', kind: 'bool', usage: 'With --watch, print the kind of each event too.' },
    { name: 'raw', kind: 'string', usage: 'Path to GET from the server, printed as it comes.' },
    SELECTOR_FLAG,
    { name: 'server-print', kind: 'bool', default: 'true', usage: 'Let the server choose the columns.' },
    { name: 'show-kind', kind: 'bool', usage: "Show the object's type before its name." },
    { name: 'show-labels', kind: 'bool', usage: 'Show all labels as the last column.' },
    MANAGED_FIELDS_FLAG,
    { name: 'sort-by', kind: 'string', usage: 'JSONPath of the field to sort the list by.' },
    { name: 'subresource', kind: 'string', completes: ['status', 'scale', 'resize'], usage: 'Subresource to read instead of the object.' },
    TEMPLATE_FLAG,
    { name: 'watch', short: 'w', kind: 'bool', usage: 'After the list, print each change as it comes.' },
    { name: 'watch-only', kind: 'bool', usage: 'Print changes only, without the list.' },
  ],
  complete: (session, word) => completeResources(session, word),
  validate(session) {
    const { flags } = session
    if (flags.changed('raw')) return
    if (flags.bool('output-watch-events') && !isWatch(session)) throw new UsageError('--output-watch-events option can only be used with --watch or --watch-only')
    if (session.args.length === 0 && flags.list('filename').length === 0) {
      session.stderr('You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n')
      throw new PlainError(`error: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee 'kubectl get -h' for help and examples`)
    }
  },
  async run(session) {
    const { flags } = session
    if (flags.string('raw') !== '') return session.stdout(asText((await session.client.send('GET', flags.string('raw'))).body))
    if (isWatch(session)) return watchResources(session)
    return isTable(session) ? getTables(session) : getObjects(session)
  },
}

function isWatch({ flags }: Session): boolean {
  return flags.bool('watch') || flags.bool('watch-only')
}

/** `jsonpath=...` or the template flag's format; '' and `wide` are tables. */
function formatOf({ flags }: Session): string {
  return flags.string('output') || (flags.string('template') !== '' ? 'go-template' : '')
}

function isTable(session: Session): boolean {
  return ['', 'wide'].includes(formatOf(session))
}

function acceptOf(session: Session): string {
  return isTable(session) && session.flags.bool('server-print') ? ACCEPT_TABLE : ACCEPT_JSON
}

async function select(session: Session): Promise<Selection> {
  const { flags } = session
  if (flags.list('filename').length > 0) {
    const singles = await fileTargets(session)
    return { singles, lists: [], mappings: [...new Set(singles.map(({ mapping }) => mapping))] }
  }
  return selectArguments(session, session.args, { labelSelector: flags.string('selector'), fieldSelector: flags.string('field-selector'), typeAloneIsAll: true })
}

/** One answer of the server: a list, a table or an object. */
interface Part {
  readonly mapping: ResourceMapping
  readonly body: JsonObject
}

async function fetchParts(session: Session, selection: Selection, accept: string): Promise<{ parts: Part[]; failures: unknown[] }> {
  const { flags } = session
  const parts: Part[] = []
  const failures: unknown[] = []
  const attempt = async (mapping: ResourceMapping, fetch: () => Promise<JsonObject[]>) => {
    try {
      for (const body of await fetch()) parts.push({ mapping, body })
    } catch (error) {
      if (!(flags.bool('ignore-not-found') && error instanceof StatusError && error.code === 404)) failures.push(error)
    }
  }
  const subresource = flags.string('subresource') || undefined
  for (const target of selection.singles) await attempt(target.mapping, async () => [await fetchTarget(session, target, accept, subresource)])
  for (const mapping of selection.lists) await attempt(mapping, () => fetchList(session, mapping, accept))
  return { parts, failures }
}

async function fetchList(session: Session, mapping: ResourceMapping, accept: string): Promise<JsonObject[]> {
  const { flags } = session
  const sorts = flags.string('sort-by') !== ''
  const query = {
    labelSelector: flags.string('selector') || undefined,
    fieldSelector: flags.string('field-selector') || undefined,
    limit: sorts || flags.int('chunk-size') === 0 ? undefined : flags.int('chunk-size'),
    includeObject: sorts && accept === ACCEPT_TABLE ? 'Object' : undefined,
  }
  const namespace = flags.bool('all-namespaces') ? undefined : session.namespace
  const pages: JsonObject[] = []
  for (let next: string | undefined; ; ) {
    const page = await listObjects(session, mapping, { ...query, continue: next }, namespace, accept)
    pages.push(page)
    next = page['metadata']?.continue || undefined
    if (!next) return pages
  }
}

// ---- tables

function printerOptions(session: Session, mapping: ResourceMapping, showKind: boolean): TablePrinterOptions {
  const { flags } = session
  return {
    wide: formatOf(session) === 'wide',
    withHeaders: !flags.bool('no-headers'),
    withNamespace: flags.bool('all-namespaces') && mapping.namespaced,
    showLabels: flags.bool('show-labels'),
    labelColumns: flags.list('label-columns'),
    namePrefix: showKind ? `${groupKind(mapping)}/` : '',
    withEvent: flags.bool('output-watch-events'),
  }
}

/** A plain list or object where a table was asked for: name and age (kubectl's own default columns). */
function asTable(session: Session, body: JsonObject): JsonObject {
  if (body['kind'] === 'Table') return body
  const objects = Array.isArray(body['items']) ? itemsOf(body) : [body]
  return {
    columnDefinitions: [
      { name: 'Name', type: 'string', format: 'name', priority: 0 },
      { name: 'Age', type: 'string', priority: 0 },
    ],
    rows: objects.map((object) => ({ cells: [object['metadata']?.name, ageOf(object['metadata']?.creationTimestamp, session.nowMs)], object })),
  }
}

/** Tables of one type that follow one another are one block. */
function blocksOf(session: Session, parts: readonly Part[]): Part[] {
  const blocks: Part[] = []
  for (const part of parts) {
    const body = asTable(session, part.body)
    const last = blocks.at(-1)
    if (last?.mapping === part.mapping) blocks[blocks.length - 1] = { mapping: part.mapping, body: { ...last.body, rows: [...last.body['rows'], ...(body['rows'] ?? [])] } }
    else blocks.push({ mapping: part.mapping, body })
  }
  return blocks
}

async function getTables(session: Session): Promise<void> {
  const { flags } = session
  const selection = await select(session)
  const { parts, failures } = await fetchParts(session, selection, acceptOf(session))
  const isEmpty = (block: Part) => (block.body['rows'] ?? []).length === 0
  let blocks = blocksOf(session, parts)
  if (flags.string('sort-by') !== '') blocks = blocks.map((block) => ({ ...block, body: { ...block.body, rows: sortRows(block.body['rows'] ?? [], flags.string('sort-by')) } }))
  const showKind = flags.bool('show-kind') || selection.mappings.length > 1
  const shown = blocks.filter((block) => !isEmpty(block))
  shown.forEach(({ mapping, body }, index) => {
    const text = new TablePrinter(printerOptions(session, mapping, showKind)).print(body)
    session.stdout(`${index > 0 ? '\n' : ''}${text}`)
  })
  if (shown.length === 0 && failures.length === 0 && !flags.bool('ignore-not-found')) {
    const isNamespaced = !flags.bool('all-namespaces') && selection.mappings.some(({ namespaced }) => namespaced)
    session.stderr(isNamespaced ? `No resources found in ${session.namespace} namespace.\n` : 'No resources found\n')
  }
  throwCollected(failures)
}

// ---- objects

/** A list as kubectl makes it up from what it found. */
function listOf(items: readonly JsonObject[]): JsonObject {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }
}

async function getObjects(session: Session): Promise<void> {
  const format = formatOf(session)
  const selection = await select(session)
  const { parts, failures } = await fetchParts(session, selection, ACCEPT_JSON)
  const print = await printerFor(session, format, {}, GET_FORMATS)
  const isSingle = selection.lists.length === 0 && selection.singles.length === 1
  let objects = parts.flatMap(({ body }) => (Array.isArray(body['items']) && String(body['kind']).endsWith('List') ? itemsOf(body) : [body]))
  if (session.flags.string('sort-by') !== '') objects = sortRows(objects.map((object) => ({ object })), session.flags.string('sort-by')).map((row) => row.object as JsonObject)
  if (isSingle && objects.length === 1) session.stdout(print(objects[0] as JsonObject))
  else if (objects.length > 0 || (failures.length === 0 && !session.flags.bool('ignore-not-found'))) session.stdout(print(listOf(objects)))
  throwCollected(failures)
}

// ---- watching

async function watchResources(session: Session): Promise<void> {
  const selection = await select(session)
  const { flags } = session
  if (selection.mappings.length > 1 || selection.singles.length > 1) throw new KubectlError(`you may only specify a single resource type`)
  const [mapping] = selection.mappings
  if (!mapping) throw new KubectlError('you must specify the type of resource to get')
  const [single] = selection.singles
  const accept = acceptOf(session)
  const present = single ? await fetchTarget(session, single, accept) : ((await fetchList(session, mapping, accept))[0] as JsonObject)
  const print = await eventPrinter(session, mapping)
  if (!flags.bool('watch-only')) printInitial(session, mapping, present, print)
  const query = single
    ? { fieldSelector: `metadata.name=${single.name}`, resourceVersion: '0', watch: true }
    : { labelSelector: flags.string('selector') || undefined, fieldSelector: flags.string('field-selector') || undefined, resourceVersion: present['metadata']?.resourceVersion ?? '', watch: true }
  const namespace = flags.bool('all-namespaces') ? undefined : (single?.namespace ?? session.namespace)
  const events = await session.client.watch(pathOf(mapping, namespace), query, session.context.signal, accept)
  let skips = single ? 1 : 0
  for await (const event of events) {
    if (skips-- > 0) continue
    print(event)
  }
  if (session.context.signal.aborted) throw new ExitError(1)
}

type EventPrinter = (event: WatchMessage) => void

async function eventPrinter(session: Session, mapping: ResourceMapping): Promise<EventPrinter> {
  const withEvents = session.flags.bool('output-watch-events')
  if (isTable(session)) {
    const printer = new TablePrinter(printerOptions(session, mapping, session.flags.bool('show-kind')))
    return ({ type, object }) => session.stdout(printer.print(asTable(session, object), type))
  }
  const format = formatOf(session)
  const print = await printerFor(session, format, {}, GET_FORMATS)
  return ({ type, object }) => session.stdout(withEvents && format === 'json' ? `${compactJson(sortKeys({ type, object }))}\n` : print(withEvents ? { type, object } : object))
}

function printInitial(session: Session, mapping: ResourceMapping, present: JsonObject, print: EventPrinter): void {
  if (isTable(session)) {
    const rows = asTable(session, present)['rows'] ?? []
    if (rows.length === 0) return
    return print({ type: 'ADDED', object: asTable(session, present) })
  }
  const items: Target[] = Array.isArray(present['items']) ? itemsOf(present).map((object) => targetOf(mapping, object)) : [targetOf(mapping, present)]
  for (const { object } of items) print({ type: 'ADDED', object: object as JsonObject })
}

