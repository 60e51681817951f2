/**
 * Sets of fields of an object, with the algebra of `structured-merge-diff/fieldpath`: a tree whose edges are the elements of paths, written as FieldsV1 writes
 * them: `f:NAME`, `k:{"name":"web"}`, `v:VALUE`. Sets are never changed once they are made.
 */
export type FieldSet = ReadonlyMap<string, Entry>

export interface Entry {
  /** Whether the path that ends here is in the set. */
  readonly member: boolean
  /** The longer paths. */
  readonly children: FieldSet
}

export const EMPTY: FieldSet = new Map()
export const LEAF: Entry = { member: true, children: EMPTY }

/** FieldsV1: what stands under `.` is the path itself. */
export interface FieldsV1 {
  readonly [element: string]: FieldsV1
}

function settle(entries: Map<string, Entry>, element: string, member: boolean, children: FieldSet): void {
  if (member || children.size > 0) entries.set(element, children.size === 0 ? LEAF : { member, children })
}

export function union(left: FieldSet, right: FieldSet): FieldSet {
  if (left.size === 0 || left === right) return right
  if (right.size === 0) return left
  const out = new Map(left)
  for (const [element, entry] of right) {
    const other = left.get(element)
    out.set(element, other ? { member: other.member || entry.member, children: union(other.children, entry.children) } : entry)
  }
  return out
}

/** The paths of one set that are not in the other. */
export function difference(left: FieldSet, right: FieldSet): FieldSet {
  if (left.size === 0 || right.size === 0) return left
  const out = new Map<string, Entry>()
  for (const [element, entry] of left) {
    const other = right.get(element)
    if (other) settle(out, element, entry.member && !other.member, difference(entry.children, other.children))
    else out.set(element, entry)
  }
  return out
}

/** The paths of one set that are neither in the other nor below one of its paths. */
export function differenceBelow(left: FieldSet, right: FieldSet): FieldSet {
  if (left.size === 0 || right.size === 0) return left
  const out = new Map<string, Entry>()
  for (const [element, entry] of left) {
    const other = right.get(element)
    if (!other) out.set(element, entry)
    else if (!other.member) settle(out, element, entry.member, differenceBelow(entry.children, other.children))
  }
  return out
}

export function intersection(left: FieldSet, right: FieldSet): FieldSet {
  if (left.size === 0 || right.size === 0) return EMPTY
  const out = new Map<string, Entry>()
  for (const [element, entry] of left) {
    const other = right.get(element)
    if (other) settle(out, element, entry.member && other.member, intersection(entry.children, other.children))
  }
  return out
}

/** A set of the given paths, each a list of elements. */
export function fieldSet(...paths: readonly (readonly string[])[]): FieldSet {
  return paths.reduce<FieldSet>((set, path) => union(set, singlePath(path)), EMPTY)
}

function singlePath([element, ...rest]: readonly string[]): FieldSet {
  if (element === undefined) return EMPTY
  return new Map([[element, rest.length === 0 ? LEAF : { member: false, children: singlePath(rest) }]])
}

/** All paths: on each level first those that end there, then those that go on. */
export function pathsOf(set: FieldSet): string[][] {
  const entries = sorted(set)
  return [...entries.flatMap(([element, { member }]) => (member ? [[element]] : [])), ...entries.flatMap(([element, { children }]) => pathsOf(children).map((path) => [element, ...path]))]
}

/** `.spec.template.spec.containers[name="web"].image`. */
export function pathText(path: readonly string[]): string {
  return path.map(elementText).join('')
}

export function elementText(element: string): string {
  const value = element.slice(2)
  if (element.startsWith('f:')) return `.${value}`
  if (element.startsWith('v:')) return `[=${value}]`
  if (element.startsWith('i:')) return `[${value}]`
  const parts = Object.entries(JSON.parse(value) as Record<string, unknown>).map(([key, part]) => `${key}=${JSON.stringify(part)}`)
  return `[${parts.join(',')}]`
}

export function encodeFields(set: FieldSet): FieldsV1 {
  const out: Record<string, FieldsV1> = {}
  for (const [element, { member, children }] of sorted(set)) out[element] = children.size === 0 ? {} : member ? { '.': {}, ...encodeFields(children) } : encodeFields(children)
  return out
}

/** Reads FieldsV1; undefined if it is none. */
export function decodeFields(fields: unknown): FieldSet | undefined {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return undefined
  const out = new Map<string, Entry>()
  for (const [element, below] of Object.entries(fields)) {
    if (element === '.') continue
    if (!isElement(element)) return undefined
    const children = decodeFields(below)
    if (!children) return undefined
    settle(out, element, children.size === 0 || '.' in (below as object), children)
  }
  return out
}

function isElement(element: string): boolean {
  if (/^f:|^i:-?\d+$/.test(element)) return true
  if (!/^[kv]:/.test(element)) return false
  try {
    const value: unknown = JSON.parse(element.slice(2))
    return element.startsWith('v:') || (typeof value === 'object' && value !== null && !Array.isArray(value))
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

function sorted(set: FieldSet): [string, Entry][] {
  if (set.size < 2) return [...set]
  return [...set].sort(([left], [right]) => compareElements(left, right))
}

/** Fields come before keys, these before values and indices. */
function compareElements(left: string, right: string): number {
  if (left[0] === right[0] && left.startsWith('k:')) return compareKeys(left, right)
  if (left[0] === right[0] && /^[vi]:-?\d/.test(left) && /^[vi]:-?\d/.test(right)) return Number(left.slice(2)) - Number(right.slice(2))
  if (left[0] === right[0]) return compareText(left, right)
  return 'fkvi'.indexOf(left.charAt(0)) - 'fkvi'.indexOf(right.charAt(0))
}

function compareKeys(left: string, right: string): number {
  const leftKeys = Object.entries(JSON.parse(left.slice(2)) as Record<string, unknown>)
  const rightKeys = Object.entries(JSON.parse(right.slice(2)) as Record<string, unknown>)
  for (const [index, [name, value]] of leftKeys.entries()) {
    const [otherName, otherValue] = rightKeys[index] ?? []
    if (otherName === undefined) return 1
    const order = compareText(name, otherName) || (typeof value === 'number' && typeof otherValue === 'number' ? value - otherValue : compareText(String(value), String(otherValue)))
    if (order !== 0) return order
  }
  return leftKeys.length - rightKeys.length
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
