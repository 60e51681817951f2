import { deepClone, deepEqual } from '../../base/equality.ts'
import { PatchError } from './errors.ts'

interface Operation {
  readonly op: string
  readonly path: string
  readonly from?: string
  readonly value?: unknown
}

/** Applies an RFC 6902 patch to an object, which is changed in place, with the liberties that evanphx/json-patch takes. */
export function applyJsonPatch(object: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw new PatchError('a JSON patch is a list of operations')
  const root = { root: object }
  for (const operation of patch as Operation[]) apply(root, operation)
  return root.root
}

function apply(root: { root: unknown }, operation: Operation): void {
  const { op, path } = operation
  switch (op) {
    case 'add':
      return add(root, path, deepClone(operation.value ?? null))
    case 'remove':
      return remove(root, path)
    case 'replace':
      remove(root, path, true)
      return add(root, path, deepClone(operation.value ?? null))
    case 'move': {
      const value = read(root, operation.from ?? '')
      remove(root, operation.from ?? '')
      return add(root, path, value)
    }
    case 'copy':
      return add(root, path, deepClone(read(root, operation.from ?? '') ?? null))
    case 'test':
      if (!deepEqual(read(root, path) ?? null, operation.value ?? null)) throw new PatchError(`testing value ${path} failed: test failed`)
      return undefined
    default:
      throw new PatchError(`Unexpected kind: ${op}`)
  }
}

function segments(path: string): string[] {
  if (path === '') return ['root']
  if (!path.startsWith('/')) throw new PatchError(`the path ${path} does not begin with /`)
  return ['root', ...path.slice(1).split('/').map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))]
}

function parentOf(root: { root: unknown }, path: string): { parent: any; key: string } {
  const keys = segments(path)
  const key = keys.pop() as string
  let parent: any = root
  for (const step of keys) {
    parent = Array.isArray(parent) ? parent[indexOf(parent, step)] : parent?.[step]
    if (typeof parent !== 'object' || parent === null) throw new PatchError(`add operation does not apply: doc is missing path: "${path}": missing value`)
  }
  return { parent, key }
}

function indexOf(list: readonly unknown[], key: string): number {
  const index = Number(key)
  if (!Number.isInteger(index)) throw new PatchError(`the index ${key} is no number`)
  const at = index < 0 ? list.length + index : index
  if (at < 0 || at >= list.length) throw new PatchError(`the index ${key} is out of range`)
  return at
}

function read(root: { root: unknown }, path: string): unknown {
  const { parent, key } = parentOf(root, path)
  return Array.isArray(parent) ? parent[indexOf(parent, key)] : parent[key]
}

function add(root: { root: unknown }, path: string, value: unknown): void {
  const { parent, key } = parentOf(root, path)
  if (!Array.isArray(parent)) {
    parent[key] = value
    return
  }
  const at = key === '-' || Number(key) === parent.length ? parent.length : indexOf(parent, key)
  parent.splice(at, 0, value)
}

function remove(root: { root: unknown }, path: string, lenient = false): void {
  const { parent, key } = parentOf(root, path)
  if (Array.isArray(parent)) parent.splice(indexOf(parent, key), 1)
  else if (key in parent) delete parent[key]
  else if (!lenient) throw new PatchError(`remove operation does not apply: doc is missing key: ${path}: missing value`)
}
