import { StatusError } from '../../client/status.ts'
import { notFound, type Target, targetPath, visitTargets } from '../builder.ts'
import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { AggregateFailure, KubectlError, throwCollected } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { ALL_FLAG, ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, FILENAME_FLAG, LOCAL_FLAG, RECURSIVE_FLAG, SELECTOR_FLAG } from '../sharedFlags.ts'
import { followObject } from '../watching.ts'
import { type Goal, parseGoal } from '../workload/waitGoal.ts'

const WEEK_MS = 168 * 3_600_000
const CREATION_POLL_MS = 500
const TIMED_OUT = 'timed out waiting for the condition'

export const wait: Command = {
  name: 'wait',
  group: 'Advanced Commands',
  use: "([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  short: 'Experimental: Wait for a specific condition on one or many resources',
  long: 'Experimental: Wait for a specific condition on one or many resources.\n\n Waits until the condition is seen in the status of every resource, or until all are there ("create") or gone ("delete"). Says so for each when it is.',
  examples: [
    { what: 'Wait for a pod to be ready', command: 'kubectl wait --for=condition=Ready pod/web' },
    { what: 'Wait for a condition to be false', command: 'kubectl wait --for=condition=Ready=false pod/web' },
    { what: 'Wait for a field to have a value', command: "kubectl wait --for=jsonpath='{.status.phase}'=Running pod/web" },
    { what: 'Wait for a secret to be created', command: 'kubectl wait --for=create secret/password --timeout=30s' },
    { what: 'Wait for a pod to be gone', command: 'kubectl wait --for=delete pod/web --timeout=60s' },
  ],
  flags: [
    ALL_FLAG,
    ALL_NAMESPACES_FLAG,
    FIELD_SELECTOR_FLAG,
    FILENAME_FLAG,
    { name: 'for', kind: 'string', usage: "What to wait for: [create|delete|condition=condition-name[=condition-value]|jsonpath='{JSONPath expression}'=[JSONPath value]]. The value of a condition is true unless given, and compared without regard to case." },
    LOCAL_FLAG,
    ...PRINT_FLAGS,
    RECURSIVE_FLAG,
    SELECTOR_FLAG,
    { name: 'timeout', kind: 'duration', default: '30s', usage: 'How long to wait. Zero means to check once, a negative time means a week.' },
  ],
  complete: (session, word) => completeResources(session, word),
  async run(session) {
    const goal = parseGoal(session.flags.string('for'))
    const given = session.flags.durationMs('timeout')
    const timeoutMs = given < 0 ? WEEK_MS : given
    const endMs = session.nowMs + timeoutMs
    if (goal.kind === 'create') await untilCreated(session, endMs)
    const count = await visit(session, goal.kind === 'delete', async (target) => {
      const object = await reach(session, target, goal, timeoutMs, endMs)
      const print = await resultPrinter(session, 'condition met')
      session.stdout(print(object))
    })
    if (count === 0 && goal.kind !== 'delete') throw new KubectlError('no matching resources found')
  },
}

/** Visits the targets; for deletions, those that are gone already count as done. */
async function visit(session: Session, ignoresMissing: boolean, step: (target: Target) => Promise<void>): Promise<number> {
  const { flags } = session
  const options = { labelSelector: flags.string('selector'), fieldSelector: flags.string('field-selector'), selectsAll: flags.bool('all'), allNamespaces: flags.bool('all-namespaces') }
  let count = 0
  try {
    await visitTargets(session, session.args, options, async (target) => {
      count++
      await step(target)
    })
  } catch (error) {
    const errors = error instanceof AggregateFailure ? error.errors : [error]
    throwCollected(errors.filter((each) => !(ignoresMissing && each instanceof StatusError && each.code === 404)))
  }
  return count
}

async function untilCreated(session: Session, endMs: number): Promise<void> {
  for (;;) {
    try {
      await visit(session, false, async () => undefined)
      return
    } catch (error) {
      if (!(error instanceof StatusError && error.code === 404)) throw error
    }
    if (session.nowMs + CREATION_POLL_MS > endMs || session.context.signal.aborted) throw new KubectlError(TIMED_OUT)
    await session.context.clock.sleep(CREATION_POLL_MS, session.context.signal)
  }
}

/** Resolves to the object as it is once the goal is reached. */
async function reach(session: Session, target: Target, goal: Goal, timeoutMs: number, endMs: number): Promise<JsonObject> {
  let object = target.object ?? {}
  if (goal.kind === 'create') return object
  const name = `${target.mapping.resource}/${target.name}`
  if (goal.kind === 'delete') {
    const present = await presentObject(session, target)
    if (!present) return object
    if (timeoutMs === 0) throw new KubectlError(`condition not met for ${name}`)
    object = present
  } else if (timeoutMs === 0) {
    const present = await session.client.get(targetPath(target))
    if (!goal.isMet(present)) throw new KubectlError(`condition not met for ${name}`)
    return present
  }
  const remainingMs = endMs - session.nowMs
  if (remainingMs <= 0) throw new KubectlError(`${TIMED_OUT} on ${name}`)
  const isReached = goal.kind === 'delete' ? await followDeletion(session, target, remainingMs) : await followCondition(session, target, goal, remainingMs, (met) => (object = met))
  if (!isReached) throw new KubectlError(`${TIMED_OUT} on ${name}`)
  return object
}

async function presentObject(session: Session, target: Target): Promise<JsonObject | undefined> {
  try {
    return await session.client.get(targetPath(target))
  } catch (error) {
    if (error instanceof StatusError && error.code === 404) return undefined
    throw error
  }
}

function followDeletion(session: Session, target: Target, timeoutMs: number): Promise<boolean> {
  return followObject(session, target, timeoutMs, (object) => object === undefined, ({ type }) => type === 'DELETED')
}

function followCondition(session: Session, target: Target, { isMet }: Extract<Goal, { kind: 'condition' }>, timeoutMs: number, keep: (object: JsonObject) => void): Promise<boolean> {
  const check = (object: JsonObject) => {
    const met = isMet(object)
    if (met) keep(object)
    return met
  }
  return followObject(
    session,
    target,
    timeoutMs,
    (object) => {
      if (!object) throw notFound(target.mapping, target.name)
      return check(object)
    },
    ({ type, object }) => type !== 'DELETED' && check(object),
  )
}
