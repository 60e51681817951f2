import type { FieldError } from '../kind.ts'
import { GoText } from './goValue.ts'

/** A value as Go prints it in a message: texts quoted, numbers as they are, structures in Go's syntax (`goValue.ts`). */
function shown(value: unknown): string {
  if (value instanceof GoText) return value.text
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

/** Collects what is wrong with an object, in the words of `k8s.io/apimachinery/pkg/util/validation/field` and in the order in which it is found. */
export class Problems {
  readonly found: FieldError[] = []

  #add(field: string, reason: string, detail: string): void {
    this.found.push({ field, reason: reason === 'InternalError' ? reason : `FieldValue${reason}`, detail })
  }

  required(field: string, detail = ''): void {
    this.#add(field, 'Required', detail === '' ? 'Required value' : `Required value: ${detail}`)
  }

  invalid(field: string, value: unknown, detail: string): void {
    this.#add(field, 'Invalid', `Invalid value: ${shown(value)}${detail === '' ? '' : `: ${detail}`}`)
  }

  /** A value as a whole is wrong; it is not shown. */
  invalidWhole(field: string, detail: string): void {
    this.#add(field, 'Invalid', `Invalid value: ${detail}`)
  }

  /** One problem for each fault of a value. */
  each(field: string, value: unknown, faults: readonly string[]): void {
    for (const fault of faults) this.invalid(field, value, fault)
  }

  forbidden(field: string, detail: string): void {
    this.#add(field, 'Forbidden', `Forbidden: ${detail}`)
  }

  duplicate(field: string, value: unknown): void {
    this.#add(field, 'Duplicate', `Duplicate value: ${shown(value)}`)
  }

  notFound(field: string, value: unknown): void {
    this.#add(field, 'NotFound', `Not found: ${shown(value)}`)
  }

  notSupported(field: string, value: unknown, supported: readonly string[]): void {
    this.#add(field, 'NotSupported', `Unsupported value: ${shown(value)}: supported values: ${supported.map((text) => JSON.stringify(text)).join(', ')}`)
  }

  tooLong(field: string, maximumBytes: number): void {
    this.#add(field, 'TooLong', `Too long: may not be more than ${maximumBytes} bytes`)
  }

  tooMany(field: string, actual: number, maximum: number): void {
    this.#add(field, 'TooMany', `Too many: ${actual}: must have at most ${maximum} items`)
  }

  /** A choice that must be made: one of these words. */
  choice(field: string, value: string | undefined, supported: readonly string[]): void {
    if (!value) this.required(field)
    else if (!supported.includes(value)) this.notSupported(field, value, supported)
  }

  /** A choice that may be left open. */
  optionalChoice(field: string, value: string | undefined, supported: readonly string[]): void {
    if (value !== undefined && !supported.includes(value)) this.notSupported(field, value, supported)
  }

  nonNegative(field: string, value: number | undefined): void {
    if ((value ?? 0) < 0) this.invalid(field, value, 'must be greater than or equal to 0')
  }

  immutable(field: string, value: unknown): void {
    this.invalid(field, value, 'field is immutable')
  }
}

/** What a check finds. */
export function problemsOf(check: (problems: Problems) => void): FieldError[] {
  const problems = new Problems()
  check(problems)
  return problems.found
}
