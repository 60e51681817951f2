import type { ApiRequest, ApiResponse } from '../client/transport.ts'
import { parseJson, textOf } from './wireText.ts'

/** How often and how far apart it looks whether something is gone. */
const attempts = 400
const pauseMs = 50

interface Created {
  kind?: string
  metadata?: { name?: string; finalizers?: string[]; deletionTimestamp?: string }
  rows?: { cells: unknown[] }[]
  spec?: object
}

type Send = (request: ApiRequest) => Promise<ApiResponse>

/** Notes what requests create, and removes it: no controller runs that would, so it plays the namespace controller and takes off finalizers. */
export class ApiCleaner {
  readonly #send: Send
  readonly #clock: { advance(durationMs: number): Promise<void> }
  readonly #created: string[] = []

  constructor(send: Send, clock: { advance(durationMs: number): Promise<void> }) {
    this.#send = send
    this.#clock = clock
  }

  /** Notes what a request created, if it did. */
  note({ method, target }: ApiRequest, response: ApiResponse): void {
    if (response.status !== 201 || target.includes('dryRun')) return
    const object = parseObject(response)
    const path = (target.split('?')[0] ?? '').replace(/\/+$/, '')
    const name = object.kind === 'Table' ? object.rows?.[0]?.cells[0] : object.metadata?.name
    const segments = path
      .replace(/^\/(api\/v1|apis\/[^/]+\/[^/]+)/, '')
      .replace(/^\/namespaces\/[^/]+(?=\/)/, '')
      .split('/')
      .filter((segment) => segment !== '')
    if (!name) return
    if (method === 'POST' && segments.length === 1) this.#created.push(`${path}/${String(name)}`)
    if (method !== 'POST' && segments.length === 2) this.#created.push(path)
  }

  /** Removes everything that was noted, the latest first. Throws if something stays. */
  async cleanUp(): Promise<void> {
    for (let path = this.#created.pop(); path !== undefined; path = this.#created.pop()) await this.#remove(path)
  }

  async #remove(path: string): Promise<void> {
    await this.#ask('DELETE', path, { gracePeriodSeconds: 0, propagationPolicy: 'Background' })
    for (let attempt = 0; attempt < attempts; attempt++) {
      const response = await this.#ask('GET', path)
      if (response.status === 404) return
      await this.#helpAway(path, parseObject(response))
      await this.#clock.advance(pauseMs)
    }
    throw new Error(`left behind: ${path}`)
  }

  async #helpAway(path: string, object: Created): Promise<void> {
    const { finalizers = [], deletionTimestamp } = object.metadata ?? {}
    if (object.kind === 'Namespace') await this.#ask('PUT', `${path}/finalize`, { ...object, spec: {} })
    // The API server itself removes the objects of a definition that goes.
    else if (finalizers.some((finalizer) => finalizer !== 'customresourcecleanup.apiextensions.k8s.io')) {
      await this.#ask('PATCH', path, { metadata: { finalizers: null } }, 'application/merge-patch+json')
    } else if (!deletionTimestamp) await this.#ask('DELETE', path, { gracePeriodSeconds: 0 })
  }

  #ask(method: string, target: string, body?: object, contentType = 'application/json'): Promise<ApiResponse> {
    const headers = { authorization: 'Bearer admintoken', accept: 'application/json', 'content-type': contentType }
    return this.#send({ method, target, headers, ...(body && { body: JSON.stringify(body) }) })
  }
}

function parseObject(response: ApiResponse): Created {
  return (parseJson(textOf(response)) ?? {}) as Created
}
