import { afterAll, beforeAll, expect, test } from 'vitest'
import { request, type Server } from 'node:http'
import { Session } from '../cluster/session.ts'
import { Pacer } from './pacer.ts'
import { serve } from './httpServer.ts'

let server: Server
let url: string
const session = new Session({ seed: 1, startMs: Date.parse('2026-01-01T00:00:00Z') })

beforeAll(async () => {
  ;({ server, url } = await serve(session, new Pacer(session, 1), 0))
})
afterAll(() => void server.close())

test('objects are made, read and refused as on the wire', async () => {
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { key: 'value' } }
  const post = () => fetch(`${url}/api/v1/namespaces/default/configmaps`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(configMap) })
  expect((await post()).status).toBe(201)
  const again = await post()
  expect(again.status).toBe(409)
  expect(await again.json()).toMatchObject({ kind: 'Status', reason: 'AlreadyExists', message: 'configmaps "a" already exists' })
  expect(await (await fetch(`${url}/api/v1/namespaces/default/configmaps/a`)).json()).toMatchObject({ data: { key: 'value' } })
})

test('a watch begins with what is there', async () => {
  const answer = await fetch(`${url}/api/v1/namespaces?watch=true`)
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  const { value } = await reader.read()
  expect(new TextDecoder().decode(value)).toContain('"type":"ADDED"')
  await reader.cancel()
})

test('a page from elsewhere is kept out', async () => {
  expect((await fetch(`${url}/version`, { headers: { origin: 'https://example.com' } })).status).toBe(403)
  const status = await new Promise((resolve) => request(`${url}/version`, { headers: { host: 'evil.example' } }, (response) => resolve(response.statusCode)).end())
  expect(status).toBe(403)
})
