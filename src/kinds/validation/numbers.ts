import type { Problems } from './errors.ts'
import { goIntOrString } from './goValue.ts'
import { percentFaults } from './names.ts'

export const INT32_MAX = 2 ** 31 - 1

export function rangeFault(least: number, most: number): string {
  return `must be between ${least} and ${most}, inclusive`
}

/** Checks that a number lies within bounds, both included. */
export function checkRange(value: number | undefined, least: number, most: number, path: string, problems: Problems): void {
  if (value !== undefined && (value < least || value > most)) problems.invalid(path, value, rangeFault(least, most))
}

/** Checks a number or percentage: not negative, and a percentage that is one (`ValidatePositiveIntOrPercent`). */
export function checkIntOrPercent(value: number | string | undefined, path: string, problems: Problems): void {
  if (typeof value === 'string') problems.each(path, goIntOrString(value), percentFaults(value))
  else problems.nonNegative(path, value)
}

/** Checks that a percentage is not above 100 %. */
export function checkNotAboveWhole(value: number | string | undefined, path: string, problems: Problems): void {
  if (percentOf(value) > 100) problems.invalid(path, goIntOrString(value as string), 'must not be greater than 100%')
}

/** The number before the percent sign; 0 if it is no percentage. */
export function percentOf(value: number | string | undefined): number {
  return typeof value === 'string' && percentFaults(value).length === 0 ? Number(value.slice(0, -1)) : 0
}

/** Whether it is zero, also as a percentage. */
export function isZero(value: number | string | undefined): boolean {
  return typeof value === 'string' ? percentOf(value) === 0 : (value ?? 0) === 0
}
