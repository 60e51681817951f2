/** A value of JSON as Go prints it without quotes (`%v`): `map[image:x name:c]`, `[a b]`. */
export function goPlain(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(goPlain).join(' ')}]`
  if (typeof value !== 'object') return String(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `map[${entries.map(([key, field]) => `${key}:${goPlain(field)}`).join(' ')}]`
}
