/** Runs a recording's script on a cluster in virtual time and records what happens, in the form in which the real cluster was recorded. */
import type { Simulation } from '../base/simulation.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { RecordedTake } from './compare.ts'
import { parseScript, settling, TranscriptWriter, type ScriptStep } from './script.ts'
import { recordedResources, WatchRecorder } from './watchRecorder.ts'

/** How the `$` lines are run. What it waits for passes in virtual time, which `runScript` lets go on. */
export interface ScriptShell {
  /** Output holds what came on both standard output and errors, in order. */
  run(command: string): Promise<{ readonly output: string; readonly exitCode: number }>
}

/** A command that has not ended by then never will: virtual milliseconds. */
const COMMAND_MOST_MS = 900_000
/** The recording goes on so long after its last step. */
const AFTER_MS = 1_000

export async function runScript(script: string, cluster: Cluster, shell: ScriptShell): Promise<RecordedTake> {
  const { simulation } = cluster
  const beganMs = simulation.nowMs
  const atMs = (): number => simulation.nowMs - beganMs
  const recorder = record(cluster, atMs)
  const transcript = new TranscriptWriter()
  for (const step of parseScript(script)) {
    transcript.step(step, atMs())
    if (step.kind === 'command') {
      const { output, exitCode } = await drive(simulation, shell.run(step.command))
      transcript.output(output, exitCode)
    } else act(step, cluster, recorder, atMs)
  }
  simulation.advanceBy(AFTER_MS)
  return { transcript: transcript.end(atMs()), watch: recorder.text() }
}

function act(step: Exclude<ScriptStep, { kind: 'command' }>, cluster: Cluster, recorder: WatchRecorder, atMs: () => number): void {
  const { simulation } = cluster
  switch (step.kind) {
    case 'advance':
      return simulation.advanceBy(step.durationMs)
    case 'settle': {
      const limitMs = atMs() + step.limitMs
      simulation.advanceBy(settling.leastMs)
      while (atMs() < limitMs && atMs() - recorder.lastChangeMs < settling.quietMs) simulation.advanceBy(settling.pollMs)
      return
    }
    case 'stop':
    case 'start':
      // A machine of the recordings that is stopped loses its power.
      if (cluster.machines.has(step.part)) return cluster.act({ kind: 'machine', node: step.part, act: step.kind === 'stop' ? 'powerOff' : 'powerOn' })
      return cluster.act({ kind: 'part', part: step.part, act: step.kind })
  }
}

function record(cluster: Cluster, atMs: () => number): WatchRecorder {
  const recorder = new WatchRecorder()
  const names = new Map(recordedResources.flatMap(({ groupVersion, resources }) => resources.map((plural) => [resourceName(groupVersion, plural), plural])))
  for (const resource of names.keys()) for (const object of cluster.server.all(resource, '')) recorder.know(object)
  cluster.server.store.onChange.push((resource, { type, object }) => {
    const plural = names.get(resource)
    if (plural) recorder.record({ atMs: atMs(), type, resource: plural, object })
  })
  return recorder
}

function resourceName(groupVersion: string, plural: string): string {
  const [group, version] = groupVersion.split('/')
  return version === undefined ? plural : `${plural}.${group}`
}

/** Waits for something that runs beside the simulation: time goes on whenever all it could do at this moment is done. */
export async function drive<T>(simulation: Simulation, result: Promise<T>, limitMs = COMMAND_MOST_MS): Promise<T> {
  let ended = false
  const end = (): void => void (ended = true)
  result.then(end, end)
  const untilMs = simulation.nowMs + limitMs
  while (!ended) {
    // Answers from the cluster come without a wait; several turns pass them on through layers of promises.
    for (let turn = 0; turn < 4 && !ended; turn++) await new Promise<void>((resolve) => void setImmediate(resolve))
    if (ended) break
    const next = simulation.nextAtMs()
    if (next === undefined || next > untilMs) throw new Error('the command does not end')
    simulation.advanceTo(next)
  }
  return result
}
