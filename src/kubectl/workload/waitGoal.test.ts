import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../json.ts'
import { parseGoal } from './waitGoal.ts'

function isMet(goal: string, object: JsonObject): boolean {
  const parsed = parseGoal(goal)
  return parsed.kind === 'condition' && parsed.isMet(object)
}

describe('a condition', () => {
  const object = { metadata: { generation: 2 }, status: { observedGeneration: 2, conditions: [{ type: 'Ready', status: 'False' }] } }

  it('is compared without regard to case', () => {
    expect(isMet('condition=ready=false', object)).toBe(true)
    expect(isMet('condition=Ready', object)).toBe(false)
    expect(isMet('condition=Other', object)).toBe(false)
  })

  it('must be as new as the spec', () => {
    expect(isMet('condition=Ready=False', { ...object, status: { ...object.status, observedGeneration: 1 } })).toBe(false)
  })
})

describe('a field', () => {
  const object = { status: { phase: 'Running', count: 3, list: [{ type: 'a', status: 'x' }, { type: 'b', status: 'y' }] } }

  it('is there, or has a value', () => {
    expect(isMet('jsonpath={.status.phase}', object)).toBe(true)
    expect(isMet('jsonpath={.status.absent}', object)).toBe(false)
    expect(isMet('jsonpath={.status.phase}=Running', object)).toBe(true)
    expect(isMet('jsonpath={.status.count}=3', object)).toBe(true)
    expect(isMet('jsonpath={.status.list[?(@.type=="b")].status}=y', object)).toBe(true)
  })

  it('must be one value', () => {
    expect(() => isMet('jsonpath={.status}=x', object)).toThrow('jsonpath leads to a nested object or list which is not supported')
    expect(() => isMet('jsonpath={.status.list[*].type}=a', object)).toThrow('given jsonpath expression matches more than one value')
  })
})

it('refuses goals that it does not know', () => {
  expect(() => parseGoal('foo')).toThrow('unrecognized condition: "foo"')
  expect(() => parseGoal('jsonpath={.a}=')).toThrow('jsonpath wait has to have a value after equal sign')
  expect(() => parseGoal('jsonpath={.a}=b=c')).toThrow('jsonpath wait format must be')
  expect(() => parseGoal('jsonpath=')).toThrow('jsonpath expression cannot be empty')
})
