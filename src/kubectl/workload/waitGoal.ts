import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { parseJsonPath, relaxedJsonPath, textOf } from '../printers/jsonpath.ts'

/** What `wait --for` waits for. */
export type Goal = { readonly kind: 'create' } | { readonly kind: 'delete' } | { readonly kind: 'condition'; isMet(object: JsonObject): boolean }

/** Reads `delete`, `create`, `condition=Ready[=value]` or `jsonpath={...}[=value]`. */
export function parseGoal(text: string): Goal {
  const lower = text.toLowerCase()
  if (lower === 'create' || lower === 'delete') return { kind: lower }
  if (text.startsWith('condition=')) {
    const [, name = '', value = 'true'] = /^condition=([^=]*)(?:=(.*))?$/s.exec(text) ?? []
    return { kind: 'condition', isMet: (object) => hasCondition(object, name.toLowerCase(), value.toLowerCase()) }
  }
  if (text.startsWith('jsonpath=')) return { kind: 'condition', isMet: jsonPathTest(text.slice('jsonpath='.length)) }
  throw new KubectlError(`unrecognized condition: ${JSON.stringify(text)}`)
}

/** A condition that the controller has not brought up to date with the object's spec does not count. */
function hasCondition({ metadata, status }: JsonObject, name: string, value: string): boolean {
  const conditions: JsonObject[] = status?.conditions ?? []
  const condition = conditions.find((each) => String(each['type']).toLowerCase() === name && typeof each['status'] === 'string')
  if (!condition) return false
  const observed = condition['observedGeneration'] ?? status.observedGeneration
  if (metadata?.generation !== undefined && observed !== undefined && observed < metadata.generation) return false
  return condition['status'].toLowerCase() === value
}

const FORMAT_ERROR = "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'"

/** Splits at single `=`; `==` belongs to a filter. */
function splitAtEquals(text: string): string[] {
  const parts = ['']
  for (const [token] of text.matchAll(/==|=|[^=]+/g)) {
    if (token === '=') parts.push('')
    else parts[parts.length - 1] += token
  }
  return parts
}

function jsonPathTest(text: string): (object: JsonObject) => boolean {
  const [expression = '', quoted, ...rest] = splitAtEquals(text)
  if (rest.length > 0) throw new KubectlError(FORMAT_ERROR)
  const wanted = quoted?.replace(/^['"]+|['"]+$/g, '')
  if (expression === '') throw new KubectlError('jsonpath expression cannot be empty')
  if (wanted === '') throw new KubectlError("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3")
  const path = parseJsonPath(relaxedJsonPath(expression))
  return (object) => {
    const [values = [], ...others] = path.find(object)
    if (values.length === 0) return false
    if (others.length > 0) throw new KubectlError('given jsonpath expression matches more than one list')
    if (values.length > 1) throw new KubectlError('given jsonpath expression matches more than one value')
    if (wanted === undefined) return true
    const [value] = values
    if (value !== null && typeof value === 'object') throw new KubectlError('jsonpath leads to a nested object or list which is not supported')
    return textOf(value).trim() === wanted.trim()
  }
}
