/**
 * Makes src/kinds/schema/podTemplateTypes.json: the Go structs under v1.PodTemplateSpec, as the hash of a pod template needs them.
 * Usage: node scripts/generate-go-types.mjs TYPES.json
 */
import { readFileSync, writeFileSync } from 'node:fs'

const { named, structs } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const computed = new Set(['big.Int', 'inf.Dec', 'intstr.IntOrString', 'resource.Quantity', 'v1.Time', 'time.Time'])
const fields = Object.fromEntries(
  structs
    .filter(({ name }) => !computed.has(name) && !name.startsWith('resource.') && !name.startsWith('time.'))
    .map(({ name, fields: list }) => [name, list.map(({ field, json, type }) => [field, json === '(inline)' ? '' : json, type])]),
)
writeFileSync('src/kinds/schema/podTemplateTypes.json', `${JSON.stringify({ structs: fields, named })}\n`)
