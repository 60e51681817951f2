/**
 * Makes src/kinds/tables/columns.json: the columns of every kind's table (`kubectl get`), with their types, priorities and descriptions, as Kubernetes declares them.
 * The descriptions are mostly the documents of fields. Usage, with the modules at hand as for generate-schema.mjs and k8s.io/kubernetes too:
 *
 *     node scripts/generate-columns.mjs "$(go env GOMODCACHE)/k8s.io" 1.32.5
 *
 * Form: kind → column → [description, type, notes], the latter two only where they differ from `string` and ''; notes are `wide` and `name`.
 * The columns Name and Age, the same everywhere, stand under the kind ''.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const [modules, release] = process.argv.slice(2)
if (!release) {
  console.error('usage: node scripts/generate-columns.mjs MODULES_DIR RELEASE')
  process.exit(2)
}
const ofModules = release.replace(/^1\./, '0.')

/** Kinds whose print function is named otherwise. */
const kindOfPrinter = {
  MutatingWebhook: 'MutatingWebhookConfiguration',
  ValidatingWebhook: 'ValidatingWebhookConfiguration',
}
/** Kinds that are not served in Podarium. */
const unserved = new Set([
  'StorageVersion', 'StorageVersionMigration', 'LeaseCandidate', 'ClusterTrustBundle', 'VolumeAttributesClass', 'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding',
  'DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice', 'ServiceCIDR', 'IPAddress', 'Status',
])

const source = readFileSync(`${modules}/kubernetes@v${release}/pkg/printers/internalversion/printers.go`, 'utf8')
const imports = new Map([...source.matchAll(/^\t(\w+) "(k8s\.io\/[\w./-]+)"$/gm)].map(([, name, path]) => [name, path]))

const documents = new Map()
/** What a type of a package says about its fields. */
function documentsOf(alias, type) {
  const path = imports.get(alias).replace(/^k8s\.io\/(\w+)/, (_, module) => `${modules}/${module}@v${ofModules}`)
  const text = documents.get(path) ?? readFileSync(`${path}/types_swagger_doc_generated.go`, 'utf8')
  documents.set(path, text)
  const body = new RegExp(`var map_${type} = map\\[string\\]string\\{\\n([\\s\\S]*?)\\n\\}`).exec(text)?.[1] ?? ''
  return Object.fromEntries([...body.matchAll(/^\t("(?:[^"\\]|\\.)*"):\s*("(?:[^"\\]|\\.)*"),$/gm)].map(([, key, value]) => [JSON.parse(key), JSON.parse(value)]))
}

function describe(expression) {
  if (expression === undefined) return ''
  if (expression.startsWith('"')) return JSON.parse(expression)
  const [, alias, type, part, field] = /^(\w+)\.(\w+)\{\}(?:\.(\w+))?\.SwaggerDoc\(\)\["(\w+)"\]$/.exec(expression)
  // The only part of a value that is asked is an Event's InvolvedObject.
  return documentsOf(alias, part ? 'ObjectReference' : type)[field] ?? ''
}

function readColumn(line) {
  const value = (name) => new RegExp(`\\b${name}: ("[^"]*"|\\d+)`).exec(line)?.[1]
  const notes = [value('Priority') === '1' && 'wide', value('Format') && 'name'].filter(Boolean).join(' ')
  const description = describe(/Description: (.+?)\},?$/.exec(line)?.[1].replace(/\s*$/, ''))
  const parts = [description, JSON.parse(value('Type')), notes]
  while (parts.length > 1 && ['', 'string'].includes(parts.at(-1)) && (parts.length === 3 || parts[1] === 'string')) parts.pop()
  return [JSON.parse(value('Name')), parts]
}

const definitions = new Map()
for (const [, name, body] of source.matchAll(/^\t(\w+) :?= (?:append\(\w+, )?\[\]metav1\.TableColumnDefinition\{\n([\s\S]*?)^\t\}(?:\.\.\.\))?$/gm)) {
  const columns = body.split('\n').map((line) => line.trim()).filter((line) => line.startsWith('{Name:')).map(readColumn)
  definitions.set(name, [...(definitions.get(name) ?? []), ...columns])
}

const table = { '': {} }
for (const [, name, printer] of source.matchAll(/h\.TableHandler\((\w+), print(\w+)\)/g)) {
  if (printer.endsWith('List') || unserved.has(printer)) continue
  const columns = definitions.get(name)
  table[kindOfPrinter[printer] ?? printer] = Object.fromEntries(columns.filter(([column, [, , notes]]) => column !== 'Age' && (column !== 'Name' || notes !== 'name')))
  for (const [column, parts] of columns) if ((column === 'Name' && parts[2] === 'name') || column === 'Age') table[''][column] = parts
}
// The table of APIServices is declared beside their storage.
const services = readFileSync(`${modules}/kube-aggregator@v${ofModules}/pkg/registry/apiservice/etcd/etcd.go`, 'utf8')
table['APIService'] = Object.fromEntries([...services.matchAll(/^\t+\{Name: .*Description: ".*$/gm)].map(([line]) => readColumn(line)))
writeFileSync(new URL('../src/kinds/tables/columns.json', import.meta.url), `${JSON.stringify(table, null, 1)}\n`)
