import { deepEqual } from '../../base/equality.ts'
import { formatTime } from '../../base/time.ts'
import { resourceOf, type Draft, type Kind } from '../../kinds/kind.ts'
import type { AnyStored } from '../../kinds/objects.ts'
import { kinds } from '../../kinds/registry.ts'
import { canonicalize } from '../decode/index.ts'
import { servedAs } from '../served.ts'
import type { WriteRequest } from '../server.ts'
import { decodeManagers, encodeManagers, NOBODY, type ManagedFieldsEntry, type Managers } from './managers.ts'
import { managersAfterUpdate, type View, type Writer } from './ownership.ts'
import { resetFields } from './resetFields.ts'
import { valueTypeOf } from './valueType.ts'

/** Managers by object, stored or about to be; they are written out as `metadata.managedFields` only for those who look. */
const managersByObject = new WeakMap<object, Managers>()
const shownByObject = new WeakMap<AnyStored, AnyStored>()

/** Who manages the fields of an object. */
export function managersOf(object: object): Managers {
  return managersByObject.get(object) ?? NOBODY
}

/** Says who manages an object's fields; undefined leaves it as it is. */
export function setManagers(object: object, managers: Managers | undefined): void {
  if (managers) managersByObject.set(object, managers)
}

/** Gives an object that takes another's place the other's managers, unless it has its own. */
export function inheritManagers(object: object, from: object | undefined): void {
  if (from && !managersByObject.has(object)) setManagers(object, managersByObject.get(from))
}

/** The object with its `metadata.managedFields`, as clients outside see it. */
export function withManagedFields(object: AnyStored): AnyStored {
  const known = shownByObject.get(object)
  if (known) return known
  const managedFields = encodeManagers(managersOf(object))
  if (!managedFields) return object
  const shown = { ...object, metadata: { ...object.metadata, managedFields } } as unknown as AnyStored
  shownByObject.set(object, shown)
  return shown
}

/** Notes who manages the fields of an object that is to be created, by its draft after defaulting. */
export function trackCreate(kind: Kind, draft: Draft, request: WriteRequest, nowMs: number): void {
  const given = takeManagedFields(draft)
  if (request.managers) return setManagers(draft, request.managers)
  const writer = writerOf(kind, request, nowMs)
  const before = given && given.length > 0 ? (decodeManagers(given) ?? NOBODY) : NOBODY
  setManagers(draft, managersAfterUpdate(before, emptyObject(kind, writer.view), writer.view.show(draft), writer))
}

/** Notes who manages the fields of an object that is to be changed, by what was asked for, before the server puts right what may not change. */
export function trackUpdate(kind: Kind, old: AnyStored, draft: Draft, request: WriteRequest, nowMs: number): void {
  const given = takeManagedFields(draft)
  if (request.managers) return setManagers(draft, request.managers)
  const before = managersBefore(old, given, request)
  if (before.size === 0) return setManagers(draft, before)
  const writer = writerOf(kind, request, nowMs)
  setManagers(draft, managersAfterUpdate(before, writer.view.show(old), writer.view.show(draft), writer))
}

/** `decodeLiveOrNew`: a client may set managedFields, or drop them by an empty list or entry; one that sends none, or bad ones, changes nothing. */
function managersBefore(old: AnyStored, given: readonly ManagedFieldsEntry[] | undefined, request: WriteRequest): Managers {
  const live = managersOf(old)
  if (!given || request.subresource || request.managedAs) return live
  if (given.length === 0 || (given.length === 1 && Object.keys(given[0] as object).length === 0)) return NOBODY
  if (deepEqual(given, shownByObject.get(old)?.metadata.managedFields)) return live
  const decoded = decodeManagers(given)
  return decoded && decoded.size > 0 ? decoded : live
}

function takeManagedFields(draft: Draft): readonly ManagedFieldsEntry[] | undefined {
  const given = draft.metadata['managedFields'] as readonly ManagedFieldsEntry[] | null | undefined
  if (given !== undefined) delete draft.metadata['managedFields']
  return given ?? undefined
}

/** Who writes, and in which version. */
export function writerOf(kind: Kind, request: WriteRequest, nowMs: number): Writer {
  const subresource = request.managedAs ?? request.subresource ?? ''
  const own = servedAs(kind, kind.versions[0] as string)
  const viewOf = (apiVersion: string): View | undefined => viewOfVersion(kind, apiVersion)
  return {
    name: request.manager ?? request.caller.manager,
    subresource,
    time: formatTime(nowMs),
    view: viewOf(request.apiVersion ?? own.apiVersion) ?? viewFrom(own),
    reset: resetFields(kind, subresource),
    viewOf,
  }
}

function viewOfVersion(kind: Kind, apiVersion: string): View | undefined {
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  const version = apiVersion.slice(slash + 1)
  const found = kind.group === group ? kind : kinds.find((candidate) => candidate.group === group && candidate.storedAs === resourceOf(kind))
  return found?.versions.includes(version) ? viewFrom(servedAs(found, version)) : undefined
}

function viewFrom(served: ReturnType<typeof servedAs>): View {
  return {
    apiVersion: served.apiVersion,
    type: valueTypeOf(served.schema),
    show: (object) => served.fromStored(object as AnyStored),
    store: (object) => served.toStored(object as Draft),
  }
}

const emptyByVersion = new Map<string, object>()

/** An object that says nothing but what it is, as the type's zero value is written; not to be changed. */
export function emptyObject(kind: Kind, view: View): object {
  const key = `${view.apiVersion} ${kind.schema}`
  const known = emptyByVersion.get(key)
  if (known) return known
  const empty = view.show(canonicalize({ apiVersion: view.apiVersion, kind: kind.kind }, kind.schema))
  emptyByVersion.set(key, empty)
  return empty
}
