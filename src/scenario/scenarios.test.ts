import { describe, expect, it, test } from 'vitest'
import { scenarios } from '../../scenarios/registry.ts'
import { Session } from '../cluster/session.ts'
import { solve } from '../testing/solve.ts'

describe.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('scenario %s', (_, scenario) => {
  it('has a name, a way in and sound goals', () => {
    expect(scenario.id).toMatch(/^[a-z0-9-]+$/)
    expect(scenario.title).not.toBe('')
    for (const goal of scenario.goals) expect(goal.solution.length).toBeGreaterThan(0)
  })

  it('is the same cluster with the same seed', () => {
    const options = { seed: 5, startMs: Date.parse('2026-01-01T00:00:00Z'), machines: scenario.machines, setup: scenario.setup }
    expect(new Session(options).cluster.logHash).toBe(new Session(options).cluster.logHash)
  })

  it.runIf(scenario.goals.length > 0)('is not solved at the start, and solved by its solution', async () => {
    expect(await solve(scenario)).toBeUndefined()
  })
})

test('ids are unique', () => {
  expect(new Set(scenarios.map(({ id }) => id)).size).toBe(scenarios.length)
})
