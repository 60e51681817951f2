/** Replaces in an API server's answers what differs from run to run by placeholders, as in the recorded cases (`apiCases.ts` lists them). */
import type { Json, JsonObject } from './compare/states.ts'

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const timestamp = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g
const jwt = /eyJ[\w-]+\.[\w-]+\.[\w-]+/g
const suffix = '[bcdfghjklmnpqrstvwxz2456789]{5}'
const dayMs = 86_400_000
const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: dayMs }

/** A server cuts generateName at this length, so that the suffix fits into a name of 63 characters. */
const longestBase = 58

/** Addresses of a cluster's own services: the same in every run. */
const fixedAddresses = new Set(['10.96.0.0', '10.96.0.1', '10.96.0.10'])

type PlaceholderKind = 'uid' | 'rv' | 'listRv' | 'continue' | 'suffix' | 'clusterIP' | 'nodePort'

/** The placeholders of one case: from value to name and back. */
export class Placeholders {
  readonly #nameOf = new Map<string, string>()
  readonly #valueOf = new Map<string, string>()
  readonly #used = new Map<PlaceholderKind, number>()
  readonly #moments = new Map<string, string>()
  readonly #generated = new Map<string, string>()
  #given = ''

  /** The placeholder of a value, a new one if it was not seen before. */
  nameOf(kind: PlaceholderKind, value: string): string {
    const key = `${kind} ${value}`
    const known = this.#nameOf.get(key)
    if (known !== undefined) return known
    const number = (this.#used.get(kind) ?? 0) + 1
    const name = `{${kind}:${number}}`
    this.#used.set(kind, number)
    this.#nameOf.set(key, name)
    this.#valueOf.set(name, value)
    return name
  }

  /** The placeholder of a resource version that some answer has shown; `{n}` for any other number. */
  knownVersion(value: string): string {
    return this.#nameOf.get(`rv ${value}`) ?? this.#nameOf.get(`listRv ${value}`) ?? '{n}'
  }

  /** Remembers what a request says: what the case itself chose stays as it is in answers. */
  giveText(text: string): void {
    this.#given += text
  }

  isGiven(value: string): boolean {
    return this.#given.includes(value)
  }

  /** Puts values in the place of a request's placeholders; `{now+1h}` becomes that moment. */
  fill(text: string, nowMs: number): string {
    const withMoments = text.replace(/\{(now|micro)([+-])((?:\d+[smhd])+)\}/g, (placeholder, precision: string, sign: string, span: string) => {
      const stamp = formatMoment(nowMs + (sign === '+' ? 1 : -1) * spanMs(span), precision === 'micro')
      this.#moments.set(stamp, placeholder)
      return stamp
    })
    return withMoments.replace(/\{\w+:\d+\}/g, (placeholder) => this.#valueOf.get(placeholder) ?? placeholder)
  }

  /** The placeholder of a request that was filled with this moment. */
  momentOf(stamp: string): string | undefined {
    return this.#moments.get(stamp)
  }

  /** Notes that the server made a name of a generateName. */
  generate(base: string, name: string): void {
    if (!this.#generated.has(name)) this.#generated.set(name, base + this.nameOf('suffix', name.slice(base.length)))
  }

  nameGenerated(text: string): string {
    let result = text
    for (const [name, placeholder] of this.#generated) result = result.replaceAll(name, placeholder)
    return result
  }
}

function spanMs(span: string): number {
  return [...span.matchAll(/(\d+)([smhd])/g)].reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (unitMs[unit] ?? 0), 0)
}

function formatMoment(ms: number, micro: boolean): string {
  const seconds = new Date(ms).toISOString().slice(0, 19)
  return micro ? `${seconds}.000000Z` : `${seconds}Z`
}

interface Column {
  name: string
}

interface TableRow extends JsonObject {
  cells: Json[]
}

interface NamedMeta {
  name?: Json
  generateName?: Json
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Finds the names that the server made of a generateName in a text, to be replaced from now on. */
export function noteGeneratedNames(placeholders: Placeholders, base: string, text: string): void {
  const escaped = base.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  for (const [name] of text.matchAll(new RegExp(`${escaped}${suffix}\\b`, 'g'))) placeholders.generate(base, name)
}

/** Normalises the answers of one case, in the order in which they come. */
export class AnswerNormaliser {
  readonly #placeholders: Placeholders
  readonly #keepManagedFields: boolean
  /** The server's moment: a timestamp near it is a fresh one. */
  readonly #nowMs: () => number
  /** A watch of a Table sends the columns with the first event alone. */
  #columns: readonly Column[] = []

  constructor(placeholders: Placeholders, options: { keepManagedFields: boolean; nowMs: () => number }) {
    this.#placeholders = placeholders
    this.#keepManagedFields = options.keepManagedFields
    this.#nowMs = options.nowMs
  }

  text(text: string): string {
    const names = this.#placeholders
    const unlessGiven = (value: string, name: () => string) => (names.isGiven(value) ? value : name())
    const normalised = text
      .replace(uuid, (value) => unlessGiven(value, () => names.nameOf('uid', value)))
      .replace(timestamp, (value) => this.#moment(value))
      .replace(jwt, '{jwt}')
      .replace(/\b10\.96\.\d+\.\d+\b/g, (value) => (fixedAddresses.has(value) ? value : unlessGiven(value, () => names.nameOf('clusterIP', value))))
      .replace(/(?<=:)3[0-2]\d{3}(?=\/)/g, (value) => unlessGiven(value, () => names.nameOf('nodePort', value)))
      .replace(/(too old resource version: |Too large resource version: |current: |resourceVersion )(\d+)( \(\d+\))?/g, (_, words: string, value: string, other?: string) => {
        const version = unlessGiven(value, () => (words === 'current: ' ? '{n}' : names.knownVersion(value)))
        return words + version + (other === undefined ? '' : ' ({n})')
      })
      .replace(new RegExp(`(?<=kube-api-access-)${suffix}\\b`, 'g'), (value) => names.nameOf('suffix', value))
      .replace(/0x[0-9a-f]{8,}/g, '{pointer}')
      .replace(/(ResourceVersion in record \(|\\?"resourceVersion\\?":\\?"|resourceVersion: ")(\d+)/g, (_, words: string, value: string) => words + names.knownVersion(value))
    return names.nameGenerated(normalised)
  }

  /** Fresh timestamps, and those a year ahead (the end of a certificate or token), depend on when the case is run. */
  #moment(value: string): string {
    const placeholder = this.#placeholders.momentOf(value)
    if (placeholder !== undefined || this.#placeholders.isGiven(value)) return placeholder ?? value
    const days = (Date.parse(value.replace(/\.\d+/, '')) - this.#nowMs()) / dayMs
    return Math.abs(days) < 3 || (days > 350 && days < 380) ? '{time}' : value
  }

  /** A body or any part of it: `key` is the field that holds it, `kind` that of the object around it. */
  body(value: Json, key = '', kind = ''): Json {
    if (Array.isArray(value)) return value.map((item) => this.body(item, key, kind))
    if (isObject(value)) return this.#object(value, kind)
    if (typeof value === 'number') return this.#number(value, key)
    return typeof value === 'string' ? this.#string(value, key, kind) : value
  }

  #object(value: JsonObject, outerKind: string): JsonObject {
    const kind = typeof value['kind'] === 'string' ? value['kind'] : outerKind
    if (isObject(value['metadata'])) this.#noteGenerated(value['metadata'])
    if (kind === 'Table') return this.#table(value)
    const kept = Object.entries(value).filter(([key]) => key !== 'managedFields' || this.#keepManagedFields)
    return Object.fromEntries(kept.map(([key, child]) => [key, this.body(child as Json, key, key === 'items' ? '' : kind)]))
  }

  #noteGenerated({ name, generateName }: NamedMeta): void {
    if (typeof name !== 'string' || typeof generateName !== 'string') return
    const base = generateName.slice(0, longestBase)
    if (name.startsWith(base) && !this.#placeholders.isGiven(name)) this.#placeholders.generate(base, name)
  }

  #string(value: string, key: string, kind: string): string {
    if (key === 'resourceVersion' && /^\d+$/.test(value) && value !== '0') {
      return this.#placeholders.nameOf(kind.endsWith('List') || kind === 'Table' ? 'listRv' : 'rv', value)
    }
    if (key === 'continue' && value !== '') return this.#placeholders.nameOf('continue', value)
    return this.text(value)
  }

  #number(value: number, key: string): Json {
    const isChosen = (key === 'nodePort' || key === 'healthCheckNodePort') && value >= 30_000 && !this.#placeholders.isGiven(String(value))
    return isChosen ? this.#placeholders.nameOf('nodePort', String(value)) : value
  }

  #table(table: JsonObject): JsonObject {
    const columns = table['columnDefinitions'] as unknown as Column[] | undefined
    if (columns && columns.length > 0) this.#columns = columns
    return Object.fromEntries(
      Object.entries(table).map(([key, value]): [string, Json] => {
        const rows = key === 'rows' && Array.isArray(value) ? value : undefined
        return [key, rows ? rows.map((row) => this.#row(row as TableRow)) : this.body(value as Json, key, 'Table')]
      }),
    )
  }

  #row(row: TableRow): JsonObject {
    const { cells, ...rest } = this.body(row, '', 'Table-row') as TableRow
    const isAge = (cell: Json, index: number) => this.#columns[index]?.name === 'Age' && typeof cell === 'string' && /^\d+[smh](\d+[sm])?$/.test(cell)
    return { ...rest, cells: cells.map((cell, index) => (isAge(cell, index) ? '{age}' : cell)) }
  }

  /** An event of a watch. A bookmark's version is that of a list. */
  event(event: JsonObject): JsonObject {
    const object = event['object'] as { metadata: JsonObject } & JsonObject
    if (event['type'] !== 'BOOKMARK') return this.body(event) as JsonObject
    const { resourceVersion, ...metadata } = object.metadata
    const normalised = this.body({ ...event, object: { ...object, metadata } }) as JsonObject & { object: { metadata: JsonObject } }
    normalised.object.metadata['resourceVersion'] = this.#placeholders.nameOf('listRv', String(resourceVersion))
    return normalised
  }
}
