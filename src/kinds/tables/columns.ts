import { humanDuration } from '../../base/duration.ts'
import { present } from '../../base/invariant.ts'
import { selectorOfMap } from '../../base/selectors.ts'
import { parseTime } from '../../base/time.ts'
import type { PodTemplateSpec } from 'kubernetes-types/core/v1'
import type { Column, KindContext } from '../kind.ts'
import type { AnyStored } from '../objects.ts'
import table from './columns.json' with { type: 'json' }

type Parts = readonly [description: string, type?: string, notes?: string]

/** By kind and name (`scripts/generate-columns.mjs` tells the form). */
const known = table as unknown as Readonly<Record<string, Readonly<Record<string, Parts>>>>

/** The columns of a kind's table, by name: types, priorities and descriptions are those of the real server. Throws for a column that it does not have. */
export function columns(kind: string, ...names: readonly string[]): Column[] {
  return names.map((name) => column(name, known[kind]?.[name] ?? present(known['']?.[name], `the column ${name} of ${kind}`)))
}

function column(name: string, [description, type = 'string', notes = '']: Parts): Column {
  return { name, type: type as Column['type'], format: notes.includes('name') ? 'name' : '', description, priority: notes.includes('wide') ? 1 : 0 }
}

/** The column that begins nearly every table. */
export const NAME_COLUMN: Column = columns('', 'Name')[0] as Column

/** The table of kinds that have none of their own: when each was made. */
export const CREATED_AT = {
  columns: [{ ...(columns('', 'Age')[0] as Column), name: 'Created At', type: 'date' }] satisfies Column[],
  cells: (object: AnyStored): string[] => [object.metadata.creationTimestamp],
}

/** The Age cell. */
export function age(object: AnyStored, { nowMs }: KindContext): string {
  return since(object.metadata.creationTimestamp, nowMs)
}

/** How long ago a moment was; `<unknown>` if it is not told. */
export function since(time: string | null | undefined, nowMs: number): string {
  return time ? humanDuration(nowMs - parseTime(time)) : '<unknown>'
}

/** A text, or `<none>`. */
export function orNone(text: string | undefined): string {
  return text || '<none>'
}

/** Names and images of a template's containers, for the wide columns of workloads. */
export function containerCells(template: PodTemplateSpec | undefined): [string, string] {
  const containers = template?.spec?.containers ?? []
  return [containers.map(({ name }) => name).join(','), containers.map(({ image = '' }) => image).join(',')]
}

/** Labels as `a=b,c=d`, or `<none>`. */
export function labelsCell(labels: Readonly<Record<string, string>> | undefined): string {
  return orNone(selectorOfMap(labels).toString())
}

/** Some of many: the first ones, and how many more there are. */
export function firstOf(items: readonly string[], most: number): string {
  const more = items.length > most ? ` + ${items.length - most} more...` : ''
  return items.slice(0, most).join(',') + more
}
