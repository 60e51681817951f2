/**
 * Everything that CI checks, one stage after another; ends with `N passed, N failed`. Types, lint and import rules count as one test each;
 * unit and browser tests are counted singly.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'

const counts = { passed: 0, failed: 0 }

function stage(name, command, args, environment = {}) {
  console.log(`\n== ${name}`)
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...environment } })
  return status === 0
}

function check(name, command, args) {
  if (stage(name, command, args)) counts.passed++
  else counts.failed++
}

/** Adds what a JSON report tells; a stage that failed without one counts as one failure. */
function counted(name, command, args, report, read, environment) {
  rmSync(report, { force: true })
  const good = stage(name, command, args, environment)
  const { passed, failed } = existsSync(report) ? read(JSON.parse(readFileSync(report, 'utf8'))) : { passed: 0, failed: 0 }
  counts.passed += passed
  counts.failed += failed === 0 && !good ? 1 : failed
}

check('types', process.execPath, ['scripts/types.mjs'])
check('lint', 'npx', ['oxlint', '--quiet'])
check('import rules', 'npx', ['depcruise', 'src', '--config', '.dependency-cruiser.cjs'])
const unitReport = 'node_modules/.cache/unit.json'
counted('unit tests', 'npx', ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`], unitReport, (report) => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests + report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length,
}))
if (existsSync('e2e/playwright.config.ts')) {
  const browserReport = 'node_modules/.cache/e2e.json'
  check('build', 'npx', ['vite', 'build'])
  counted('browser tests', 'npx', ['playwright', 'test', '-c', 'e2e/playwright.config.ts'], browserReport, ({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky }), {
    PLAYWRIGHT_JSON_OUTPUT_FILE: browserReport,
  })
}

console.log(`\n${counts.passed} passed, ${counts.failed} failed`)
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1)
