import type { JsonObject } from '../json.ts'

/** An OpenAPI v3 document of one group version, and how `kubectl explain` reads it. */
export class SchemaDocument {
  readonly #document: JsonObject

  constructor(document: JsonObject) {
    this.#document = document
  }

  /** The schema of a kind. */
  ofKind(group: string, version: string, kind: string): JsonObject | undefined {
    const isOfKind = (each: JsonObject) => (each['group'] ?? '') === group && each['version'] === version && each['kind'] === kind
    const schemas: JsonObject = this.#document['components']?.schemas ?? {}
    const name = Object.keys(schemas).sort().find((each) => (schemas[each]?.['x-kubernetes-group-version-kind'] ?? []).some(isOfKind))
    return name === undefined ? undefined : schemas[name]
  }

  /** What a `$ref` stands for; undefined without one. */
  #referenced(reference: string | undefined): JsonObject | undefined {
    if (reference === undefined || !reference.startsWith('#/')) return undefined
    return reference
      .slice(2)
      .split('/')
      .reduce<JsonObject | undefined>((current, key) => current?.[key], this.#document)
  }

  resolve(schema: JsonObject): JsonObject {
    return this.#referenced(schema['$ref']) ?? schema
  }

  /** `string`, `[]Container`, `map[string]string`, `Object`. */
  typeName(schema: JsonObject): string {
    const { items, additionalProperties, allOf, properties, type, $ref } = schema
    if (items) return `[]${this.typeName(items)}`
    if (isSchema(additionalProperties)) return `map[string]${this.typeName(additionalProperties)}`
    if (allOf && !properties && allOf.length === 1) return this.typeName(allOf[0])
    if ($ref) {
      const target = this.#referenced($ref)
      if (target?.['type'] && target['type'] !== 'object') return target['type']
      return String($ref).split('/').at(-1)?.split('.').at(-1) || 'Object'
    }
    return type === 'object' || !type ? 'Object' : type
  }

  /** The descriptions of a schema and of what it is made of, each with its newline. */
  description(schema: JsonObject): string {
    const resolved = this.resolve(schema)
    const parts = [...(resolved['allOf'] ?? []), resolved['items'], isSchema(resolved['additionalProperties']) ? resolved['additionalProperties'] : undefined]
    return (resolved['description'] ? `${resolved['description']}\n` : '') + parts.map((part) => (part ? this.description(part) : '')).join('')
  }

  /** Follows field names into a schema: through lists and maps to what they hold. Undefined when there is no such field. */
  follow(schema: JsonObject, path: readonly string[], seen: readonly string[] = []): FoundField | undefined {
    const reference: string | undefined = schema['$ref']
    const resolved = this.resolve(schema)
    const [field, ...rest] = path
    if (field === undefined) return { schema }
    if (reference !== undefined && seen.includes(reference)) return undefined
    const next = reference === undefined ? seen : [...seen, reference]
    const property: JsonObject | undefined = resolved['properties']?.[field]
    if (property) {
      const found = this.follow(property, rest)
      return found && rest.length === 0 ? { schema: property, name: field } : found
    }
    if (resolved['items']) return this.follow(resolved['items'], path, next)
    if (isSchema(resolved['additionalProperties'])) return this.follow(resolved['additionalProperties'], path, next)
    for (const part of resolved['allOf'] ?? []) {
      const found = this.follow(part, path, next)
      if (found) return found
    }
    return undefined
  }
}

export interface FoundField {
  readonly schema: JsonObject
  /** The last name of the path; a whole kind has none. */
  readonly name?: string
}

export function isSchema(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null
}
