import { formatTime } from '../../../base/time.ts'
import { type Target, targetPath } from '../../builder.ts'
import type { Command } from '../../command.ts'
import { KubectlError, withPrefix } from '../../errors.ts'
import type { JsonObject } from '../../json.ts'
import { PRINT_FLAGS, resultPrinter } from '../../printers/objectPrinter.ts'
import type { Session } from '../../session.ts'
import { fieldManagerFlag } from '../../sharedFlags.ts'
import { completeWorkloads, refused, requireTarget, sayNoneFound, TARGET_FLAGS, visitWorkloads } from './shared.ts'

const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt'

interface Change {
  /** What the patch says; throws when the workload cannot be changed so. */
  patchOf(target: Target, session: Session): JsonObject
  /** `paused`. */
  readonly done: string
}

/** A command that patches workloads with a small change. */
function changing(command: Omit<Command, 'flags' | 'complete' | 'validate' | 'run'>, { patchOf, done }: Change): Command {
  return {
    ...command,
    flags: [fieldManagerFlag('kubectl-rollout'), ...TARGET_FLAGS, ...PRINT_FLAGS],
    complete: completeWorkloads,
    validate: requireTarget,
    async run(session) {
      const count = await visitWorkloads(session, async (target) => {
        const result = await patch(session, target, patchOf(target, session))
        const print = await resultPrinter(session, done)
        session.stdout(print(result))
      })
      sayNoneFound(session, count)
    },
  }
}

async function patch(session: Session, target: Target, body: JsonObject): Promise<JsonObject> {
  try {
    return await session.client.request('PATCH', targetPath(target), { query: { fieldManager: session.flags.string('field-manager') }, contentType: 'application/strategic-merge-patch+json', body })
  } catch (error) {
    throw withPrefix('failed to patch: ', error)
  }
}

function requireDeployment(target: Target, verb: string): void {
  if (target.mapping.kind !== 'Deployment') throw refused(target, `${verb} is not supported`)
}

export const pause = changing(
  {
    name: 'pause',
    use: 'RESOURCE',
    short: 'Mark the provided resource as paused',
    long: 'Mark the provided resource as paused. Its controller does not act on changes of it until it is resumed. Only deployments can be paused.',
    examples: [{ what: 'Let a deployment run on as it is, while its template changes', command: 'kubectl rollout pause deployment/web' }],
  },
  {
    done: 'paused',
    patchOf(target) {
      requireDeployment(target, 'pausing')
      if (target.object?.['spec']?.paused) throw refused(target, 'is already paused')
      return { spec: { paused: true } }
    },
  },
)

export const resume = changing(
  {
    name: 'resume',
    use: 'RESOURCE',
    short: 'Resume a paused resource',
    long: 'Resume a paused resource, so that its controller acts on it again. Only deployments can be resumed.',
    examples: [{ what: 'Resume a paused deployment', command: 'kubectl rollout resume deployment/web' }],
  },
  {
    done: 'resumed',
    patchOf(target) {
      requireDeployment(target, 'resuming')
      if (!target.object?.['spec']?.paused) throw refused(target, 'is not paused')
      return { spec: { paused: null } }
    },
  },
)

export const restart = changing(
  {
    name: 'restart',
    use: 'RESOURCE',
    short: 'Restart a resource',
    long: 'Restart a resource: its pods are replaced as by a rollout of a new template.',
    examples: [
      { what: 'Restart all deployments of a namespace', command: 'kubectl rollout restart deployment -n shop' },
      { what: 'Restart a deployment', command: 'kubectl rollout restart deployment/web' },
      { what: 'Restart the deployments with a label', command: 'kubectl rollout restart deployment --selector=app=web' },
    ],
  },
  {
    done: 'restarted',
    patchOf(target, { nowMs }) {
      if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(target.mapping.kind)) throw refused(target, 'restarting is not supported')
      if (target.object?.['spec']?.paused) throw refused(target, "can't restart paused deployment (run rollout resume first)")
      const restartedAt = formatTime(nowMs)
      if (target.object?.['spec']?.template?.metadata?.annotations?.[RESTARTED_AT] === restartedAt) throw new KubectlError(`failed to create patch for ${target.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`)
      return { spec: { template: { metadata: { annotations: { [RESTARTED_AT]: restartedAt } } } } }
    },
  },
)
