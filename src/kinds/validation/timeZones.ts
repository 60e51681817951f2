const PART = /^[A-Za-z.\-_0-9+]{1,14}$/

/** What is wrong with the name of a time zone (`validateTimeZone`). */
export function timeZoneFault(zone: string): string[] {
  if (zone === '') return ['timeZone must be nil or non-empty string']
  const unknown = `unknown time zone ${zone}`
  if (zone.split('/').some((part) => part === '.' || part === '..' || part.startsWith('-') || !PART.test(part))) return [unknown]
  if (zone.toLowerCase() === 'local') return ['timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones']
  return isKnown(zone) ? [] : [unknown]
}

/** Whether the time zone database has it. Its names are files' names, so unlike here upper and lower case differ; all begin with a capital. */
function isKnown(zone: string): boolean {
  if (!/^[A-Z]/.test(zone)) return false
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined
  } catch {
    return false
  }
}
