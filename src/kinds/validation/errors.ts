import type { FieldError } from '../kind.ts'

/** The texts of `k8s.io/apimachinery/pkg/util/validation/field`. */

/** A value as Go prints it in a message: texts quoted, objects as JSON. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  return String(value)
}

export function required(field: string, detail = ''): FieldError {
  return { field, reason: 'FieldValueRequired', detail: detail === '' ? 'Required value' : `Required value: ${detail}` }
}

export function invalidValue(field: string, value: unknown, detail: string): FieldError {
  return { field, reason: 'FieldValueInvalid', detail: `Invalid value: ${shown(value)}: ${detail}` }
}

export function forbiddenField(field: string, detail: string): FieldError {
  return { field, reason: 'FieldValueForbidden', detail: `Forbidden: ${detail}` }
}

export function duplicate(field: string, value: unknown): FieldError {
  return { field, reason: 'FieldValueDuplicate', detail: `Duplicate value: ${shown(value)}` }
}

export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  return { field, reason: 'FieldValueNotSupported', detail: `Unsupported value: ${shown(value)}: supported values: ${supported.map((text) => JSON.stringify(text)).join(', ')}` }
}

export function notFoundField(field: string, value: unknown): FieldError {
  return { field, reason: 'FieldValueNotFound', detail: `Not found: ${shown(value)}` }
}

export function tooLong(field: string, maximum: number): FieldError {
  return { field, reason: 'FieldValueTooLong', detail: `Too long: may not be more than ${maximum} bytes` }
}

/** The field whose value may not change. */
export function immutable(field: string, value: unknown): FieldError {
  return invalidValue(field, value, 'field is immutable')
}
