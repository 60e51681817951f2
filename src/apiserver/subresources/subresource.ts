import type { Draft } from '../../kinds/kind.ts'
import type { AnyStored } from '../../kinds/objects.ts'
import type { ApiServer, WriteRequest, Written } from '../server.ts'

/**
 * What `/NAME/SUBRESOURCE` of a resource answers, besides `status`, which the server's update does itself. One file each in this folder, listed in `registry.ts`.
 * Methods that a subresource lacks are answered with 405.
 */
export interface Subresource {
  get?(server: ApiServer, namespace: string, name: string): AnyStored
  create?(server: ApiServer, namespace: string, name: string, draft: Draft, request: WriteRequest): Written
  update?(server: ApiServer, namespace: string, name: string, draft: Draft, request: WriteRequest): Written
}

/** The answer of a subresource that has done what it was asked for and has nothing to show. */
export const SUCCESS = { kind: 'Status', apiVersion: 'v1', metadata: {} as never, status: 'Success', code: 201 } as AnyStored
