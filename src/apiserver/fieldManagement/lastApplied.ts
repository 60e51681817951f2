import type { Draft } from '../../kinds/kind.ts'
import { compare } from './compare.ts'
import { isMap } from './elements.ts'
import { difference, EMPTY, type FieldSet } from './fieldSet.ts'
import type { Writer } from './ownership.ts'
import { fieldsOf } from './typedValue.ts'
import { typeErrors } from './typeErrors.ts'

/** Where kubectl's client-side apply keeps what it applied. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** Brings the annotation of client-side apply up to date, if the object has it (`lastappliedupdater.go`). */
export function withLastApplied(draft: Draft, applied: object): void {
  const annotations = draft.metadata['annotations'] as Record<string, string> | undefined
  if (!annotations?.[LAST_APPLIED]) return
  const { metadata, ...rest } = applied as Draft
  const { annotations: given, ...others } = metadata
  const { [LAST_APPLIED]: _, ...kept } = (given ?? {}) as Record<string, string>
  const configuration = { ...rest, metadata: { ...others, ...(given ? { annotations: kept } : {}) } }
  draft.metadata['annotations'] = { ...annotations, [LAST_APPLIED]: `${JSON.stringify(sortedKeys(configuration))}\n` }
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys)
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([name, entry]) => [name, sortedKeys(entry)]))
}

/** The fields that client-side apply set and that are still as it set them: kubectl may take these over (`lastappliedmanager.go`). */
export function fieldsLastApplied(live: object, { view }: Writer): FieldSet {
  const text = ((live as Draft).metadata['annotations'] as Record<string, string> | undefined)?.[LAST_APPLIED]
  const last = text === undefined ? undefined : parsed(text)
  if (!isMap(last) || last['apiVersion'] !== view.apiVersion || typeErrors(view.type, last) !== undefined) return EMPTY
  const { added, modified, removed } = compare(view.type, last, live)
  return difference(difference(difference(fieldsOf(view.type, last), modified), added), removed)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
