import { deepEqual } from '../../base/equality.ts'

/**
 * What differs between two structures, after the manner of `cmp.Diff`: the fields that differ, before and after. The real text also shows neighbours, and its form is
 * not stable.
 */
export function goDifference(type: string, before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => !deepEqual(before[field], after[field])).sort()
  const line = (sign: string, field: string, value: unknown): string => `${sign}\u00a0\t${field.charAt(0).toUpperCase()}${field.slice(1)}: ${JSON.stringify(value ?? null)},`
  return `\u00a0\u00a0${type}{\n${fields.flatMap((field) => [line('-', field, before[field]), line('+', field, after[field])]).join('\n')}\n\u00a0\u00a0}\n`
}
