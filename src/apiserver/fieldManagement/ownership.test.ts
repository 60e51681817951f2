import { describe, expect, it } from 'vitest'
import { EMPTY } from './fieldSet.ts'
import { encodeManagers, NOBODY, type Managers } from './managers.ts'
import { apply, ApplyConflict, managersAfterUpdate, type View, type Writer } from './ownership.ts'
import { valueTypeOf } from './valueType.ts'

const view: View = { apiVersion: 'v1', type: valueTypeOf('core/v1.Pod'), show: (object) => object, store: (object) => object }
const writer = (name: string): Writer => ({ name, subresource: '', time: '2026-01-01T00:00:00Z', view, reset: EMPTY, viewOf: (apiVersion) => (apiVersion === 'v1' ? view : undefined) })

const pod = (...containers: object[]): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers } })
const empty = { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec: { containers: null } }

function fieldsOf(managers: Managers, name: string): unknown {
  return encodeManagers(managers)?.find(({ manager }) => manager === name)?.fieldsV1
}

describe('apply', () => {
  const first = apply(NOBODY, empty, pod({ name: 'c', image: 'one' }), writer('m1'), false)

  it('gives the applier the fields that he names', () => {
    expect(fieldsOf(first.managers, 'm1')).toEqual({ 'f:spec': { 'f:containers': { 'k:{"name":"c"}': { '.': {}, 'f:image': {}, 'f:name': {} } } } })
  })

  it('refuses to change what another manages, unless it is forced', () => {
    const live = first.object as object
    const applied = pod({ name: 'c', image: 'two' })
    expect(() => apply(first.managers, live, applied, writer('m2'), false)).toThrow(ApplyConflict)
    const forced = apply(first.managers, live, applied, writer('m2'), true)
    expect(forced.object).toEqual(applied)
    expect(fieldsOf(forced.managers, 'm1')).toEqual({ 'f:spec': { 'f:containers': { 'k:{"name":"c"}': { '.': {}, 'f:name': {} } } } })
  })

  it('takes away what its applier no longer names', () => {
    const two = apply(first.managers, first.object as object, pod({ name: 'c', image: 'one' }, { name: 'd', image: 'x' }), writer('m1'), false)
    const back = apply(two.managers, two.object as object, pod({ name: 'c', image: 'one' }), writer('m1'), false)
    expect(back.object).toEqual(first.object)
  })

  it('keeps what somebody else wrote', () => {
    const live = { ...(first.object as object), metadata: { name: 'a', labels: { by: 'hand' } } }
    const managers = managersAfterUpdate(first.managers, first.object as object, live, writer('editor'))
    expect(fieldsOf(managers, 'editor')).toEqual({ 'f:metadata': { 'f:labels': { '.': {}, 'f:by': {} } } })
    expect(apply(managers, live, pod({ name: 'c', image: 'one' }), writer('m1'), false).object).toBeUndefined()
  })
})

describe('managersAfterUpdate', () => {
  it('changes nothing if the objects are equal', () => {
    expect(managersAfterUpdate(NOBODY, empty, { ...empty }, writer('m1'))).toBe(NOBODY)
  })

  it('merges the oldest of many updaters', () => {
    let managers = NOBODY
    let live: object = empty
    for (let index = 0; index < 14; index++) {
      const next = { ...live, metadata: { name: 'a', labels: Object.fromEntries(Array.from({ length: index + 1 }, (_, label) => [`l${label}`, ''])) } }
      managers = managersAfterUpdate(managers, live, next, writer(`m${index}`))
      live = next
    }
    expect(managers.size).toBe(10)
    expect([...managers.values()].some(({ name }) => name === 'ancient-changes')).toBe(true)
  })
})
