/** What the editor knows of kinds and fields: the server's own OpenAPI documents, as one JSON schema. */
import type { Transport } from '../../client/transport.ts'

export type JSONSchema = { readonly [key: string]: unknown }

interface OpenApiDocument {
  readonly components?: { readonly schemas?: Readonly<Record<string, JSONSchema>> }
}

interface GroupVersionKind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

const HEADERS = { accept: 'application/json' } as const

/** Reads the schemas of all kinds that a server has. */
export async function schemaOf(transport: Transport): Promise<JSONSchema> {
  const index = await fetchJson<{ paths: Readonly<Record<string, { serverRelativeURL: string }>> }>(transport, '/openapi/v3')
  const documents = await Promise.all(
    Object.entries(index.paths)
      .filter(([path]) => /^apis?\/.*v\d/.test(path))
      .map(([, { serverRelativeURL }]) => fetchJson<OpenApiDocument>(transport, serverRelativeURL)),
  )
  return asSchema(documents)
}

async function fetchJson<T>(transport: Transport, target: string): Promise<T> {
  const answer = await transport.request({ method: 'GET', target, headers: HEADERS })
  return JSON.parse(answer.body as string) as T
}

/** One schema for any object: which kind it is decides what fields it has. `oneOf` with constants narrows `kind` by `apiVersion`. */
export function asSchema(documents: readonly OpenApiDocument[]): JSONSchema {
  const definitions: Record<string, JSONSchema> = {}
  const kinds: JSONSchema[] = []
  for (const { components } of documents) {
    for (const [name, schema] of Object.entries(components?.schemas ?? {})) {
      if (definitions[name]) continue
      definitions[name] = strict(rewritten(schema) as JSONSchema)
      const own = (schema['x-kubernetes-group-version-kind'] as readonly GroupVersionKind[] | undefined) ?? []
      for (const { group, version, kind } of own) {
        if (kind.endsWith('List') || own.length > 1) continue
        kinds.push({
          title: kind,
          allOf: [{ $ref: `#/definitions/${name}` }],
          properties: { apiVersion: { const: group === '' ? version : `${group}/${version}` }, kind: { const: kind } },
          required: ['apiVersion', 'kind', 'metadata'],
        })
      }
    }
  }
  return { $schema: 'http://json-schema.org/draft-07/schema#', definitions, oneOf: kinds }
}

/** An unknown field is a mistake, as the server's strict check says; maps keep their free keys. */
function strict(schema: JSONSchema): JSONSchema {
  return schema['properties'] !== undefined && schema['additionalProperties'] === undefined ? { ...schema, additionalProperties: false } : schema
}

function rewritten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewritten)
  if (typeof value !== 'object' || value === null) return value
  const { nullable: _, default: __, ...fields } = value as Record<string, unknown>
  const out = Object.fromEntries(Object.entries(fields).filter(([key]) => !key.startsWith('x-kubernetes-')).map(([key, held]) => [key, key === '$ref' ? String(held).replace('#/components/schemas/', '#/definitions/') : rewritten(held)]))
  if (out['format'] === 'int-or-string') return { ...out, type: ['integer', 'string'], format: undefined }
  if (Array.isArray(out['allOf']) && out['allOf'].length === 1 && Object.keys(out).every((key) => key === 'allOf' || key === 'description')) return { ...(out['allOf'][0] as object), ...(out['description'] ? { description: out['description'] } : {}) }
  return out
}
