/** `npm run conformance [-- --only TEXT]`: holds everything that can be compared against the real thing and writes `docs/conformance.md`. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { apiCaseRow } from '../testing/conformance/apiCases.ts'
import { brokenRow, commandsRow, manifestsRow } from '../testing/conformance/curriculum.ts'
import { goldenRow } from '../testing/conformance/goldenCases.ts'
import { recordingsRow } from '../testing/conformance/recordings.ts'
import type { Row } from '../testing/conformance/row.ts'
import { apiCaseFiles, areas } from '../testing/recordings.ts'

const { values } = parseArgs({ options: { only: { type: 'string', default: '' }, out: { type: 'string', default: 'docs/conformance.md' } } })

const measures: readonly (readonly [string, () => Promise<Row>])[] = [
  ...areas.map((area) => [`recordings ${area}`, () => recordingsRow(area)] as const),
  ...apiCaseFiles.map((file) => [`api ${file}`, () => apiCaseRow(file)] as const),
  ['kubectl', goldenRow],
  ['manifests', manifestsRow],
  ['broken', brokenRow],
  ['commands', commandsRow],
]

const rows: Row[] = []
for (const [name, measure] of measures) {
  if (!name.includes(values.only)) continue
  const begunMs = performance.now()
  const row = await measure()
  console.log(`${row.title}: ${row.passed} of ${row.total} (${((performance.now() - begunMs) / 1000).toFixed(1)} s)`)
  rows.push(row)
}
if (values.only === '') {
  writeFileSync(values.out, scoreboard(rows))
  writeFileSync('src/testing/conformance/knownFailures.ts', knownFailures(rows))
} else for (const { failures } of rows) for (const { name, reason } of failures) console.log(`- ${name}: ${reason}`)

/** What the tests leave out, so that they tell of what gets worse. */
function knownFailures(all: readonly Row[]): string {
  const of = (prefix: string): string[] => all.filter(({ title }) => title.startsWith(prefix)).flatMap(({ title, failures }) => failures.map(({ name }) => `${title.slice(prefix.length)}/${name}`))
  const list = (entries: readonly string[]): string => `[\n${entries.map((entry) => `    ${JSON.stringify(entry)},\n`).join('')}  ]`
  return `/** Written by \`npm run conformance\`: the recorded cases that differ from the real thing. docs/conformance.md says why. */\nexport const KNOWN_FAILURES: { readonly recordings: readonly string[]; readonly apiCases: readonly string[] } = {\n  recordings: ${list(of('Recordings: '))},\n  apiCases: ${list(of('API: '))},\n}\n`
}

function scoreboard(all: readonly Row[]): string {
  const table = all.map(({ title, passed, total }) => `| ${title} | ${passed} | ${total} |`).join('\n')
  const lists = all
    .filter(({ failures }) => failures.length > 0)
    .map(({ title, failures }) => `## ${title}\n\n${failures.map(({ name, reason }) => `- ${name}: ${reason.replaceAll('<', '\\<')}`).join('\n')}\n`)
  return `# Conformance\n\nWritten by \`npm run conformance\`. What a real Kubernetes 1.32.5 did and answered, and how much of it is the same here.\n\n| what | passed | of |\n|---|---|---|\n${table}\n\n${lists.join('\n')}`
}
