import type { ObjectMeta } from 'kubernetes-types/meta/v1'

/** An object as anybody may write it: only its type is sure. */
export interface KubernetesObject {
  apiVersion?: string
  kind?: string
  metadata?: ObjectMeta
}

/** The metadata of an object that the API server has stored. */
export interface StoredMeta extends ObjectMeta {
  name: string
  uid: string
  resourceVersion: string
  creationTimestamp: string
}

type Part<T, K extends string> = K extends keyof T ? { [P in K]: NonNullable<T[P & keyof T]> } : unknown

/**
 * An object as the API server returns it: metadata, spec and status are there. Stored objects are immutable and shared by all who read them:
 * whoever wants to change one builds a new one (`{ ...pod, status: { ...pod.status, phase } }`) and writes that.
 */
export type Stored<T> = Omit<T, 'apiVersion' | 'kind' | 'metadata' | 'spec' | 'status'> & { apiVersion: string; kind: string; metadata: StoredMeta } & Part<T, 'spec'> & Part<T, 'status'>

/** A stored object of which nothing but its metadata is known. */
export type AnyStored = { apiVersion: string; kind: string; metadata: StoredMeta } & Record<string, unknown>
