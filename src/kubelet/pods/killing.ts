import type { Container } from 'kubernetes-types/core/v1'
import type { Pod } from '../../kinds/resources.ts'
import type { KubeletContext } from '../context.ts'
import type { RuntimeStatus } from '../runtime/runtime.ts'
import { isSidecar } from '../status/sidecars.ts'
import { all, runTask, Signal, type Task } from '../task.ts'
import type { KillReason } from './actions.ts'
import { runHook } from './hooks.ts'
import { allContainers, containerReference } from './references.ts'

/** However little of its grace period is left, a container has so long between TERM and KILL. */
const LEAST_GRACE_SECONDS = 2

/** In which order the containers of a pod end: those that must have ended before each. */
type Order = ReadonlyMap<string, readonly Signal[]>

interface Kill {
  readonly id: string
  readonly container: Container
  readonly message: string
  readonly graceSeconds: number
  /** Those that must have ended before. */
  readonly after: readonly Signal[]
}

/** Stops all that runs of a pod, and then its sandbox. */
export function* killPod(context: KubeletContext, pod: Pod, runtime: RuntimeStatus, graceSeconds: number | undefined): Task {
  const running = runtime.containers.filter(({ state }) => state === 'running')
  const ended = new Map(running.map(({ name }) => [name, new Signal()]))
  const order = terminationOrder(pod, ended)
  const byName = new Map(allContainers(pod).map((container) => [container.name, container]))
  yield* all(
    running.map(function* ({ id, name }): Task {
      const container = byName.get(name) ?? { name }
      const seconds = graceSeconds ?? graceSecondsOf(pod, container, 'pod ends')
      yield* killContainer(context, pod, { id, container, message: `Stopping container ${name}`, graceSeconds: seconds, after: order.get(name) ?? [] })
      ended.get(name)?.give()
    }),
  )
  for (const { id } of runtime.sandboxes) context.runtime.stopSandbox(pod.metadata.uid, id)
}

/** Stops one container: its hook runs, then it gets TERM, and KILL when the grace period is over. */
export function* killContainer(context: KubeletContext, pod: Pod, kill: Kill): Task {
  const { clock, events, runtime } = context
  const { id, container, after } = kill
  let left = kill.graceSeconds
  events.event(containerReference(pod, container), 'Normal', 'Killing', kill.message)
  const spend = function* (task: Task<unknown>): Task {
    const begunMs = clock.nowMs
    yield* atMost(context, task, 1000 * left)
    left -= Math.floor((clock.nowMs - begunMs) / 1000)
  }
  const { preStop } = container.lifecycle ?? {}
  if (preStop && left > 0) {
    yield* spend(
      (function* (): Task {
        const error = yield* runHook(context, pod, container, id, preStop)
        if (error !== undefined) events.event(containerReference(pod, container), 'Warning', 'FailedPreStopHook', 'PreStopHook failed')
      })(),
    )
  }
  if (after.length > 0 && left > 0) {
    yield* spend(
      (function* (): Task {
        for (const signal of after) yield signal.wait
      })(),
    )
  }
  yield runtime.stopContainer(id, Math.max(left, LEAST_GRACE_SECONDS))
}

/** Waits for a task, but not for ever. */
function* atMost({ clock }: KubeletContext, task: Task<unknown>, mostMs: number): Task {
  const over = new Signal()
  const running = runTask(task, () => over.give())
  yield (resume) => {
    const timer = clock.schedule(mostMs, resume)
    const callOff = over.wait(() => {
      timer.cancel()
      resume()
    })
    return () => {
      timer.cancel()
      callOff?.()
    }
  }
  running.cancel()
}

/** How long a container has to end by itself. */
export function graceSecondsOf(pod: Pod, container: Pick<Container, 'livenessProbe' | 'startupProbe'>, reason: KillReason): number {
  const { deletionGracePeriodSeconds } = pod.metadata
  if (deletionGracePeriodSeconds !== undefined) return deletionGracePeriodSeconds
  const probe = reason === 'liveness probe' ? container.livenessProbe : reason === 'startup probe' ? container.startupProbe : undefined
  return probe?.terminationGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30
}

/** Sidecars end after the main containers, one after another, the last first. */
function terminationOrder(pod: Pod, ended: ReadonlyMap<string, Signal>): Order {
  const sidecars = (pod.spec.initContainers ?? []).filter(isSidecar).reverse()
  const signalsOf = (containers: readonly Container[]): Signal[] => containers.flatMap(({ name }) => ended.get(name) ?? [])
  const main = signalsOf(pod.spec.containers)
  return new Map(sidecars.map(({ name }, index) => [name, [...main, ...signalsOf(sidecars.slice(0, index))]]))
}
