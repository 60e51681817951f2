import { expect, test } from 'vitest'
import { deleteRequest, listRequest, writeOptions } from './options.ts'
import { Query } from './requestInfo.ts'

test.each([
  ['limit=x', 'strconv.ParseInt: parsing "x": invalid syntax'],
  ['resourceVersion=x', 'resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax'],
  ['resourceVersion=8', 'Timeout: Too large resource version: 8, current: 7'],
  ['resourceVersionMatch=Exact', 'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided'],
  ['sendInitialEvents=true', 'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list'],
])('a list with %s is refused', (query, message) => {
  expect(() => listRequest(new Query(query), false, 7)).toThrow(message)
})

test('a watch may begin after a revision that is not there yet', () => {
  expect(listRequest(new Query('resourceVersion=8'), true, 7).resourceVersion).toBe('8')
})

test('a page of a given revision shows exactly that one', () => {
  expect(listRequest(new Query('resourceVersion=5&limit=1'), false, 7).exact).toBe(5)
  expect(listRequest(new Query('resourceVersion=0&limit=1'), false, 7)).toMatchObject({ exact: undefined, limit: 0 })
})

test.each([
  ['dryRun=Some', 'dryRun: Unsupported value: []string{"Some"}: supported values: "All"'],
  ['fieldValidation=strict', 'fieldValidation: Unsupported value: "strict": supported values: "", "Ignore", "Strict", "Warn"'],
  ['fieldManager=%07', String.raw`fieldManager: Invalid value: "\a": invalid character U+0007 (at position 0)`],
])('a create with %s is refused', (query, message) => {
  expect(() => writeOptions(new Query(query), 'CreateOptions', false)).toThrow(message)
})

test('the options of a deletion come from its body and its query', () => {
  expect(deleteRequest(new Query('gracePeriodSeconds=5&propagationPolicy=Orphan'), {})).toEqual({ gracePeriodSeconds: 5, propagationPolicy: 'Orphan' })
  expect(() => deleteRequest(new Query(''), { propagationPolicy: 'Sideways' })).toThrow('supported values: "Foreground", "Background", "Orphan", "nil"')
  expect(() => deleteRequest(new Query(''), { kind: 'ConfigMap', apiVersion: 'v1' })).toThrow('no kind "ConfigMap" is registered for version "v1"')
})
