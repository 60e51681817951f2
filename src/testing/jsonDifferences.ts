import type { Json, JsonObject } from './compare/states.ts'

/** Where and how `actual` is not `expected`: one line a place, beginning with its path. Key order says nothing. */
export function jsonDifferences(expected: Json | undefined, actual: Json | undefined, path: string): string[] {
  if (isObject(expected) && isObject(actual)) {
    const keys = [...Object.keys(expected), ...Object.keys(actual).filter((key) => !(key in expected))]
    return keys.flatMap((key) => {
      if (!(key in actual)) return [`${path}.${key}: missing, should be ${excerpt(expected[key], 160)}`]
      if (!(key in expected)) return [`${path}.${key}: should not be there: ${excerpt(actual[key], 160)}`]
      return jsonDifferences(expected[key], actual[key], `${path}.${key}`)
    })
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    return expected.flatMap((item, index) => jsonDifferences(item, actual[index], `${path}[${index}]`))
  }
  return isSame(expected, actual) ? [] : [`${path}: ${excerpt(actual, 240)}, should be ${excerpt(expected, 240)}`]
}

/** A Go diff, printed in some messages, mixes kinds of space at random. */
function isSame(expected: Json | undefined, actual: Json | undefined): boolean {
  if (typeof expected === 'string' && typeof actual === 'string') return expected === actual || words(expected) === words(actual)
  return JSON.stringify(expected) === JSON.stringify(actual)
}

function words(text: string): string {
  return text.split(/\s+/).join(' ').trim()
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function excerpt(value: Json | undefined, length: number): string {
  return String(JSON.stringify(value)).slice(0, length)
}
