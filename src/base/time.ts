/** Times as the API writes them. A moment is a number: milliseconds since the Unix epoch. */

/** RFC 3339 in UTC with whole seconds, as `metav1.Time`: `2026-11-21T13:56:03Z`. Parts of a second are dropped. */
export function formatTime(atMs: number): string {
  return `${new Date(Math.floor(atMs / 1000) * 1000).toISOString().slice(0, 19)}Z`
}

/** RFC 3339 with microseconds, as `metav1.MicroTime`: `2026-11-21T13:56:03.123000Z`. */
export function formatMicroTime(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 23)}000Z`
}

/** RFC 3339 with nanoseconds and without trailing zeros, as Go prints it in logs. */
export function formatNanoTime(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.?0*Z$/, 'Z')
}

/** The moment that an RFC 3339 text names; NaN if it is none. */
export function parseTime(text: string): number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
}
