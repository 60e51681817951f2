/**
 * Makes src/kinds/schema/types.json from the Go types of Kubernetes: their names, JSON names, protobuf numbers and merge rules stand in the struct tags and markers.
 * Usage, with Go at hand:
 *
 *     go mod download k8s.io/{api,apimachinery,apiextensions-apiserver,kube-aggregator,metrics}@v0.32.5
 *     node scripts/generate-schema.mjs "$(go env GOMODCACHE)/k8s.io" 0.32.5
 *
 * The form of the table is told in src/kinds/schema/index.ts, which reads it.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const [modules, release] = process.argv.slice(2)
if (!release) {
  console.error('usage: node scripts/generate-schema.mjs MODULES_DIR RELEASE')
  process.exit(2)
}

const module = (name, path) => `${modules}/${name}@v${release}/${path}`
/** Each package whose types are wanted: its files, by the path in which Go imports it. */
const packages = {
  ...Object.fromEntries(
    [
      'admissionregistration/v1', 'apps/v1', 'authentication/v1', 'authorization/v1', 'autoscaling/v1', 'autoscaling/v2', 'batch/v1', 'certificates/v1', 'coordination/v1',
      'core/v1', 'discovery/v1', 'events/v1', 'flowcontrol/v1', 'networking/v1', 'node/v1', 'policy/v1', 'rbac/v1', 'scheduling/v1', 'storage/v1',
    ].map((name) => [`k8s.io/api/${name}`, { name, files: [module('api', `${name}/types.go`)] }]),
  ),
  'k8s.io/apimachinery/pkg/apis/meta/v1': { name: 'meta/v1', files: [module('apimachinery', 'pkg/apis/meta/v1/types.go')] },
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1': {
    name: 'apiextensions/v1',
    files: ['types.go', 'types_jsonschema.go'].map((file) => module('apiextensions-apiserver', `pkg/apis/apiextensions/v1/${file}`)),
  },
  'k8s.io/kube-aggregator/pkg/apis/apiregistration/v1': { name: 'apiregistration/v1', files: [module('kube-aggregator', 'pkg/apis/apiregistration/v1/types.go')] },
  'k8s.io/metrics/pkg/apis/metrics/v1beta1': { name: 'metrics/v1beta1', files: [module('metrics', 'pkg/apis/metrics/v1beta1/types.go')] },
}

/** Types that are no structs in JSON; src/kinds/schema/index.ts knows them by these names. */
const special = new Set([
  'resource.Quantity', 'intstr.IntOrString', 'types.UID', 'types.NodeName', 'runtime.RawExtension', 'runtime.Object',
  'meta/v1.Time', 'meta/v1.MicroTime', 'meta/v1.Duration', 'meta/v1.FieldsV1',
  'apiextensions/v1.JSON', 'apiextensions/v1.JSONSchemaPropsOrArray', 'apiextensions/v1.JSONSchemaPropsOrBool', 'apiextensions/v1.JSONSchemaPropsOrStringArray',
])
const scalars = new Set(['string', 'bool', 'int', 'int32', 'int64', 'float64', 'byte'])

/** Kinds that are not reached from those with a list type. */
const roots = ['meta/v1.DeleteOptions', 'meta/v1.Status', 'meta/v1.ListMeta', 'core/v1.Binding', 'policy/v1.Eviction', 'autoscaling/v1.Scale', 'authentication/v1.TokenRequest', 'authentication/v1.TokenReview', 'authentication/v1.SelfSubjectReview',
  'authorization/v1.SubjectAccessReview', 'authorization/v1.LocalSubjectAccessReview', 'authorization/v1.SelfSubjectAccessReview', 'authorization/v1.SelfSubjectRulesReview']

/** Everything that a package declares: structs with their fields, and names for other types. */
function readPackage({ name, files }) {
  const declared = new Map()
  for (const file of files) {
    const imports = new Map()
    let markers = []
    let open
    for (const line of readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '').split('\n')) {
      const text = line.trim()
      const imported = /^(?:import )?(\w+)?\s*"([\w./-]+)"$/.exec(text)
      if (imported) imports.set(imported[1] ?? imported[2].split('/').pop(), packages[imported[2]]?.name ?? imported[2].split('/').pop())
      const marker = /^\/\/\s*\+(\w[^\s]*)/.exec(text)
      if (marker) markers.push(marker[1])
      if (text === '' && !open) markers = []
      if (text.startsWith('//') || text === '') continue
      const opening = /^type (\w+) struct ?{(})?/.exec(text)
      const alias = /^type (\w+) ([\w[\].*]+)$/.exec(text)
      if (opening) declared.set(`${name}.${opening[1]}`, (open = { markers, fields: [] }))
      else if (alias && !open) declared.set(`${name}.${alias[1]}`, { same: resolve(alias[2], name, imports) })
      else if (open && text !== '}') readField(text, markers, name, imports).forEach((field) => open.fields.push(field))
      markers = []
      if (opening?.[2] || text === '}') open = undefined
    }
  }
  return declared
}

