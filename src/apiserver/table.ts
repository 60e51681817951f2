import type { Kind } from '../kinds/kind.ts'
import type { AnyStored } from '../kinds/objects.ts'
import { age, columns, NAME_COLUMN } from '../kinds/tables/columns.ts'

/** What each row tells of its object besides the cells. */
export type IncludeObject = 'None' | 'Metadata' | 'Object'

/** The parts of a kind that make its table. */
export type TableDescription = Pick<Kind, 'columns' | 'cells' | 'nameCell' | 'nameColumn' | 'rowConditions'>

/** The table of a Scale. */
export const SCALE_TABLE: TableDescription = {
  columns: columns('Scale', 'Name', 'Desired', 'Available', 'Age'),
  nameColumn: false,
  cells(object, context) {
    const { spec, status } = object as unknown as { spec?: { replicas?: number }; status?: { replicas?: number } }
    return [object.metadata.name, spec?.replicas ?? 0, status?.replicas ?? 0, age(object, context)]
  },
}

/** Objects as `kubectl get` wants them: the server decides columns and cells (`meta.k8s.io/v1 Table`). */
export function tableOf(kind: TableDescription, objects: readonly AnyStored[], metadata: Record<string, unknown>, include: IncludeObject, nowMs: number, fromStored: (object: AnyStored) => AnyStored = (object) => object, withColumns = true): Record<string, unknown> {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: withColumns ? [...(kind.nameColumn === false ? [] : [NAME_COLUMN]), ...kind.columns] : null,
    rows: objects.map((object) => rowOf(kind, object, include, nowMs, fromStored)),
  }
}

function rowOf(kind: TableDescription, object: AnyStored, include: IncludeObject, nowMs: number, fromStored: (object: AnyStored) => AnyStored): Record<string, unknown> {
  const conditions = kind.rowConditions?.(object)
  return {
    cells: [...(kind.nameColumn === false ? [] : [kind.nameCell?.(object) ?? object.metadata.name]), ...kind.cells(object, { nowMs })],
    ...(conditions ? { conditions } : {}),
    object: include === 'None' ? null : include === 'Object' ? fromStored(object) : partialMetadata(fromStored(object)),
  }
}

/** An object of which only the metadata is told. */
export function partialMetadata(object: AnyStored): Record<string, unknown> {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata }
}
