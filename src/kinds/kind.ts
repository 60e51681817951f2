/**
 * What a resource kind is. One file a kind in this folder describes it; `registry.ts` lists them all. The API server, kubectl, the page and the generic tests
 * read these descriptions; none of them holds a switch over kinds.
 */
import type { ResourceName } from './resources.ts'
import type { AnyStored } from './objects.ts'

/** An object while it is being made: a private copy that defaulting and preparing may change. */
export type Draft = Record<string, any> & { metadata: Record<string, any> }

/** One thing wrong with an object, as `field.Error` of apimachinery prints it. */
export interface FieldError {
  /** The path of Go's field.Path: `spec.template.spec.containers[0].image`. */
  readonly field: string
  /** The machine-readable kind: `FieldValueRequired`, `FieldValueInvalid`, `FieldValueForbidden`, `FieldValueNotSupported`, `FieldValueDuplicate`, `FieldValueTooLong`, `FieldValueTooMany`, `FieldValueNotFound`, `FieldValueTypeInvalid`, `InternalError`. */
  readonly reason: string
  /** The text after the field: `Required value`, `Invalid value: "x": must be ...`. */
  readonly detail: string
}

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection'

/** A column of the server's table (`kubectl get`). */
export interface Column {
  readonly name: string
  readonly type: 'string' | 'integer' | 'date' | 'boolean' | 'number'
  /** `name` for the column that holds the name; '' for all others. */
  readonly format: string
  readonly description: string
  /** 0 is always shown; 1 with `-o wide`. */
  readonly priority: number
}

export type Cell = string | number | boolean | null

/** Another object that an object names: an edge of the picture. */
export interface Reference {
  readonly resource: ResourceName
  readonly namespace: string
  readonly name: string
  /** Why: `env`, `volume`, `scaleTargetRef`, `serviceAccountName` ... */
  readonly via: string
}

export interface KindContext {
  /** Virtual time, milliseconds since the Unix epoch. */
  readonly nowMs: number
  /** Who asks, where that is known. */
  readonly caller?: { readonly user: string; readonly uid?: string; readonly groups: readonly string[] }
}

/** The `/scale` subresource: where the numbers are. */
export interface ScaleDescription {
  specReplicas(object: AnyStored): number
  statusReplicas(object: AnyStored): number
  selector(object: AnyStored): string
  /** The object with another `spec.replicas`. */
  withReplicas(object: AnyStored, replicas: number): AnyStored
}

/** How objects look in a served version whose form is not the stored one. */
export interface Conversion {
  /** The message of the type table for this form. */
  readonly schema: string
  toStored(object: Draft): Draft
  fromStored(object: AnyStored): AnyStored
}

export interface Kind {
  /** '' for the core group. */
  readonly group: string
  /** Served versions, the preferred one first; objects are stored in the first. */
  readonly versions: readonly string[]
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly Verb[]
  /** The message of the type table that describes its fields: `apps/v1.Deployment` (see `schema/`). */
  readonly schema: string
  /** Served versions that look different from the stored one, by version. */
  readonly convert?: Readonly<Record<string, Conversion>>
  /** The resource under which its objects are stored, if not its own: `events` of both groups are the same objects. */
  readonly storedAs?: ResourceName
  /** Subresources besides scale, with the verbs each knows. */
  readonly subresources?: Readonly<Record<string, { readonly verbs: readonly Verb[]; readonly kind?: { group: string; version: string; kind: string } }>>
  readonly scale?: ScaleDescription
  /** Whether it has `/status`: then create and update ignore status, and a status write ignores all else. */
  readonly status: boolean
  /** Whether `metadata.generation` counts changes, and of what: by default of everything besides metadata and status. */
  readonly generation?: 'spec' | 'none' | ((next: Draft, old: AnyStored) => boolean)

  /** Fills in what the user left out. Runs on every create and update, before admission. */
  defaults?(draft: Draft): void
  /** Sets and clears what only the server may decide on create (the status of a new pod, a Service's `clusterIP: None` rules). */
  prepareForCreate?(draft: Draft, context: KindContext): void
  /** The same for an update: takes over from `old` what this write may not change. */
  prepareForUpdate?(draft: Draft, old: AnyStored): void
  /** The same for a write of the status; the draft may share parts with stored objects, but its status is its own. */
  prepareForStatusUpdate?(draft: Draft, old: AnyStored, context: KindContext): void
  /** What is wrong with the object itself. Metadata is validated by the server for all kinds. */
  validate?(object: Draft): FieldError[]
  /** What is wrong with it as a new object, besides. */
  validateCreate?(object: Draft): FieldError[]
  /** What is wrong with a name of this kind; names are DNS subdomains by default. */
  nameFaults?(name: string): string[]
  /** Whether a PUT of an object that does not exist creates it. */
  readonly createOnUpdate?: boolean
  /** Whether an update must say which resourceVersion it changes. */
  readonly requiresResourceVersion?: boolean
  /** What may not change from `old` to `next`. `validate` has run on `next` already. */
  validateUpdate?(next: Draft, old: AnyStored): FieldError[]
  validateStatusUpdate?(next: Draft, old: AnyStored): FieldError[]
  /** Texts of `Warning` headers for a create or an update. */
  warnings?(object: Draft, old: AnyStored | undefined): string[]
  /** Fields besides metadata.name and metadata.namespace that a field selector may name, and their values. */
  readonly selectableFields?: Readonly<Record<string, (object: any) => string>>
  /** Columns of its table after Name; `Age` included. */
  readonly columns: readonly Column[]
  /** The cells for `columns`, without the name. */
  cells(object: AnyStored, context: KindContext): Cell[]
  /** The name cell, where it is not the name (`standard (default)`). */
  nameCell?(object: AnyStored): string
  /** False for a table that does not begin with the name (Events). */
  readonly nameColumn?: boolean
  /** Row conditions of the table (a finished pod's `Completed`). */
  rowConditions?(object: AnyStored): { type: string; status: string; reason: string; message: string }[] | undefined
  references?(object: AnyStored): Reference[]
  /** The grace period in seconds for which a deleted object lives on; absent: it goes at once. */
  gracePeriodSeconds?(object: AnyStored, asked: number | undefined): number
  /** Whether something in Podarium acts on it; if not, storing one gives a Warning. */
  readonly inert?: boolean
  /** Whether a DELETE that does not say otherwise leaves what the object owns. */
  readonly orphansDependents?: boolean
}

/** `deployments.apps`, `pods`: the name by which parts of the cluster speak of it. */
export function resourceOf(kind: { group: string; plural: string }): ResourceName {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`
}

/** The `apiVersion` in which its objects are stored. */
export function apiVersionOf(kind: Kind): string {
  return kind.group === '' ? (kind.versions[0] as string) : `${kind.group}/${kind.versions[0]}`
}