function readField(text, markers, owner, imports) {
  const [, declaration, tag = ''] = /^([^`/]+)(?:`(.*)`)?/.exec(text)
  const parts = declaration.trim().split(/\s+/)
  const [goName, type] = parts.length === 1 ? [parts[0].split('.').pop(), parts[0]] : parts
  const [json = '', ...options] = (/json:"([^"]*)"/.exec(tag)?.[1] ?? '').split(',')
  if (json === '-') return []
  const value = (key) => new RegExp(`${key}:"([^"]*)"`).exec(tag)?.[1]
  const marked = (key) => markers.filter((marker) => marker.startsWith(`${key}=`)).map((marker) => marker.slice(key.length + 1))
  return [{
    goName, json: options.includes('inline') ? '' : json, type: resolve(type, owner, imports), number: Number(value('protobuf')?.split(',')[1] ?? 0),
    omitEmpty: options.includes('omitempty'), optional: markers.includes('optional'),
    strategy: value('patchStrategy'), mergeKey: value('patchMergeKey'),
    listType: marked('listType')[0], listKeys: marked('listMapKey'), mapType: marked('mapType')[0] ?? marked('structType')[0], byDefault: marked('default')[0],
  }]
}

/** A Go type with the packages of its names written out. */
function resolve(type, owner, imports) {
  const [, prefix, name] = /^((?:\*|\[\]|map\[[\w.]+\])*)(.+)$/.exec(type)
  const key = /map\[([\w.]+)\]/.exec(prefix)?.[1]
  const named = (text) => (scalars.has(text) ? text : text.includes('.') ? `${imports.get(text.split('.')[0])}.${text.split('.')[1]}` : `${owner}.${text}`)
  return (key ? prefix.replace(key, named(key)) : prefix) + named(name)
}

const declared = new Map(Object.values(packages).flatMap((one) => [...readPackage(one)]))
const bare = (type) => type.replace(/^(\*|\[\]|map\[[^\]]+\])*/, '')
const mapKey = (type) => /map\[([^\]]+)\]/.exec(type)?.[1]

/** All types that a type's fields name, and theirs. */
function reach(name, seen) {
  if (seen.has(name) || scalars.has(name)) return
  seen.add(name)
  if (special.has(name)) {
    if (name.startsWith('apiextensions/v1.JSONSchemaPropsOr')) reach('apiextensions/v1.JSONSchemaProps', seen)
    return
  }
  const type = declared.get(name)
  if (!type) throw new Error(`nothing declares ${name}`)
  for (const used of type.same ? [type.same] : type.fields.map((field) => field.type)) {
    reach(bare(used), seen)
    if (mapKey(used)) reach(mapKey(used), seen)
  }
}

const seen = new Set()
const listed = [...declared.keys()].filter((name) => name.endsWith('List') && declared.get(name).fields?.some((field) => field.json === 'items')).map((name) => name.slice(0, -4))
for (const name of [...listed.filter((name) => declared.has(name)), ...roots]) reach(name, seen)

const short = (type, home) => type.replaceAll(`${home}.`, '')

function fieldText(field, home) {
  const { goName, json, type, number } = field
  const derived = json.charAt(0).toUpperCase() + json.slice(1)
  const shape = field.omitEmpty ? '?' : field.optional || json === '' ? '' : '!'
  const strategies = field.strategy?.split(',') ?? []
  const rules = [
    strategies.includes('merge') && `merge=${field.mergeKey ?? ''}`,
    strategies.includes('retainKeys') && 'retainKeys',
    strategies.includes('replace') && 'replace',
    field.listType === 'map' && `map=${field.listKeys.join(',')}`,
    field.listType === 'set' && 'set',
    (field.mapType === 'atomic' || (field.listType === 'atomic' && strategies.includes('merge'))) && 'atomic',
    field.byDefault && !field.byDefault.startsWith('ref(') && `default=${field.byDefault}`,
  ].filter(Boolean)
  return [`${json}${json === '' || goName === derived ? '' : `=${goName}`}:${number}:${short(type, home)}${shape}`, ...rules].join('|')
}

const table = {}
for (const name of [...seen].filter((name) => !special.has(name)).sort()) {
  const [home, own] = name.split('.')
  const type = declared.get(name)
  const atomic = type.markers?.some((marker) => marker === 'structType=atomic' || marker === 'mapType=atomic') ? ['|atomic'] : []
  table[home] ??= {}
  table[home][own] = type.same ? `=${short(type.same, home)}` : [...atomic, ...type.fields.map((field) => fieldText(field, home))].join(' ')
}
writeFileSync(new URL('../src/kinds/schema/types.json', import.meta.url), `${JSON.stringify(table)}\n`)
