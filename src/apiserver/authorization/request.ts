/** What a request wants to do, and the refusal if it may not (`apiserver/pkg/endpoints/{request/requestinfo.go,filters/authorization.go}`). */
import { StatusError } from '../../client/status.ts'
import type { Caller } from '../caller.ts'
import { resourceRequest, type Target } from '../requestInfo.ts'
import type { ApiServer } from '../server.ts'
import { ALL_POWERFUL, authorize } from './rbac.ts'
import type { Access } from './rules.ts'

const VERBS: Readonly<Record<string, string>> = { POST: 'create', GET: 'get', HEAD: 'get', PUT: 'update', PATCH: 'patch', DELETE: 'delete' }
/** A list of one object by its name is allowed to those who may list only this one. */
const ONE_NAME = /^metadata\.name=([^,!=]+)$/

/** The caller may not do what the request wants. */
export class AccessRefusal extends StatusError {}

/** Throws 403 unless the roles and bindings allow the caller what the request wants. */
export function checkAccess(server: ApiServer, caller: Caller, method: string, target: Target): void {
  if (caller.groups.includes(ALL_POWERFUL)) return
  requireAccess(server, caller, accessOf(method, target))
}

/** Throws 403 unless the caller may do this. */
export function requireAccess(server: ApiServer, caller: Caller, access: Access): void {
  const { allowed, reason } = authorize(server, caller, access)
  if (!allowed) throw refusal(caller, access, reason)
}

export function accessOf(method: string, { path, segments, query }: Target): Access {
  const request = resourceRequest(segments)
  if (!request || request.resource === '') return { verb: method.toLowerCase(), path }
  const { group, resource, subresource } = request
  const namespace = request.namespace || (resource === 'namespaces' ? request.name : '')
  const verb = VERBS[method] ?? ''
  if (request.name !== '') return { verb, group, resource, subresource, name: request.name, namespace }
  const named = ONE_NAME.exec(query.get('fieldSelector') ?? '')?.[1] ?? ''
  if (verb === 'get') return { verb: query.flag('watch') ? 'watch' : 'list', group, resource, subresource, name: named, namespace }
  return { verb: verb === 'delete' ? 'deletecollection' : verb, group, resource, subresource, name: '', namespace }
}

function refusal({ user }: Caller, access: Access, reason = ''): AccessRefusal {
  const why = `User ${JSON.stringify(user)} cannot ${access.verb} ${objectText(access)}${reason === '' ? '' : `: ${reason}`}`
  if ('path' in access) return forbidden(`forbidden: ${why}`, {})
  const { group, resource, name } = access
  const what = `${resource}${group === '' ? '' : `.${group}`}${name === '' ? '' : ` ${JSON.stringify(name)}`}`
  return forbidden(`${what} is forbidden: ${why}`, { ...(name === '' ? {} : { name }), ...(group === '' ? {} : { group }), kind: resource })
}

function objectText(access: Access): string {
  if ('path' in access) return `path ${JSON.stringify(access.path)}`
  const { group, resource, subresource, namespace } = access
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`
  return `resource ${JSON.stringify(subresource === '' ? resource : `${resource}/${subresource}`)} in API group ${JSON.stringify(group)} ${scope}`
}

function forbidden(message: string, details: object): AccessRefusal {
  return new AccessRefusal({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: 'Forbidden', details, code: 403 })
}
