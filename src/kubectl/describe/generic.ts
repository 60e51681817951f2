import type { JsonObject } from '../json.ts'
import { describeEvents } from './eventLines.ts'
import { Sheet } from './sheet.ts'
import { type DescribeSource, referenceTo } from './source.ts'

const SHOWN_ABOVE = ['.metadata.managedFields', '.metadata.name', '.metadata.namespace', '.metadata.labels', '.metadata.annotations']
const ACRONYMS = ['API', 'URL', 'UID', 'OSB', 'GUID']

/** Describes an object of a kind that has no describer of its own: all its fields, by name. */
export async function describeGenerically(object: JsonObject, source: DescribeSource): Promise<Sheet> {
  const sheet = new Sheet()
  const metadata: JsonObject = object['metadata'] ?? {}
  const events = await source.events(referenceTo(object))
  sheet.line(0, `Name:\t${metadata['name'] ?? ''}`)
  sheet.line(0, `Namespace:\t${metadata['namespace'] ?? ''}`)
  sheet.labels('Labels', metadata['labels'])
  sheet.annotations('Annotations', metadata['annotations'])
  describeFields(sheet, 0, object, '')
  describeEvents(sheet, events, source.nowMs)
  return sheet
}

const isMap = (value: unknown): value is JsonObject => value !== null && typeof value === 'object' && !Array.isArray(value)

function describeFields(sheet: Sheet, level: number, fields: JsonObject, path: string): void {
  for (const key of Object.keys(fields).sort()) {
    const value: unknown = fields[key]
    const here = `${path}.${key}`
    if (SHOWN_ABOVE.includes(here)) continue
    if (isMap(value)) {
      sheet.line(level, `${fieldLabel(key)}:`)
      describeFields(sheet, level + 1, value, here)
    } else if (Array.isArray(value)) {
      sheet.line(level, `${fieldLabel(key)}:`)
      for (const item of value) {
        if (isMap(item)) describeFields(sheet, level + 1, item, here)
        else sheet.line(level + 1, plainText(item))
      }
    } else sheet.line(level, `${fieldLabel(key)}:\t${plainText(value)}`)
  }
}

/** A value as Go's `%v` prints it. */
function plainText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(plainText).join(' ')}]`
  if (isMap(value)) return `map[${Object.keys(value).sort().map((key) => `${key}:${plainText(value[key])}`).join(' ')}]`
  return String(value)
}

/** `Creation Timestamp` for `creationTimestamp`; names with anything but letters and dashes stay. */
export function fieldLabel(field: string): string {
  if (!/^[\p{L}-]*$/u.test(field)) return field
  const words = field.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|[^\p{Lu}\p{Ll}]+/gu) ?? []
  return words.map((word) => (ACRONYMS.includes(word.toUpperCase()) ? word.toUpperCase() : word.slice(0, 1).toUpperCase() + word.slice(1))).join(' ')
}
