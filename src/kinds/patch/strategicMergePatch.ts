import { deepEqual } from '../../base/equality.ts'
import { messageType, type Field, type MessageType } from '../schema/index.ts'
import { PatchError } from './errors.ts'
import { goPlain } from './goPlain.ts'

type Fields = Record<string, any>

const DIRECTIVE = '$patch'
const RETAIN_KEYS = '$retainKeys'
const DELETE_FROM = '$deleteFromPrimitiveList/'
const ORDER = '$setElementOrder/'

/** Applies a strategic merge patch (`apimachinery/pkg/util/strategicpatch`): lists of objects are merged by the keys that the type names. */
export function applyStrategicMergePatch(target: unknown, patch: unknown, typeName: string): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) throw new PatchError('a strategic merge patch is an object')
  return mergeMaps((target ?? {}) as Fields, patch as Fields, messageType(typeName))
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mergeMaps(target: Fields, patch: Fields, type: MessageType | undefined): Fields {
  const directive = patch[DIRECTIVE]
  if (directive === 'replace') return withoutDirectives(patch)
  if (directive === 'delete') return {}
  if (directive !== undefined && directive !== 'merge') throw new PatchError(`unknown patch type: ${String(directive)} in map: ${goPlain(patch)}`)
  const out: Fields = { ...target }
  const retained = patch[RETAIN_KEYS] as string[] | undefined
  if (retained) for (const key of Object.keys(out)) if (!retained.includes(key)) delete out[key]
  for (const [key, value] of Object.entries(patch)) {
    if (key === DIRECTIVE || key === RETAIN_KEYS || key.startsWith(ORDER)) continue
    if (key.startsWith(DELETE_FROM)) {
      const name = key.slice(DELETE_FROM.length)
      const list = out[name] as unknown[] | undefined
      if (list) out[name] = list.filter((item) => !(value as unknown[]).some((gone) => deepEqual(gone, item)))
      continue
    }
    if (value === null) delete out[key]
    else out[key] = mergeField(out[key], value, type?.byName.get(key), patch[`${ORDER}${key}`])
  }
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(ORDER)) continue
    const name = key.slice(ORDER.length)
    if (patch[name] === undefined && Array.isArray(out[name])) out[name] = inOrder(out[name], order as unknown[], out[name], type?.byName.get(name))
  }
  return out
}

function mergeField(current: unknown, value: unknown, field: Field | undefined, order: unknown): unknown {
  if (isMap(value)) return mergeMaps(isMap(current) ? current : {}, value, field && !field.map ? messageType(field.message) : undefined)
  if (!Array.isArray(value)) return value
  if (field?.mergeKey === undefined) return value.filter((item) => !isMap(item) || !(DIRECTIVE in item)).map((item) => (isMap(item) ? withoutDirectives(item) : item))
  const list = Array.isArray(current) ? current : []
  if (Array.isArray(order)) checkOrder(value, order, field)
  const merged = field.mergeKey === '' ? mergePlain(list, value) : mergeByKey(list, value, field)
  const replaces = value.some((item) => isMap(item) && item[DIRECTIVE] === 'replace')
  return replaces ? merged : inOrder(merged, (order ?? value) as unknown[], list, field)
}

function mergePlain(list: readonly unknown[], patch: readonly unknown[]): unknown[] {
  return [...list, ...patch.filter((item) => !list.includes(item))]
}

function mergeByKey(list: readonly unknown[], patch: readonly unknown[], field: Field): unknown[] {
  const key = field.mergeKey as string
  const type = messageType(field.message)
  if (patch.some((item) => isMap(item) && item[DIRECTIVE] === 'replace' && Object.keys(item).length === 1)) return patch.filter((item) => !(isMap(item) && DIRECTIVE in item))
  let out = [...list] as Fields[]
  const added: Fields[] = []
  for (const item of patch) {
    if (!isMap(item)) throw new PatchError(`expected an object in the list ${field.name}`)
    if (item[key] === undefined) throw new PatchError(`map: ${goPlain(item)} does not contain declared merge key: ${key}`)
    if (item[DIRECTIVE] === 'delete') {
      out = out.filter((known) => !deepEqual(known[key], item[key]))
      continue
    }
    const at = out.findIndex((known) => deepEqual(known[key], item[key]))
    if (at === -1) added.push(mergeMaps({}, item, type))
    else out[at] = mergeMaps(out[at] as Fields, item, type)
  }
  return [...out, ...added]
}

/** The identity of an element within its list: its merge key, or itself. */
function identityIn(field: Field | undefined): (item: unknown) => unknown {
  const key = field?.mergeKey
  return (item) => (key && isMap(item) ? item[key] : item)
}

/** An order that is given must have the elements of the patch in the same order. */
function checkOrder(patch: readonly unknown[], order: readonly unknown[], field: Field): void {
  const identity = identityIn(field)
  const items = patch.filter((item) => !isMap(item) || !(DIRECTIVE in item))
  let at = 0
  for (const item of order) if (at < items.length && deepEqual(identity(item), identity(items[at]))) at++
  if (at < items.length) throw new PatchError(`The order in patch list:\n${goPlain(patch)}\n doesn't match $setElementOrder list:\n${goPlain(order)}\n`)
}

/**
 * Elements that the order names stand in that order, the others in that of the list before; where the two meet, an element of the list comes first if it stood
 * before the one that the order names (`normalizeElementOrder`).
 */
function inOrder(list: readonly unknown[], order: readonly unknown[], before: readonly unknown[], field: Field | undefined): unknown[] {
  const identity = identityIn(field)
  const indexIn = (items: readonly unknown[]) => (item: unknown) => items.findIndex((candidate) => deepEqual(identity(candidate), identity(item)))
  const rank = indexIn(order)
  const place = indexIn(before)
  const named = list.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b))
  const others = list.filter((item) => rank(item) < 0)
  const out: unknown[] = []
  while (named.length > 0 && others.length > 0) {
    const [next, stood] = [place(named[0]), place(others[0])]
    out.push(next >= 0 && stood >= 0 && stood < next ? others.shift() : named.shift())
  }
  return [...out, ...named, ...others]
}

function withoutDirectives(value: Fields): Fields {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, field]) => key !== DIRECTIVE && key !== RETAIN_KEYS && !key.startsWith(ORDER) && !key.startsWith(DELETE_FROM) && field !== null)
      .map(([key, field]) => [key, isMap(field) ? withoutDirectives(field) : field]),
  )
}
