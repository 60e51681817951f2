import { expect, test } from 'vitest'
import type { Outcome, RequestFact } from './contract.ts'
import { RequestCounter } from './counter.ts'

const fact = (endedMs: number, outcome: Outcome, pod = ''): RequestFact => ({ id: 1, request: {} as RequestFact['request'], service: '', pod, startedMs: endedMs - 3, endedMs, outcome })
const answered = (status: number): Outcome => ({ kind: 'response', status, headers: {}, body: '' })

test('counts the requests of the last seconds', () => {
  const counter = new RequestCounter(10)
  counter.add(fact(1_000, answered(200), 'pods/default/a'))
  counter.add(fact(1_900, answered(500), 'pods/default/b'))
  counter.add(fact(5_000, { kind: 'refused', message: '' }))
  counter.add(fact(5_100, answered(200), 'pods/default/a'))
  expect(counter.count(10_999)).toEqual({ total: 4, byOutcome: { 200: 2, 500: 1, refused: 1 }, byPod: { 'pods/default/a': 2, 'pods/default/b': 1 } })
  expect(counter.count(11_000)).toEqual({ total: 2, byOutcome: { 200: 1, refused: 1 }, byPod: { 'pods/default/a': 1 } })
  expect(counter.count(60_000)).toEqual({ total: 0, byOutcome: {}, byPod: {} })
})
