import { ElementError, elementOf, isList, isMap } from './elements.ts'
import { elementText } from './fieldSet.ts'
import { entryType, type ValueType } from './valueType.ts'

/** What is wrong with a value of a type, in the words of structured-merge-diff; undefined if nothing is. */
export function typeErrors(type: ValueType, value: unknown): string | undefined {
  const [first, ...others] = check(type, value).map((error) => error.replace(/^: /, ''))
  return others.length === 0 ? first : ['errors:', ...[first, ...others].map((error) => `  ${error}`)].join('\n')
}

function check(type: ValueType, value: unknown): string[] {
  if (value === null || type.kind === 'any') return []
  if (type.kind === 'scalar') return checkScalar(type.scalar, value)
  if (type.kind === 'map') {
    if (!isMap(value)) return [`: expected map, got ${shown(value)}`]
    const errors: string[] = []
    for (const [name, entry] of Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1))) {
      const below = entryType(type, name)
      // The rest of the map is not looked at.
      if (!below) return [...errors, `.${name}: field not declared in schema`]
      errors.push(...check(below, entry).map((error) => `.${name}${error}`))
    }
    return errors
  }
  if (!isList(value)) return [`: expected list, got ${shown(value)}`]
  const errors: string[] = []
  const seen = new Set<string>()
  for (const [index, item] of value.entries()) {
    let element = `i:${index}`
    if (!type.atomic) {
      try {
        element = elementOf(type, item)
      } catch (error) {
        if (!(error instanceof ElementError)) throw error
        return [...errors, `: element ${index}: ${error.message}`]
      }
      if (seen.has(element)) errors.push(`: duplicate entries for key ${elementText(element)}`)
      seen.add(element)
    }
    errors.push(...check(type.element, item).map((error) => `${elementText(element)}${error}`))
  }
  return errors
}

function checkScalar(scalar: 'numeric' | 'string' | 'boolean' | 'untyped', value: unknown): string[] {
  switch (scalar) {
    case 'numeric':
      return typeof value === 'number' ? [] : [`: expected numeric (int or float), got ${goType(value)}`]
    case 'string':
      return typeof value === 'string' ? [] : [`: expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`]
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`: expected boolean, got ${shown(value)}`]
    case 'untyped':
      return typeof value !== 'object' ? [] : [`: expected any scalar, got ${shown(value)}`]
  }
}

function goType(value: unknown): string {
  if (isList(value)) return '[]interface {}'
  if (isMap(value)) return 'map[string]interface {}'
  return typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : 'string'
}

/** Go's `%v` of a wrapped value. */
function shown(value: unknown): string {
  return `&{${plain(value)}}`
}

function plain(value: unknown): string {
  if (isList(value)) return `[${value.map(plain).join(' ')}]`
  if (isMap(value)) return `map[${sortedEntries(value).map(([name, entry]) => `${name}:${plain(entry)}`).join(' ')}]`
  return value === null ? '<nil>' : String(value)
}

/** Go's `%#v`. */
function goSyntax(value: unknown): string {
  if (isList(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`
  if (isMap(value)) return `map[string]interface {}{${sortedEntries(value).map(([name, entry]) => `${JSON.stringify(name)}:${goSyntax(entry)}`).join(', ')}}`
  return value === null ? 'interface {}(nil)' : JSON.stringify(value)
}

function sortedEntries(value: Record<string, unknown>): [string, unknown][] {
  return Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1))
}
