const WORDS = new Map<string, unknown>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
])

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/
const RADIX: readonly (readonly [RegExp, number])[] = [
  [/^([-+]?)0[xX]([0-9a-fA-F]+)$/, 16],
  [/^([-+]?)0[bB]([01]+)$/, 2],
  [/^([-+]?)0[oO]?([0-7]+)$/, 8],
]

/** The value of an unquoted YAML scalar: null, a boolean, a number or the text itself (go-yaml v2's resolve). */
export function resolvePlain(source: string): null | boolean | number | string {
  if (WORDS.has(source)) return WORDS.get(source) as null | boolean | number
  if (!/^[-+.0-9]/.test(source)) return source
  const plain = source.startsWith('.') ? source : source.replaceAll('_', '')
  for (const [pattern, radix] of RADIX) {
    const match = pattern.exec(plain)
    if (match) return (match[1] === '-' ? -1 : 1) * Number.parseInt(match[2] as string, radix)
  }
  if (/^[-+]?(0|[1-9][0-9]*)$/.test(plain)) return Number(plain)
  return FLOAT.test(plain) ? Number(plain) : source
}

const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d{2}:\d{2})| \d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?)?$/

/** Whether go-yaml may print a string without quotes: nothing else would be read from it. */
export function readsAsString(text: string): boolean {
  return typeof resolvePlain(text) === 'string' && text !== '<<' && !BASE_60.test(text) && !TIMESTAMP.test(text)
}
