import { humanDuration } from '../../base/duration.ts'
import { parseTime } from '../../base/time.ts'
import type { Column, KindContext } from '../kind.ts'
import type { AnyStored } from '../objects.ts'

/** A column of a table; `wide` ones are shown with `-o wide` only. */
export function column(name: string, type: Column['type'] = 'string', width: 'normal' | 'wide' = 'normal', description = ''): Column {
  return { name, type, description, priority: width === 'wide' ? 1 : 0 }
}

export const AGE = column('Age', 'string', 'normal', 'How long ago the object was created.')

/** The Age cell. */
export function age(object: AnyStored, { nowMs }: KindContext): string {
  return since(object.metadata.creationTimestamp, nowMs)
}

/** How long ago a moment was; `<unknown>` if it is not told. */
export function since(time: string | null | undefined, nowMs: number): string {
  return time ? humanDuration(nowMs - parseTime(time)) : '<unknown>'
}

/** Names and images of a template's containers, and its selector, for the wide columns of workloads. */
export function containerCells(template: { spec?: { containers?: readonly { name: string; image?: string }[] } } | undefined): [string, string] {
  const containers = template?.spec?.containers ?? []
  return [containers.map(({ name }) => name).join(','), containers.map(({ image = '' }) => image).join(',')]
}
