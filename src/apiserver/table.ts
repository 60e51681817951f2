import type { Kind } from '../kinds/kind.ts'
import type { AnyStored } from '../kinds/objects.ts'

/** Objects as `kubectl get` wants them: the server decides columns and cells (`meta.k8s.io/v1 Table`). */
export function tableOf(kind: Kind, objects: readonly AnyStored[], metadata: Record<string, unknown>, include: string | undefined, nowMs: number, withColumns = true): Record<string, unknown> {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: withColumns ? [...(kind.nameColumn === false ? [] : [NAME_COLUMN]), ...kind.columns] : null,
    rows: objects.map((object) => rowOf(kind, object, include, nowMs)),
  }
}

const NAME_COLUMN = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description:
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
  priority: 0,
}

function rowOf(kind: Kind, object: AnyStored, include: string | undefined, nowMs: number): Record<string, unknown> {
  const conditions = kind.rowConditions?.(object)
  return {
    cells: [...(kind.nameColumn === false ? [] : [kind.nameCell?.(object) ?? object.metadata.name]), ...kind.cells(object, { nowMs })],
    ...(conditions ? { conditions } : {}),
    ...(include === 'None' ? {} : { object: include === 'Object' ? object : partialMetadata(object) }),
  }
}

/** An object of which only the metadata is told. */
export function partialMetadata(object: AnyStored): Record<string, unknown> {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata }
}
