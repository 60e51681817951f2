import { StatusError } from '../../client/status.ts'
import type { JsonObject } from '../json.ts'
import { collectionPath } from '../paths.ts'
import type { Query } from '../client.ts'
import type { Session } from '../session.ts'

/** Which events to look for. */
export interface EventReference {
  readonly name: string
  readonly namespace: string
  readonly uid: string
  /** '' for events of any kind. */
  readonly kind: string
}

/** Where describers find what belongs to their object. */
export class DescribeSource {
  readonly #session: Session
  readonly #showsEvents: boolean
  readonly #chunkSize: number

  constructor(session: Session, showsEvents: boolean, chunkSize: number) {
    this.#session = session
    this.#showsEvents = showsEvents
    this.#chunkSize = chunkSize
  }

  get nowMs(): number {
    return this.#session.nowMs
  }

  get(path: string): Promise<JsonObject> {
    return this.#session.client.get(path)
  }

  /** All objects of a collection, asked for in chunks. */
  async list(path: string, query: Query = {}): Promise<JsonObject[]> {
    const items: JsonObject[] = []
    for (let next: string | undefined; ; ) {
      const page = await this.#session.client.get(path, { ...query, limit: this.#chunkSize || undefined, continue: next })
      items.push(...(page['items'] ?? []))
      next = page['metadata']?.continue || undefined
      if (!next) return items
    }
  }

  /** The endpoint slices of a service; none when they cannot be read. */
  async endpointSlices(namespace: string, service: string): Promise<JsonObject[]> {
    const list = await this.#session.client.get(collectionPath('discovery.k8s.io/v1', 'endpointslices', namespace), { labelSelector: `kubernetes.io/service-name=${service}` })
    return list['items'] ?? []
  }

  /** The events of an object; undefined when they are not to be shown or cannot be read. */
  async events(reference: EventReference): Promise<JsonObject[] | undefined> {
    if (!this.#showsEvents) return undefined
    const { name, namespace, kind, uid } = reference
    const terms = [`involvedObject.name=${name}`, `involvedObject.namespace=${namespace}`, ...(kind === '' ? [] : [`involvedObject.kind=${kind}`]), `involvedObject.uid=${uid}`]
    try {
      return await this.list(collectionPath('v1', 'events', namespace), { fieldSelector: terms.join(',') })
    } catch (error) {
      if (error instanceof StatusError) return undefined
      throw error
    }
  }
}

export function referenceTo(object: JsonObject): EventReference {
  const { name = '', namespace = '', uid = '' } = object['metadata'] ?? {}
  return { name, namespace, uid, kind: object['kind'] ?? '' }
}
