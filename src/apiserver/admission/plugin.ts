import type { Draft, Kind } from '../../kinds/kind.ts'
import type { AnyStored } from '../../kinds/objects.ts'
import type { ResourceName } from '../../kinds/resources.ts'
import type { Caller } from '../caller.ts'
import type { Random } from '../../base/random.ts'

export type AdmissionOperation = 'create' | 'update' | 'delete' | 'connect'

/** A write on its way into the store. */
export interface Attributes {
  readonly operation: AdmissionOperation
  readonly kind: Kind
  readonly resource: ResourceName
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  /** The object as it will be written (create and update); plugins that mutate change it. */
  readonly object: Draft | undefined
  readonly old: AnyStored | undefined
  readonly caller: Caller
  readonly dryRun: boolean
}

/** What a plugin may look at besides the write itself. */
export interface AdmissionContext {
  get(resource: ResourceName, namespace: string, name: string): AnyStored | undefined
  list(resource: ResourceName, namespace: string): AnyStored[]
  /** Writes the status of an object in the server's own name, such as what is used of a quota. */
  writeStatus(resource: ResourceName, object: AnyStored): void
  readonly random: Random
  readonly nowMs: number
  /** Adds a `Warning` to the answer. */
  warn(text: string): void
}

/** One admission plugin: one file in this folder, listed in `registry.ts` in the order of the real server. It refuses by throwing a `StatusError`. */
export interface AdmissionPlugin {
  readonly name: string
  readonly operations: readonly AdmissionOperation[]
  /** May change `attributes.object`; runs before validation. */
  mutate?(attributes: Attributes, context: AdmissionContext): void
  /** Judges the finished object; runs after validation. */
  validate?(attributes: Attributes, context: AdmissionContext): void
}
