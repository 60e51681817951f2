import { deepEqual } from '../../base/equality.ts'
import { messageType, type Field, type MessageType } from '../schema/index.ts'
import { PatchError } from './errors.ts'

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
    if (patch[name] === undefined && Array.isArray(out[name])) out[name] = inOrder(out[name], order as unknown[], type?.byName.get(name))
  }
  return out
}

function mergeField(current: unknown, value: unknown, field: Field | undefined, order: unknown): unknown {
  if (isMap(value)) return mergeMaps(isMap(current) ? current : {}, value, field && !field.map ? messageType(field.message) : undefined)
  if (!Array.isArray(value)) return value
  if (field?.mergeKey === undefined) return value.filter((item) => !isMap(item) || !(DIRECTIVE in item)).map((item) => (isMap(item) ? withoutDirectives(item) : item))
  const list = Array.isArray(current) ? current : []
  const merged = field.mergeKey === '' ? mergePlain(list, value) : mergeByKey(list, value, field)
  return order === undefined ? merged : inOrder(merged, order as unknown[], field)
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
    if (item[key] === undefined) throw new PatchError(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`)
    if (item[DIRECTIVE] === 'delete') {
      out = out.filter((known) => !deepEqual(known[key], item[key]))
      continue
    }
    const at = out.findIndex((known) => deepEqual(known[key], item[key]))
    if (at === -1) added.push(mergeMaps({}, item, type))
    else out[at] = mergeMaps(out[at] as Fields, item, type)
  }
  // New elements without an order given stand in front, as the real server puts them.
  return [...added, ...out]
}

/** Elements that the order names stand in that order; others keep their place relative to their neighbours. */
function inOrder(list: readonly unknown[], order: readonly unknown[], field: Field | undefined): unknown[] {
  const key = field?.mergeKey
  const identity = (item: unknown): unknown => (key && isMap(item) ? item[key] : item)
  const wanted = order.map(identity)
  const rank = (item: unknown): number => wanted.findIndex((candidate) => deepEqual(candidate, identity(item)))
  const ordered = list.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b))
  const others = list.map((item, index) => ({ item, index })).filter(({ item }) => rank(item) < 0)
  const out = [...ordered]
  for (const { item, index } of others) {
    const before = list.slice(0, index).findLast((candidate) => rank(candidate) >= 0)
    const at = before === undefined ? out.findIndex((candidate) => rank(candidate) >= 0) : out.indexOf(before) + 1
    out.splice(at === -1 ? out.length : at, 0, item)
  }
  return out
}

function withoutDirectives(value: Fields): Fields {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, field]) => key !== DIRECTIVE && key !== RETAIN_KEYS && !key.startsWith(ORDER) && !key.startsWith(DELETE_FROM) && field !== null)
      .map(([key, field]) => [key, isMap(field) ? withoutDirectives(field) : field]),
  )
}
