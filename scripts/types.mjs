/** Type-checks each group of rooms with the library that it may use: the core sees neither the DOM nor Node. */
import { spawnSync } from 'node:child_process'

const projects = ['tsconfig.core.json', 'tsconfig.json']
let failed = false
for (const project of projects) {
  const run = spawnSync(process.execPath, ['node_modules/@typescript/native/bin/tsc', '-p', project], { stdio: 'inherit' })
  failed ||= run.status !== 0
}
process.exit(failed ? 1 : 0)
