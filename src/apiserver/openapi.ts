/**
 * OpenAPI v3 documents, derived from the kinds and the table of types: enough for kubectl's validation and `explain`, and for generators of clients.
 * Descriptions are not in the table, so `explain` shows structure without prose.
 */
import { hashText } from '../base/random.ts'
import type { Kind } from '../kinds/kind.ts'
import { messageType, type Field } from '../kinds/schema/index.ts'
import { groupsOf } from './discovery.ts'

interface Document {
  readonly path: string
  readonly group: string
  readonly version: string
}

function documents(kinds: readonly Kind[]): Document[] {
  return groupsOf(kinds).flatMap(({ group, versions }) => versions.map((version) => ({ path: group === '' ? `api/${version}` : `apis/${group}/${version}`, group, version })))
}

/** `GET /openapi/v3`: where the document of each group version is. */
export function openApiIndex(kinds: readonly Kind[]): Record<string, unknown> {
  return {
    paths: Object.fromEntries(documents(kinds).map(({ path }) => [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hashText(kinds.map(({ schema }) => schema).join()).toString(16).toUpperCase()}` }])),
  }
}

/** One group version's document; undefined if there is none at that path. */
export function openApiDocument(kinds: readonly Kind[], path: string): Record<string, unknown> | undefined {
  const document = documents(kinds).find((candidate) => candidate.path === path)
  if (!document) return undefined
  const served = kinds.filter((kind) => kind.group === document.group && kind.versions.includes(document.version))
  const schemas: Record<string, unknown> = { [INT_OR_STRING]: { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' }, [QUANTITY]: { oneOf: [{ type: 'string' }, { type: 'number' }] } }
  for (const kind of served) {
    addSchema(kind.schema, schemas)
    const schema = schemas[schemaName(kind.schema)] as Record<string, any>
    schema['properties'] = { apiVersion: { type: 'string' }, kind: { type: 'string' }, ...schema['properties'] }
    schema['x-kubernetes-group-version-kind'] = [{ group: kind.group, version: document.version, kind: kind.kind }]
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.32.5' },
    paths: Object.fromEntries(served.map((kind) => [pathOf(kind, path), { patch: patchOperation(kind, document.version) }])),
    components: { schemas },
  }
}

const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString'
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity'

function pathOf(kind: Kind, path: string): string {
  return `/${path}/${kind.namespaced ? 'namespaces/{namespace}/' : ''}${kind.plural}/{name}`
}

function patchOperation(kind: Kind, version: string): Record<string, unknown> {
  const parameter = (name: string) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } })
  return {
    parameters: ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map(parameter),
    requestBody: { content: { 'application/strategic-merge-patch+json': { schema: { type: 'object' } } } },
    'x-kubernetes-action': 'patch',
    'x-kubernetes-group-version-kind': { group: kind.group, version, kind: kind.kind },
  }
}

/** `io.k8s.api.apps.v1.Deployment` for `apps/v1.Deployment`. */
function schemaName(type: string): string {
  return type.startsWith('meta/') ? `io.k8s.apimachinery.pkg.apis.${type.replace('/', '.')}` : `io.k8s.api.${type.replace('/', '.')}`
}

function addSchema(type: string, schemas: Record<string, unknown>): void {
  const name = schemaName(type)
  const message = messageType(type)
  if (name in schemas || !message) return
  const schema: Record<string, unknown> = { type: 'object' }
  schemas[name] = schema
  const required = message.fields.filter((field) => field.required).map((field) => field.name)
  if (required.length > 0) schema['required'] = required
  schema['properties'] = Object.fromEntries(message.fields.map((field) => [field.name, fieldSchema(field, schemas)]))
}

function fieldSchema(field: Field, schemas: Record<string, unknown>): Record<string, unknown> {
  const item = itemSchema(field, schemas)
  const merge = { ...(field.patchStrategy ? { 'x-kubernetes-patch-strategy': field.patchStrategy } : {}), ...(field.mergeKey ? { 'x-kubernetes-patch-merge-key': field.mergeKey } : {}) }
  if (field.repeated) {
    const list = field.listType === 'atomic' && field.mergeKey === undefined ? { 'x-kubernetes-list-type': 'atomic' } : field.listType === 'map' ? { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': field.listKeys } : {}
    return { type: 'array', items: item, ...list, ...merge }
  }
  return field.map ? { type: 'object', additionalProperties: item } : item
}

function itemSchema(field: Field, schemas: Record<string, unknown>): Record<string, unknown> {
  switch (field.type) {
    case 'message':
      addSchema(field.message, schemas)
      return messageType(field.message) ? { allOf: [{ $ref: `#/components/schemas/${schemaName(field.message)}` }], default: {} } : { type: 'object' }
    case 'integer':
      return { type: 'integer', format: field.shape.go.endsWith('int64') ? 'int64' : 'int32' }
    case 'double':
      return { type: 'number', format: 'double' }
    case 'boolean':
      return { type: 'boolean' }
    case 'bytes':
      return { type: 'string', format: 'byte' }
    case 'time':
    case 'microTime':
      return { type: 'string', format: 'date-time' }
    case 'intOrString':
      return { allOf: [{ $ref: `#/components/schemas/${INT_OR_STRING}` }] }
    case 'quantity':
      return { allOf: [{ $ref: `#/components/schemas/${QUANTITY}` }] }
    case 'raw':
      return { type: 'object' }
    case 'schemaOrList':
    case 'schemaOrBoolean':
    case 'schemaOrNames':
      return {}
    case 'duration':
    case 'string':
      return { type: 'string' }
  }
}
