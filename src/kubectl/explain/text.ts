import type { JsonObject } from '../json.ts'
import { type FoundField, isSchema, type SchemaDocument } from './schema.ts'
import { indent, wordWrap } from './wordWrap.ts'

/** What `kubectl explain` prints of a kind or field. */

const MAX_ENUM_VALUES = 4
const DESCRIPTION_WIDTH = 76
const FIELD_WIDTH = 78

const valueText = (value: unknown) => (value === '' ? '""' : String(value))

/** All values, each on a line. */
function enumBlock({ enum: values }: JsonObject): string {
  return values ? `ENUM:${(values as unknown[]).map((value) => `\n    ${valueText(value)}`).join('')}` : ''
}

/** The first values on one line. */
function enumLine({ enum: values }: JsonObject, columns: number): string {
  if (!values) return ''
  const all = values as unknown[]
  const shown = all.slice(0, MAX_ENUM_VALUES).map(valueText).join(', ')
  return `\n${' '.repeat(columns)}enum: ${shown}${all.length > MAX_ENUM_VALUES ? ', ....' : ''}`
}

function fieldText(document: SchemaDocument, parent: JsonObject, name: string, level: number, isRecursive: boolean): string {
  const schema = parent['properties'][name] as JsonObject
  const columns = level * 2
  const required = (parent['required'] ?? []).includes(name) ? ' -required-' : ''
  const line = `${' '.repeat(columns)}${name}\t<${document.typeName(schema)}>${required}${enumLine(schema, columns)}\n`
  return isRecursive ? line : `${line}${indent(wordWrap(schema['description'] || '<no description>', FIELD_WIDTH - columns), columns + 2)}\n\n`
}

function fieldList(document: SchemaDocument, schema: JsonObject, level: number, isRecursive: boolean, seen: readonly string[] = []): string {
  const reference: string | undefined = schema['$ref']
  if (reference !== undefined && seen.includes(reference)) return ''
  const history = reference === undefined ? seen : [...seen, reference]
  const resolved = document.resolve(schema)
  const properties: JsonObject = resolved['properties'] ?? {}
  const fields = Object.keys(properties)
    .sort()
    .map((name) => fieldText(document, resolved, name, level, isRecursive) + (isRecursive ? fieldList(document, properties[name], level + 1, isRecursive, history) : ''))
  const parts = [...(resolved['allOf'] ?? []), resolved['items'], isSchema(resolved['additionalProperties']) ? resolved['additionalProperties'] : undefined]
  return fields.join('') + parts.map((part) => (part ? fieldList(document, part, level, isRecursive, history) : '')).join('')
}

/** Description and fields, under the field's name and type if it is one. */
export function explanation(document: SchemaDocument, { schema, name }: FoundField, isRecursive: boolean): string {
  const heading = name === undefined ? '' : `FIELD: ${name} <${document.typeName(schema)}>\n${enumBlock(schema)}\n\n`
  const description = indent(wordWrap(document.description(schema) || '<empty>', DESCRIPTION_WIDTH), 4)
  const fields = fieldList(document, schema, 1, isRecursive)
  return `${heading}DESCRIPTION:\n${description}\n${fields === '' ? '' : `FIELDS:\n${fields}`}\n`
}
