import { expect, it } from 'vitest'
import { Session } from './session.ts'

const options = { seed: 1, startMs: Date.parse('2026-01-01T00:00:00Z'), machines: 1, tokenFile: 'admintoken,admin,admin,"system:masters"\njanetoken,jane,jane,"dev"\n' }
const namespace = (name: string) => JSON.stringify({ metadata: { name } })

it('knows its callers by their tokens, and keeps who they were but not the tokens', () => {
  const session = new Session(options)
  const create = (name: string, token: string) =>
    session.request({ method: 'POST', target: '/api/v1/namespaces', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: namespace(name) }).status
  expect([create('a', 'admintoken'), create('b', 'janetoken'), create('c', 'nosuchtoken')]).toEqual([201, 403, 401])
  expect(JSON.stringify(session.inputs)).not.toContain('token')

  const again = new Session(options)
  for (const input of session.inputs) again.repeat(input)
  const names = again.cluster.server.all('namespaces', '').map(({ metadata }) => metadata.name)
  expect(names).toContain('a')
  expect(names).not.toContain('b')
})
