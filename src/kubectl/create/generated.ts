import { StatusError } from '../../client/status.ts'
import type { Query } from '../client.ts'
import { KubectlError, UsageError } from '../errors.ts'
import type { Flag } from '../flags.ts'
import { compactJson, type JsonObject } from '../json.ts'
import { LAST_APPLIED } from '../lastApplied.ts'
import { collectionPath } from '../paths.ts'
import { dryRunOf, dryRunQuery, PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { DRY_RUN_FLAG, fieldManagerFlag, fieldValidation, SAVE_CONFIG_FLAG, VALIDATE_FLAG } from '../sharedFlags.ts'

/** Flags of every command that makes an object from its arguments. */
export const GENERATED_FLAGS: readonly Flag[] = [DRY_RUN_FLAG, fieldManagerFlag('kubectl-create'), ...PRINT_FLAGS, SAVE_CONFIG_FLAG, VALIDATE_FLAG]

/** The one NAME before `--`. */
export function requireName({ args, argsBeforeDash }: Session): string {
  const count = argsBeforeDash ?? args.length
  if (count !== 1) throw new UsageError(`exactly one NAME is required, got ${count}`)
  return args[0] as string
}

/** The words after NAME: `-- COMMAND ARGUMENTS`, with or without the dashes. */
export function commandAfterName({ args }: Session): readonly string[] {
  return args.slice(1)
}

/** Metadata as Go writes it for an object that no server has seen; the namespace is left out unless the user named it. */
export function newMetadata(session: Session, name: string, maps: { readonly labels?: JsonObject; readonly annotations?: JsonObject; readonly ownerReferences?: readonly JsonObject[] } = {}): JsonObject {
  return { name, ...(session.namespaceIsExplicit ? { namespace: session.namespace } : {}), creationTimestamp: null, ...maps }
}

/** Metadata of what has no namespace. */
export function newClusterMetadata(name: string): JsonObject {
  return { name, creationTimestamp: null }
}

export interface Creation {
  /** In the order of the Go type's fields. */
  readonly object: JsonObject
  /** `deployments`. */
  readonly resource: string
  readonly namespaced: boolean
  /** What goes before a refusal: `failed to create deployment: `. Without it the refusal is shown as the server gave it. */
  readonly failure?: string
}

/** Query of a request that creates or changes. */
export function creationQuery(session: Session): Query {
  return { ...dryRunQuery(session), fieldManager: session.flags.string('field-manager'), fieldValidation: fieldValidation(session.flags.string('validate')) }
}

/** With the annotation that `kubectl apply` reads; an object of a Go type is written in the order of its fields. */
export function withAnnotation(object: JsonObject): JsonObject {
  const annotations = { ...object['metadata']?.annotations, [LAST_APPLIED]: `${compactJson(object)}\n` }
  return { ...object, metadata: { ...object['metadata'], annotations } }
}

/** Creates the object, or only says what would be created, and prints the result. */
export async function create(session: Session, { object, resource, namespaced, failure }: Creation): Promise<void> {
  const body = session.flags.bool('save-config') ? withAnnotation(object) : object
  const print = await resultPrinter(session, 'created', { keepsOrder: true })
  if (dryRunOf(session) === 'client') return session.stdout(print(body))
  const path = collectionPath(String(object['apiVersion']), resource, namespaced ? session.namespace : '')
  try {
    session.stdout(print(await session.client.request('POST', path, { query: creationQuery(session), body })))
  } catch (error) {
    if (failure === undefined || !(error instanceof StatusError)) throw error
    throw new KubectlError(failure + error.message)
  }
}
