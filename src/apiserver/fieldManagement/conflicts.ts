import { difference, fieldSet, pathText } from './fieldSet.ts'
import { fieldsLastApplied } from './lastApplied.ts'
import { identityOf } from './managers.ts'
import type { Conflict, Writer } from './ownership.ts'

/** A conflict in the words of the answer. */
export interface ConflictText {
  /** `"editor" using v1`. */
  readonly manager: string
  /** `.data.a`. */
  readonly field: string
}

/** The conflicts that stand in the way: kubectl may take what its client-side apply set before. */
export function conflictsToReport(conflicts: readonly Conflict[], live: object, writer: Writer): ConflictText[] {
  const allowed = writer.name === 'kubectl' ? fieldsLastApplied(live, writer) : undefined
  return conflicts
    .filter(({ path }) => !allowed || difference(fieldSet(path), allowed).size > 0)
    .toSorted(({ manager: left }, { manager: right }) => (identityOf(left) < identityOf(right) ? -1 : identityOf(left) > identityOf(right) ? 1 : 0))
    .map(({ manager: { name, operation, apiVersion, subresource }, path }) => ({
      manager: `${JSON.stringify(name)}${subresource ? ` with subresource ${JSON.stringify(subresource)}` : ''}${operation === 'Update' ? ` using ${apiVersion}` : ''}`,
      field: pathText(path),
    }))
}
