import { itemsOf, type Target } from './builder.ts'
import { Cancellation } from './cancellation.ts'
import type { WatchMessage } from './client.ts'
import { pathOf } from './discovery.ts'
import type { JsonObject } from './json.ts'
import type { Session } from './session.ts'

/** What the server tells about one object: its state, or that it is gone. */
export interface Observation {
  readonly type: WatchMessage['type']
  readonly object: JsonObject
}

/**
 * Follows one object by list and watch, as kubectl's informers do, until `isDone` says so. Resolves to false when the time ran out (0 means no limit) or the user stopped it.
 * A watch that the server ends is opened anew.
 * @param present called with the object of the list, or undefined when there is none.
 */
export async function followObject(
  session: Session,
  target: Target,
  timeoutMs: number,
  present: (object: JsonObject | undefined) => boolean | Promise<boolean>,
  isDone: (observation: Observation) => boolean | Promise<boolean>,
): Promise<boolean> {
  const stop = new Cancellation(session.context.signal)
  const path = pathOf(target.mapping, target.namespace)
  const fieldSelector = `metadata.name=${target.name}`
  const deadline = timeoutMs > 0 ? session.context.clock.sleep(timeoutMs, stop) : undefined
  void deadline?.then(() => stop.abort())
  try {
    for (let resourceVersion = '0'; !stop.aborted; ) {
      const list = await session.client.get(path, { fieldSelector, limit: 500, resourceVersion: '0' })
      resourceVersion = list['metadata']?.resourceVersion ?? '0'
      const timeoutSeconds = 300 + Math.floor(session.context.random() * 300)
      const events = await session.client.watch(path, { allowWatchBookmarks: true, fieldSelector, resourceVersion, timeoutSeconds, watch: true }, stop)
      const [object] = itemsOf(list)
      if (await present(object)) {
        await events.return(undefined)
        return true
      }
      for await (const event of events) if (event.type !== 'BOOKMARK' && event.type !== 'ERROR' && (await isDone(event))) return true
      if (!stop.aborted) await session.context.clock.sleep(1000, stop)
    }
    return false
  } finally {
    stop.abort()
  }
}
