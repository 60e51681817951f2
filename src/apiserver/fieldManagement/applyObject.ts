import { deepClone } from '../../base/equality.ts'
import { resourceOf, type Draft, type Kind } from '../../kinds/kind.ts'
import type { AnyStored } from '../../kinds/objects.ts'
import { checkIdentity } from '../body.ts'
import { DecodeError, decodeMessage } from '../decode/index.ts'
import { applyConflict, badRequest, conflict, notFound, plainFailure, unsupportedMediaType } from '../errors.ts'
import type { PatchRequest } from '../patchObject.ts'
import { servedAs, type Served } from '../served.ts'
import type { ApiServer, Written } from '../server.ts'
import { keyOf } from '../store.ts'
import { subresourceOf } from '../subresources/registry.ts'
import { conflictsToReport } from './conflicts.ts'
import { isMap } from './elements.ts'
import { emptyObject, managersOf, writerOf } from './fieldManager.ts'
import { withLastApplied } from './lastApplied.ts'
import { NOBODY, type Managers } from './managers.ts'
import { apply, ApplyConflict, managersAfterUpdate, type Applied, type Writer } from './ownership.ts'
import { typeErrors } from './typeErrors.ts'
import { valueTypeOf } from './valueType.ts'

/**
 * Server-side apply: makes an object what its applier says, as far as he says it, and creates it if it is not there.
 * Follows `applyPatcher` of `apiserver/pkg/endpoints/handlers/patch.go` and `apimachinery/pkg/util/managedfields`.
 */
export function applyObject(server: ApiServer, kind: Kind, namespace: string, name: string, patch: unknown, request: PatchRequest): Written {
  if (request.subresource && request.subresource !== 'status') return applySubresource(server, kind, namespace, name, patch, request)
  const served = request.served ?? servedAs(kind, kind.versions[0] as string)
  const writer = writerOf(kind, request, server.simulation.nowMs)
  const applied = isMap(patch) ? patch : {}
  const stored = server.store.get(resourceOf(kind), keyOf(namespace, name))
  if (!stored && request.subresource) throw notFound(server.subject(kind, name))
  checkPatch(served, applied, writer)
  const live = stored ? writer.view.show(stored) : emptyObject(kind, writer.view)
  const managers = stored ? managersBefore(kind, stored, writer) : NOBODY
  const result = resolved(managers, live, applied, writer, request.force ?? false)
  const draft = draftFrom(served, result.object ?? live, applied, writer)
  checkIdentity(kind, { name, namespace }, draft)
  const write = { ...request, managers: result.managers }
  if (stored) return server.update(kind, namespace, name, served.toStored(draft), write)
  const uid: unknown = draft.metadata['uid']
  if (uid) throw conflict(server.subject(kind, name), `uid mismatch: the provided object specified uid ${String(uid)}, and no existing object was found`)
  delete draft.metadata['resourceVersion']
  return { ...server.create(kind, namespace, served.toStored(draft), write), created: true }
}

/** Of the subresources that are not parts of their object, `scale` can be applied: who does manages the replicas of the object, and no time is noted. */
function applySubresource(server: ApiServer, kind: Kind, namespace: string, name: string, patch: unknown, request: PatchRequest): Written {
  const { get, update } = subresourceOf(kind, request.subresource as string)
  if (request.subresource !== 'scale') throw unsupportedMediaType('application/apply-patch+yaml')
  const old = server.get(kind, namespace, name)
  const writer = writerOf(kind, request, server.simulation.nowMs)
  const applied = isMap(patch) ? patch : {}
  checkPatch(SCALE, applied, { ...writer, view: { ...writer.view, type: valueTypeOf('autoscaling/v1.Scale') } })
  const spec = isMap(applied['spec']) ? applied['spec'] : {}
  const claims = spec['replicas'] === undefined ? {} : { spec: { replicas: spec['replicas'] } }
  const { managers } = resolved(managersBefore(kind, old, writer), writer.view.show(old), claims, writer, request.force ?? false)
  const timeless = new Map([...managers].map(([identity, manager]) => [identity, manager.operation === 'Apply' && manager.subresource === 'scale' ? { ...manager, time: undefined } : manager]))
  const next = deepClone(get(server, namespace, name)) as unknown as Draft
  const metadata = isMap(applied['metadata']) ? applied['metadata'] : {}
  checkIdentity(kind, { name, namespace }, { metadata } as Draft)
  const draft = { ...next, metadata: { ...next.metadata, ...metadata }, spec: { ...next['spec'], ...claims.spec } }
  return update(server, namespace, name, draft, { ...request, managers: timeless })
}

const SCALE = { apiVersion: 'autoscaling/v1', kind: 'Scale' }

/** What is wrong with the applied object by itself. */
function checkPatch(served: Pick<Served, 'apiVersion' | 'kind'>, applied: Record<string, unknown>, writer: Writer): void {
  const apiVersion = typeof applied['apiVersion'] === 'string' ? applied['apiVersion'] : ''
  const kind = typeof applied['kind'] === 'string' ? applied['kind'] : ''
  const type = `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`
  if (apiVersion !== served.apiVersion || kind !== served.kind) throw badRequest(`invalid object type: ${type}`)
  const metadata = isMap(applied['metadata']) ? applied['metadata'] : {}
  if (metadata['managedFields'] !== undefined && metadata['managedFields'] !== null) throw badRequest('metadata.managedFields must be nil')
  const errors = typeErrors(writer.view.type, applied)
  const { namespace = '', name = '' } = metadata
  if (errors !== undefined) throw plainFailure(`failed to create typed patch object (${String(namespace)}/${String(name)}; ${type}): ${errors}`)
}

/** An object of which nobody manages anything was last written by somebody unknown. */
function managersBefore(kind: Kind, stored: AnyStored, writer: Writer): Managers {
  const managers = managersOf(stored)
  if (managers.size > 0) return managers
  return managersAfterUpdate(NOBODY, emptyObject(kind, writer.view), writer.view.show(stored), { ...writer, name: 'before-first-apply' })
}

function resolved(managers: Managers, live: object, applied: object, writer: Writer, force: boolean): Applied {
  try {
    return apply(managers, live, applied, writer, force)
  } catch (error) {
    if (!(error instanceof ApplyConflict)) throw error
    const conflicts = conflictsToReport(error.conflicts, live, writer)
    if (conflicts.length > 0) throw applyConflict(conflicts)
    return apply(managers, live, applied, writer, true)
  }
}

function draftFrom(served: Served, object: object, applied: object, writer: Writer): Draft {
  try {
    const draft = decodeMessage(served.schema, deepClone(object), []) as Draft
    draft.metadata ??= {}
    if (writer.name === 'kubectl') withLastApplied(draft, applied)
    return draft
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    const { namespace = '', name = '' } = (applied as Draft).metadata
    throw plainFailure(`failed to convert new typed object (${namespace}/${name}; ${served.apiVersion.includes('/') ? '' : '/'}${served.apiVersion}, Kind=${served.kind}) to object: ${error.message}`)
  }
}
