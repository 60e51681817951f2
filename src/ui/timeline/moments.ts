/** Words for moments and lengths of virtual time. */

/** `0:03:12` and `.400` of 192400 ms. */
export function clockParts(atMs: number): { readonly whole: string; readonly rest: string } {
  const whole = Math.floor(atMs / 1000)
  const seconds = whole % 60
  const minutes = Math.floor(whole / 60) % 60
  const hours = Math.floor(whole / 3600)
  return { whole: `${hours}:${two(minutes)}:${two(seconds)}`, rest: `.${String(Math.floor(atMs % 1000)).padStart(3, '0')}` }
}

/** `3:05.3` of 185300 ms. */
export function moment(atMs: number): string {
  const tenths = Math.floor(atMs / 100)
  const seconds = Math.floor(tenths / 10)
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}.${tenths % 10}`
}

/** `3:05` or `1:03:05`: a label of the scale. */
export function mark(atMs: number): string {
  const seconds = Math.round(atMs / 1000)
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** How long until then: `1.2 s`, `33 s`, `4 min`. */
export function until(durationMs: number): string {
  const seconds = Math.max(0, durationMs) / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 120) return `${Math.round(seconds)} s`
  return `${Math.round(seconds / 60)} min`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
