/** JSON as Go prints it: `<`, `>` and `&` escaped; with sorted keys where Go holds a map. */
export type JsonObject = Record<string, any>

const HTML = /[<>&\u2028\u2029]/g
const htmlEscaped = (character: string) => `\\u${(character.codePointAt(0) as number).toString(16).padStart(4, '0')}`

/** A copy whose keys are in byte order, as Go prints maps. */
export function sortKeys<T>(value: T): T {
  if (Array.isArray(value)) return value.map(sortKeys) as T
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  entries.sort(([left], [right]) => (left < right ? -1 : 1))
  return Object.fromEntries(entries.map(([key, each]) => [key, sortKeys(each)])) as T
}

/** On one line. */
export function compactJson(value: unknown): string {
  return JSON.stringify(value).replace(HTML, htmlEscaped)
}

/** On one line, keys sorted: what goes into requests and annotations. */
export function canonicalJson(value: unknown): string {
  return compactJson(sortKeys(value))
}

/** Indented by four blanks, as `-o json` prints. */
export function indentedJson(value: unknown): string {
  return JSON.stringify(value, undefined, 4).replace(HTML, htmlEscaped)
}

/** The value at a path of keys, or undefined. */
export function valueAt(object: unknown, ...path: readonly (string | number)[]): any {
  return path.reduce<any>((value, key) => (value === null || value === undefined ? undefined : value[key]), object)
}

/** Without members that are undefined, null, '' , [] or {}: what Go's omitempty leaves out. */
export function omitEmpty<T extends JsonObject>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== null && value !== '' && !(typeof value === 'object' && Object.keys(value).length === 0))) as T
}
