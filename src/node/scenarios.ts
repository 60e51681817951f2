/** `npm run scenarios [-- ID...]`: every scenario headless: not solved at the start, solved by its solution. */
import { scenarios } from '../../scenarios/registry.ts'
import { solve } from '../testing/solve.ts'

const wanted = process.argv.slice(2)
let failed = 0
for (const scenario of scenarios.filter(({ id, goals }) => goals.length > 0 && (wanted.length === 0 || wanted.includes(id)))) {
  const problem = await solve(scenario)
  console.log(`${problem === undefined ? 'solved' : 'FAILED'} ${scenario.id}${problem === undefined ? '' : `: ${problem}`}`)
  if (problem !== undefined) failed++
}
process.exit(failed === 0 ? 0 : 1)
