/**
 * Packs what a real Kubernetes answered into src/testing/recordings/, one compressed archive an area: `node scripts/pack-recordings.mjs SOURCE_DIR`.
 * SOURCE_DIR holds `reference/recordings/AREA/`, `reference/kubectl-golden/` and `curriculum/`. An archive is JSON, from file path to text, under brotli;
 * src/testing/recordings.ts reads it.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'

const takes = /^(second\/|third\/)?[\w-]+\.(transcript|watch\.jsonl)$/
const recordingOfArea = (path) => takes.test(path) || /^scripts\/[\w-]+\.script$/.test(path) || path === 'floor.json'

/** Each archive: the folders it is made of (inside SOURCE_DIR) and which of their files belong to it. */
const archives = {
  deployments: [{ from: 'reference/recordings/deployments', takes: (path) => recordingOfArea(path) || path === 'pod-template-hash/examples.jsonl' }],
  pods: [{ from: 'reference/recordings/pods', takes: recordingOfArea }],
  workloads: [{ from: 'reference/recordings/workloads', takes: recordingOfArea }],
  'nodes-and-scheduling': [{ from: 'reference/recordings/nodes-and-scheduling', takes: recordingOfArea }],
  curriculum: [{ from: 'reference/recordings/curriculum', takes: recordingOfArea }],
  'curriculum-material': [
    { from: 'curriculum', takes: (path) => path.endsWith('.yaml') },
    { from: 'reference/recordings/curriculum', takes: (path) => ['manifests.json', 'broken.json', 'commands.json'].includes(path) },
  ],
  api: [{ from: 'reference/recordings/api', takes: (path) => path.endsWith('.json') }],
  'kubectl-golden': [{ from: 'reference/kubectl-golden', takes: (path) => ['cases.json', 'objects.json', 'protobuf-samples.json'].includes(path) }],
}

function readFolder({ from, takes }, sourceDirectory) {
  const folder = join(sourceDirectory, from)
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter(takes)
  return paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')])
}

/** The takes of one script stand beside one another, so that the compressor finds what they share. */
const byNameThenTake = ([a], [b]) => {
  const key = (path) => `${path.replace(/^(second|third|scripts)\//, '')} ${path}`
  return key(a) < key(b) ? -1 : 1
}

function pack(text) {
  return brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(text),
    },
  })
}

const sourceDirectory = process.argv[2]
if (!sourceDirectory) {
  console.error('usage: node scripts/pack-recordings.mjs SOURCE_DIR')
  process.exit(2)
}
const target = fileURLToPath(new URL('../src/testing/recordings/', import.meta.url))
mkdirSync(target, { recursive: true })
for (const [name, folders] of Object.entries(archives)) {
  const files = folders.flatMap((folder) => readFolder(folder, sourceDirectory)).sort(byNameThenTake)
  const packed = pack(JSON.stringify(Object.fromEntries(files)))
  writeFileSync(join(target, `${name}.json.br`), packed)
  console.log(`${name}: ${files.length} files, ${packed.length} bytes`)
}
