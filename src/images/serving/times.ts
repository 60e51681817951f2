/** Moments (milliseconds since the Unix epoch) as servers write them into their logs and headers, in UTC. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

const two = (number: number): string => String(number).padStart(2, '0')

/** `12:57:56`. */
function clock(moment: Date): string {
  return `${two(moment.getUTCHours())}:${two(moment.getUTCMinutes())}:${two(moment.getUTCSeconds())}`
}

/** `2026/11/25 12:57:56`: Go's log package, nginx's error log. */
export function slashTime(atMs: number): string {
  const moment = new Date(atMs)
  return `${moment.getUTCFullYear()}/${two(moment.getUTCMonth() + 1)}/${two(moment.getUTCDate())} ${clock(moment)}`
}

/** `25/Nov/2026:12:57:56 +0000`: the access logs of nginx and Apache. */
export function commonLogTime(atMs: number): string {
  const moment = new Date(atMs)
  return `${two(moment.getUTCDate())}/${MONTHS[moment.getUTCMonth()]}/${moment.getUTCFullYear()}:${clock(moment)} +0000`
}

/** `Wed, 25 Nov 2026 12:57:56 GMT`: HTTP headers. */
export function httpTime(atMs: number): string {
  const moment = new Date(atMs)
  return `${DAYS[moment.getUTCDay()]}, ${two(moment.getUTCDate())} ${MONTHS[moment.getUTCMonth()]} ${moment.getUTCFullYear()} ${clock(moment)} GMT`
}

/** `Wed Nov 25 12:57:56.123456 2026`: Apache's error log. */
export function apacheTime(atMs: number): string {
  const moment = new Date(atMs)
  return `${DAYS[moment.getUTCDay()]} ${MONTHS[moment.getUTCMonth()]} ${two(moment.getUTCDate())} ${clock(moment)}.${String(atMs % 1000).padStart(3, '0')}000 ${moment.getUTCFullYear()}`
}

/** `25 Nov 2026 12:57:56.123`: redis. */
export function redisTime(atMs: number): string {
  const moment = new Date(atMs)
  return `${two(moment.getUTCDate())} ${MONTHS[moment.getUTCMonth()]} ${moment.getUTCFullYear()} ${clock(moment)}.${String(atMs % 1000).padStart(3, '0')}`
}

/** `Nov 25 12:57:56`: Go's `time.Stamp`. */
export function stampTime(atMs: number): string {
  const moment = new Date(atMs)
  return `${MONTHS[moment.getUTCMonth()]} ${String(moment.getUTCDate()).padStart(2)} ${clock(moment)}`
}

/** `2026-11-25T12:57:56.123Z`. */
export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString()
}
