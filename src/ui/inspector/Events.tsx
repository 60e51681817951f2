import { useEffect, useState } from 'react'
import type { AnyStored } from '../../kinds/objects.ts'
import type { Event } from '../../kinds/resources.ts'
import { humanDuration } from '../../base/duration.ts'
import { parseTime } from '../../base/time.ts'
import { follow } from '../session/objects.ts'
import { cluster, useSession } from '../session/store.ts'
import { texts } from '../texts.ts'

/** The Events about an object, the newest first. */
export function Events({ object }: { object: AnyStored }) {
  const { uid } = object.metadata
  const [events, setEvents] = useState<ReadonlyMap<string, Event>>(new Map())
  const nowMs = useSession((state) => Math.floor((state.startMs + state.atMs) / 1000) * 1000)
  useEffect(() => {
    setEvents(new Map())
    const selector = encodeURIComponent(`involvedObject.uid=${uid}`)
    return follow(cluster(), `/api/v1/events?watch=true&fieldSelector=${selector}`, (type, event) => {
      if (type === 'DELETED') return
      setEvents((known) => new Map(known).set(event.metadata.name as string, event as unknown as Event))
    })
  }, [uid])
  if (events.size === 0) return <p className="quiet">{texts.inspector.noEvents}</p>
  const newest = [...events.values()].sort((a, b) => timeOf(b) - timeOf(a))
  return (
    <ul className="events">
      {newest.map((event) => (
        <li key={event.metadata.name}>
          <p>
            <span className={`strong ${event.type === 'Warning' ? 'wrong' : ''}`}>{event.reason}</span>
            <span className="small least events-age">{humanDuration(nowMs - timeOf(event))}{(event.count ?? 1) > 1 ? ` ×${event.count}` : ''}</span>
          </p>
          <p className="quiet">{event.message}</p>
        </li>
      ))}
    </ul>
  )
}

function timeOf({ lastTimestamp, eventTime, metadata }: Event): number {
  return parseTime(String(lastTimestamp ?? eventTime ?? metadata.creationTimestamp))
}
