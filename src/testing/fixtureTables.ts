import { SCALE_TABLE, type TableDescription } from '../apiserver/table.ts'
import { humanDuration } from '../base/duration.ts'
import { kinds } from '../kinds/registry.ts'
import type { GoldenResourceDefinition } from './kubectlGolden.ts'

type Json = Record<string, any>

interface TypeName {
  readonly group: string
  readonly resource: string
}

/** How the server of the golden cases shows a type that it knows; events of both groups look the same. */
export function tableDescription({ group, resource }: TypeName, subresource: string): TableDescription | undefined {
  if (subresource === 'scale') return SCALE_TABLE
  const shownGroup = group === 'events.k8s.io' ? '' : group
  return kinds.find((each) => each.plural === resource && each.group === shownGroup)
}

interface Column {
  readonly name: string
  readonly type: string
  readonly jsonPath: string
  readonly priority?: number
}

function tableOf(columns: readonly Column[], objects: readonly Json[], metadata: Json, cell: (object: Json, column: Column) => unknown): Json {
  const definitions = columns.map(({ name, type, priority = 0 }) => ({ name, type, format: '', description: '', priority }))
  const rows = objects.map((object) => ({ cells: [object['metadata'].name, ...columns.map((column) => cell(object, column))], object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object['metadata'] } }))
  return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: [{ name: 'Name', type: 'string', format: 'name', description: '', priority: 0 }, ...definitions], rows }
}

const valueAt = (object: Json, path: string) => path.split('.').filter((key) => key !== '').reduce<any>((current, key) => current?.[key], object)

/** Custom resources: the columns of their definition, whose paths are plain fields. */
export function customTable({ additionalPrinterColumns }: GoldenResourceDefinition, objects: readonly Json[], metadata: Json, nowMs: number): Json {
  return tableOf(additionalPrinterColumns as readonly Column[], objects, metadata, (object, { type, jsonPath }) => {
    const value = valueAt(object, jsonPath)
    return type === 'date' ? humanDuration(nowMs - Date.parse(value)) : value
  })
}

/** Component statuses: what the condition `Healthy` says. */
export function componentTable(objects: readonly Json[], metadata: Json): Json {
  const columns: Column[] = ['Status', 'Message', 'Error'].map((name) => ({ name, type: 'string', jsonPath: name.toLowerCase() }))
  return tableOf(columns, objects, metadata, ({ conditions = [] }, { jsonPath }) => {
    const healthy = conditions.find(({ type }: Json) => type === 'Healthy') ?? {}
    return jsonPath === 'status' ? (healthy.status === 'True' ? 'Healthy' : 'Unhealthy') : (healthy[jsonPath] ?? '')
  })
}
