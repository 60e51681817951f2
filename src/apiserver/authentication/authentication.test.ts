import { describe, expect, it } from 'vitest'
import { Simulation } from '../../base/simulation.ts'
import type { ApiResponse, Headers } from '../../client/transport.ts'
import { Handler, isRefusal } from '../handler.ts'
import { component, type Caller } from '../caller.ts'
import { localApi } from '../local.ts'
import { ApiServer } from '../server.ts'
import { impersonationOf } from './impersonation.ts'
import { readTokenFile } from './tokenFile.ts'

const FILE = '# who\nadmintoken,admin,1,"system:masters"\njanetoken,jane,2,"dev,ops"\nbobtoken,bob,3\n'

function server() {
  const simulation = new Simulation({ seed: 1, startMs: Date.parse('2026-01-01T00:00:00Z') })
  const own = new ApiServer(simulation)
  const tokens = readTokenFile(FILE)
  own.authenticate = (token) => tokens.get(token)
  const api = localApi(own, component('system:apiserver', 'kube-apiserver'))
  api.create('namespaces', { metadata: { name: 'default' } })
  api.create('serviceaccounts', { metadata: { name: 'robot', namespace: 'default' } })
  const handler = new Handler(own)
  const get = (target: string, headers: Headers): ApiResponse => {
    const request = { method: 'GET', target, headers }
    const caller = handler.identify(request)
    return isRefusal(caller) ? caller : handler.respond(request, caller)
  }
  const identify = (headers: Headers): Caller | ApiResponse => handler.identify({ method: 'GET', target: '/version', headers })
  return { api, get, identify }
}

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}`, 'user-agent': 'curl/8.5.0' })
const messageOf = ({ body }: ApiResponse): string => JSON.parse(String(body)).message

describe('token files', () => {
  it('name the user, the uid and the groups of each token', () => {
    expect([...readTokenFile(FILE)]).toMatchObject([
      ['admintoken', { user: 'admin', uid: '1', groups: ['system:masters'] }],
      ['janetoken', { user: 'jane', uid: '2', groups: ['dev', 'ops'] }],
      ['bobtoken', { user: 'bob', uid: '3', groups: [] }],
    ])
  })
  it('need three columns', () => {
    expect(() => readTokenFile('a,b\n')).toThrow('token file must have at least 3 columns (token, user name, user uid), found 2')
  })
})

describe('a request is sent by', () => {
  it('the user of its token, who is authenticated', () => {
    expect(server().identify(bearer('janetoken'))).toEqual({ user: 'jane', uid: '2', groups: ['dev', 'ops', 'system:authenticated'], manager: 'curl' })
  })
  it('nobody in particular without a token', () => {
    expect(server().identify({})).toMatchObject({ user: 'system:anonymous', groups: ['system:unauthenticated'] })
  })
  it('nobody at all with a token that is not known', () => {
    expect(server().identify(bearer('nosuchtoken'))).toMatchObject({ status: 401 })
  })
  it('the service account to which the server gave the token, as long as the account lives', () => {
    const { api, identify } = server()
    const { status } = api.create('serviceaccounts', { metadata: { name: 'robot', namespace: 'default' }, spec: {} }, { subresource: 'token' }) as unknown as { status: { token: string } }
    expect(identify(bearer(status.token))).toMatchObject({ user: 'system:serviceaccount:default:robot', groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'] })
    api.delete('serviceaccounts', 'default', 'robot')
    expect(identify(bearer(status.token))).toMatchObject({ status: 401 })
  })
})

describe('who is nobody’s master', () => {
  it('may do what a role allows, and nothing else', () => {
    const { api, get } = server()
    expect(messageOf(get('/api/v1/namespaces/default/pods', bearer('janetoken')))).toBe('pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"')
    api.create('roles.rbac.authorization.k8s.io', { metadata: { name: 'reader', namespace: 'default' }, rules: [{ verbs: ['list'], apiGroups: [''], resources: ['pods'] }] })
    api.create('rolebindings.rbac.authorization.k8s.io', {
      metadata: { name: 'readers', namespace: 'default' },
      subjects: [{ kind: 'Group', name: 'dev', apiGroup: 'rbac.authorization.k8s.io' }],
      roleRef: { kind: 'Role', name: 'reader', apiGroup: 'rbac.authorization.k8s.io' },
    })
    expect(get('/api/v1/namespaces/default/pods', bearer('janetoken')).status).toBe(200)
    expect(get('/api/v1/namespaces/default/pods', bearer('bobtoken')).status).toBe(403)
    expect(messageOf(get('/api/v1/namespaces/default/pods?watch=1', bearer('janetoken')))).toContain('cannot watch resource "pods"')
    expect(messageOf(get('/metrics', bearer('janetoken')))).toBe('forbidden: User "jane" cannot get path "/metrics"')
  })
  it('may not act as another', () => {
    const { get } = server()
    expect(messageOf(get('/api/v1/pods', { ...bearer('janetoken'), 'impersonate-user': 'admin' }))).toBe('users "admin" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope')
  })
})

describe('the admin who acts as another', () => {
  it('is answered as that one', () => {
    const { get } = server()
    expect(messageOf(get('/api/v1/pods', { ...bearer('admintoken'), 'impersonate-user': 'jane' }))).toBe('pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope')
    expect(get('/api/v1/pods', { ...bearer('admintoken'), 'impersonate-user': 'jane', 'impersonate-group': 'system:masters' }).status).toBe(200)
  })
  it('has the groups of the service account', () => {
    const caller: Caller = { user: 'admin', groups: ['system:masters'], manager: 'kubectl' }
    expect(impersonationOf({ 'impersonate-user': 'system:serviceaccount:t:default' }, caller)?.caller.groups).toEqual(['system:serviceaccounts', 'system:serviceaccounts:t', 'system:authenticated'])
  })
  it('must say who that is', () => {
    const { status, body } = server().get('/version', { ...bearer('admintoken'), 'impersonate-group': 'dev' })
    expect([status, body]).toEqual([500, 'Internal Server Error: "/version": requested [{Group  dev    }] without impersonating a user\n'])
  })
})
