import { textToBase64 } from '../base/base64.ts'
import type { Simulation, Timer } from '../base/simulation.ts'
import type { StreamSink } from '../client/transport.ts'
import { apiVersionOf, resourceOf, type Kind } from '../kinds/kind.ts'
import type { AnyStored } from '../kinds/objects.ts'
import { gone } from './errors.ts'
import type { AnswerForm } from './negotiation.ts'
import { selectChange, type Selection } from './selection.ts'
import type { ApiServer } from './server.ts'
import { CompactedError } from './store.ts'
import { partialMetadata, tableOf, type IncludeObject } from './table.ts'

export interface WatchRequest {
  readonly namespace: string
  readonly selection: Selection
  readonly form: AnswerForm
  /** How an object looks in the version that is watched. */
  fromStored(object: AnyStored): AnyStored
  readonly includeObject: IncludeObject
  /** As in the query: undefined or '0' begins with what is there. */
  readonly resourceVersion: string | undefined
  readonly bookmarks: boolean
  /** Undefined: only if no resourceVersion is given. */
  readonly sendInitialEvents: boolean | undefined
  readonly timeoutSeconds: number | undefined
}

/** How often a watch that asked for bookmarks gets one. */
const BOOKMARK_PERIOD_MS = 60_000

/** Serves one watch to a client outside: what is there, if asked, then every change as a line of JSON, until either side ends it. */
export function serveWatch(server: ApiServer, kind: Kind, request: WatchRequest, sink: StreamSink): () => void {
  const { simulation } = server
  const resource = resourceOf(kind)
  const { selection } = request
  const timers: Timer[] = []
  let closed = false
  let first = true

  const send = (type: string, object: unknown): void => sink.data(`${JSON.stringify({ type, object })}\n`)
  const sendObject = (type: string, object: AnyStored): void => {
    send(type, shaped(kind, object, request, first, simulation))
    first = false
  }
  const close = (): void => {
    if (closed) return
    closed = true
    unlisten()
    server.connections.delete(end)
    for (const timer of timers) timer.cancel()
  }
  const end = (): void => {
    if (closed) return
    close()
    sink.end()
  }
  const bookmark = (initial: boolean): void => sendObject('BOOKMARK', bookmarkOf(kind, server.store.revision, initial))

  let unlisten = (): void => undefined
  const asked = request.resourceVersion
  const fromNow = asked === undefined || asked === '' || asked === '0'
  if (fromNow ? request.sendInitialEvents !== false : request.sendInitialEvents) {
    server.store.scan(resource, request.namespace, (object) => void (selection.matches(object) && sendObject('ADDED', object)))
    if (request.bookmarks && (request.sendInitialEvents || asked === '0')) bookmark(true)
  } else if (!fromNow) {
    try {
      for (const change of server.store.changesSince(resource, Number(asked))) {
        const event = selectChange(change, selection)
        if (event) sendObject(event.type, event.object)
      }
    } catch (error) {
      if (!(error instanceof CompactedError)) throw error
      send('ERROR', gone(`too old resource version: ${asked} (${server.store.compactedRevision})`).status)
      sink.end()
      return () => undefined
    }
  }
  unlisten = server.store.listen(
    resource,
    (change) => {
      const event = selectChange(change, selection)
      if (event && !(Number(event.object.metadata.resourceVersion) <= Number(asked ?? 0))) sendObject(event.type, event.object)
    },
    selection.narrow,
  )
  server.connections.add(end)
  if (request.timeoutSeconds !== undefined) timers.push(simulation.schedule(request.timeoutSeconds * 1000, end, { background: true }))
  if (request.bookmarks) {
    const again = (): void => {
      if (closed) return
      bookmark(false)
      timers.push(simulation.schedule(BOOKMARK_PERIOD_MS, again, { background: true }))
    }
    timers.push(simulation.schedule(BOOKMARK_PERIOD_MS, again, { background: true }))
  }
  return close
}

/** At the end of the initial events, also an empty list of the kind: what a list of them would have been like. */
function bookmarkOf(kind: Kind, revision: number, initial: boolean): AnyStored {
  const blueprint = textToBase64(`${JSON.stringify({ kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata: {}, items: null })}\n`)
  const annotations = initial ? { annotations: { 'k8s.io/initial-events-end': 'true', 'kubernetes.io/initial-events-list-blueprint': blueprint } } : {}
  return { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata: { resourceVersion: String(revision), creationTimestamp: null, ...annotations } as never }
}

function shaped(kind: Kind, object: AnyStored, request: WatchRequest, first: boolean, simulation: Simulation): unknown {
  if (request.form.as === 'table') return tableOf(kind, [object], { resourceVersion: object.metadata.resourceVersion }, request.includeObject, simulation.nowMs, request.fromStored, first)
  const shown = request.fromStored(object)
  return request.form.as === 'object' ? shown : partialMetadata(shown)
}
