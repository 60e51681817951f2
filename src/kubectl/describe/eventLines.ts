import { ageOf } from '../duration.ts'
import type { JsonObject } from '../json.ts'
import type { Sheet } from './sheet.ts'

/** `20m (x9 over 50m)`: when an event was seen last, how often, and since when. */
export function eventInterval(event: JsonObject, nowMs: number): string {
  const age = (timestamp: string | undefined) => ageOf(timestamp, nowMs)
  const first = age(event['eventTime'] ?? event['firstTimestamp'])
  if (event['series']) return `${age(event['series'].lastObservedTime)} (x${event['series'].count} over ${first})`
  return event['count'] > 1 ? `${age(event['lastTimestamp'])} (x${event['count']} over ${first})` : first
}

const lastSeenMs = (event: JsonObject) => (event['lastTimestamp'] ? Date.parse(event['lastTimestamp']) : Number.MIN_SAFE_INTEGER)

/** The section with an object's events, by the time they were seen last; nothing for undefined. */
export function describeEvents(sheet: Sheet, events: readonly JsonObject[] | undefined, nowMs: number): void {
  if (!events) return
  if (events.length === 0) return sheet.line(0, 'Events:\t<none>')
  const sorted = [...events].sort((left, right) => lastSeenMs(left) - lastSeenMs(right))
  sheet.line(0, 'Events:')
  sheet.table(
    1,
    ['Type', 'Reason', 'Age', 'From', 'Message'],
    sorted.map((event) => [event['type'] ?? '', event['reason'] ?? '', eventInterval(event, nowMs), event['source']?.component || (event['reportingComponent'] ?? ''), (event['message'] ?? '').trim()]),
    ['----', '------', '----', '----', '-------'],
  )
}
