/**
 * Makes src/kinds/schema/types.json from a table of API types (field numbers, JSON names, type codes, merge metadata), leaving out what nothing here reads.
 * Usage: node scripts/generate-schema.mjs TABLE.json
 */
import { readFileSync, writeFileSync } from 'node:fs'

const source = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const { types, merge, required } = source
writeFileSync('src/kinds/schema/types.json', `${JSON.stringify({ types, merge, required })}\n`)
