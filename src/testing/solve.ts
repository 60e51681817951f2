import { Session } from '../cluster/session.ts'
import { parseDuration } from '../base/duration.ts'
import { MemoryFiles } from '../posix/memoryFiles.ts'
import { GoalTracker } from '../scenario/goals.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { clusterShell } from './clusterShell.ts'
import { drive } from './scriptRun.ts'

const START_MS = Date.parse('2026-01-01T00:00:00Z')
/** Goals are looked at so often, virtual milliseconds. */
const LOOK_EVERY_MS = 250

/** Does what a scenario's solution says; returns what is wrong with the scenario, or undefined. */
export async function solve(scenario: Scenario, seed = 1): Promise<string | undefined> {
  let goals: GoalTracker | undefined
  const session = new Session({ seed, startMs: START_MS - scenario.setup.lengthMs, machines: scenario.machines, setup: scenario.setup }, ({ cluster }) => {
    cluster.network.onRequest(({ request, service, pod, outcome }) => {
      if (request.kind === 'traffic') goals?.request({ service, pod, answered: outcome.kind === 'response' && outcome.status < 500 })
    })
  })
  const { simulation, observer } = session.cluster
  const tracker = (goals = new GoalTracker(scenario, { list: (resource, namespace) => observer.list(resource, namespace === undefined ? {} : { namespace }).items, nowMs: () => simulation.nowMs }))
  const look = (): void => {
    tracker.look()
    simulation.schedule(LOOK_EVERY_MS, look, { background: true })
  }
  look()
  simulation.advanceBy(5_000)
  if (tracker.reached > 0) return `goal "${scenario.goals[0]?.title}" is reached at the start`
  const files = new MemoryFiles(() => simulation.nowMs)
  for (const [name, text] of Object.entries(scenario.files)) files.place(`/work/${name}`, text)
  const shell = clusterShell(session.cluster, files)
  for (const [index, goal] of scenario.goals.entries()) {
    if (tracker.reached !== index) return `goal "${goal.title}" is reached before its solution`
    for (const line of goal.solution) {
      const [, duration] = /^advance (\S+)$/.exec(line) ?? []
      if (duration !== undefined) {
        simulation.advanceBy(parseDuration(duration) ?? 0)
        continue
      }
      const { output, exitCode } = await drive(simulation, shell.run(line))
      if (exitCode !== 0) return `\`${line}\` of "${goal.title}" failed: ${output.trim()}`
    }
    if (tracker.reached <= index) return `goal "${goal.title}" is not reached by its solution`
  }
  return undefined
}
