/** JSON as Go writes it. */

const ESCAPED = /[<>&\u2028\u2029]/g

/** A value on one line: the keys of all objects in the order of their bytes, as Go prints maps; `<`, `>` and `&` escaped. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, held: unknown) => (typeof held === 'object' && held !== null && !Array.isArray(held) ? sorted(held as Record<string, unknown>) : held)).replace(ESCAPED, escaped)
}

function sorted(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(object).sort().map((key) => [key, object[key]]))
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
