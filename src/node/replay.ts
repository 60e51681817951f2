/** `npm run --silent replay -- SCRIPT OUT_DIR [--start TIME] [--seed N] [FIXTURE...]`: runs a recording's script on a fresh cluster in virtual time. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { recordOn } from '../testing/recordOn.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { start: { type: 'string' }, seed: { type: 'string', default: '1' } } })
const [script, out, ...fixtures] = positionals
const startMs = values.start === undefined ? undefined : /^\d+(\.\d+)?$/.test(values.start) ? Math.round(Number(values.start) * 1000) : Date.parse(values.start)
const seed = Number(values.seed)
if (script === undefined || out === undefined || !Number.isInteger(seed) || Number.isNaN(startMs ?? 0)) {
  console.error('usage: npm run --silent replay -- SCRIPT OUT_DIR [--start TIME] [--seed NUMBER] [FIXTURE...]')
  process.exit(2)
}

const { transcript, watch } = await recordOn(readFileSync(script, 'utf8'), { seed, startMs, fixtures: Object.fromEntries(fixtures.map((path) => [basename(path), readFileSync(path, 'utf8')])) })
const name = basename(script).replace(/\.script$/, '')
mkdirSync(out, { recursive: true })
writeFileSync(join(out, `${name}.transcript`), transcript)
writeFileSync(join(out, `${name}.watch.jsonl`), watch)
