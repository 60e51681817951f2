import type { Draft } from '../../kinds/kind.ts'
import type { AnyStored } from '../../kinds/objects.ts'
import type { ApiServer, WriteRequest } from '../server.ts'

/** Answers a question: gives back the object with its status, or what the server answers instead. Throws a `StatusError` if it cannot be asked so. */
export type Review = (server: ApiServer, namespace: string, draft: Draft, request: WriteRequest) => AnyStored
