import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { table } from '../layout.ts'
import { type JsonPath, parseJsonPath, relaxedJsonPath } from './jsonpath.ts'

export interface CustomColumn {
  readonly header: string
  readonly path: JsonPath
}

/** `NAME:.metadata.name,IP:.status.podIP`. */
export function parseCustomColumns(specification: string): CustomColumn[] {
  if (specification === '') throw new KubectlError('custom-columns format specified but no custom columns given')
  return specification.split(',').map((part) => {
    const colon = part.indexOf(':')
    if (colon < 0 || part.indexOf(':', colon + 1) > 0) throw new KubectlError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`)
    return { header: part.slice(0, colon), path: parseJsonPath(relaxedJsonPath(part.slice(colon + 1))) }
  })
}

/** A file with a line of headers and a line of paths. */
export function parseCustomColumnsFile(text: string): CustomColumn[] {
  const [headers = [], paths = []] = text.split('\n').map((line) => line.trim().split(/\s+/))
  if (headers.length !== paths.length) throw new KubectlError('number of headers and field specifications are not the same')
  return headers.map((header, index) => ({ header, path: parseJsonPath(relaxedJsonPath(paths[index] as string)) }))
}

function cell(column: CustomColumn, object: JsonObject): string {
  const values = column.path.find(object).flat().filter((value) => value !== undefined && value !== null)
  return values.length === 0 ? '<none>' : values.map(goValue).join(',')
}

/** As Go's %v prints. */
function goValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`
  if (value !== null && typeof value === 'object') return `map[${Object.keys(value).sort().map((key) => `${key}:${goValue((value as JsonObject)[key])}`).join(' ')}]`
  return value === null ? '<nil>' : String(value)
}

export function printCustomColumns(columns: readonly CustomColumn[], objects: readonly JsonObject[], withHeaders: boolean): string {
  const rows = objects.map((object) => columns.map((column) => cell(column, object)))
  return table(withHeaders ? [columns.map(({ header }) => header), ...rows] : rows)
}
