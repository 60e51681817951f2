import { fetchTarget, fileTargets, NOTHING_NAMED, selectArguments, type Target } from '../builder.ts'
import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { newMetadata, withAnnotation } from '../create/generated.ts'
import { apiVersionOf } from '../discovery.ts'
import { KubectlError, throwCollected } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { collectionPath } from '../paths.ts'
import { dryRunOf, dryRunQuery, PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { DRY_RUN_FLAG, fieldManagerFlag, FILE_FLAGS, SAVE_CONFIG_FLAG } from '../sharedFlags.ts'

export const autoscale: Command = {
  name: 'autoscale',
  group: 'Deploy Commands',
  use: '(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu-percent=CPU]',
  short: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  long: 'Creates an autoscaler that automatically chooses and sets the number of pods that run in a Kubernetes cluster.\n\n It is for a deployment, replica set, stateful set, or replication controller, and adds or removes pods as they have work to do.',
  examples: [
    { what: 'Keep a deployment between 2 and 10 pods', command: 'kubectl autoscale deployment web --min=2 --max=10' },
    { what: 'Aim at 80 percent of the CPU that the pods request', command: 'kubectl autoscale deployment web --max=5 --cpu-percent=80' },
  ],
  flags: [
    { name: 'cpu-percent', kind: 'int', default: '-1', usage: 'The CPU use to aim at, in percent of what the pods request; a default policy if it is negative.' },
    DRY_RUN_FLAG,
    fieldManagerFlag('kubectl-autoscale'),
    ...FILE_FLAGS,
    { name: 'max', kind: 'int', default: '-1', required: true, usage: 'The most pods. Required.' },
    { name: 'min', kind: 'int', default: '-1', usage: 'The fewest pods; the server chooses if it is negative.' },
    { name: 'name', kind: 'string', usage: 'The name of the autoscaler. Default: that of the object.' },
    ...PRINT_FLAGS,
    SAVE_CONFIG_FLAG,
  ],
  complete: (session, word) => completeResources(session, word, ['deployment', 'replicaset', 'replicationcontroller', 'statefulset']),
  validate({ flags }) {
    const [least, most] = [flags.int('min'), flags.int('max')]
    if (most < 1) throw new KubectlError(`--max=MAXPODS is required and must be at least 1, max: ${most}`)
    if (most < least) throw new KubectlError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${most}, min: ${least}`)
  },
  async run(session) {
    if (session.args.length === 0 && session.flags.list('filename').length === 0) throw new KubectlError(NOTHING_NAMED)
    const targets = session.flags.list('filename').length > 0 ? await fileTargets(session) : (await selectArguments(session, session.args)).singles
    const failures: unknown[] = []
    for (const target of targets) {
      try {
        await autoscaleTarget(session, target)
      } catch (error) {
        failures.push(error)
      }
    }
    throwCollected(failures)
    if (targets.length === 0) throw new KubectlError('no objects passed to autoscale')
  },
}

function autoscalerOf(session: Session, { mapping, name }: Target): JsonObject {
  const { flags } = session
  const [least, percent] = [flags.int('min'), flags.int('cpu-percent')]
  const spec = {
    scaleTargetRef: { kind: mapping.kind, name, apiVersion: apiVersionOf(mapping) },
    ...(least > 0 ? { minReplicas: least } : {}),
    maxReplicas: flags.int('max'),
    ...(percent >= 0 ? { targetCPUUtilizationPercentage: percent } : {}),
  }
  const { namespace: _, ...metadata } = newMetadata(session, flags.string('name') || name)
  return { kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v1', metadata, spec, status: { currentReplicas: 0, desiredReplicas: 0 } }
}

async function autoscaleTarget(session: Session, target: Target): Promise<void> {
  if (session.flags.list('filename').length === 0) await fetchTarget(session, target)
  const { mapping } = target
  if (!mapping.subresources.some(({ name }) => name === 'scale')) throw new KubectlError(`cannot autoscale a ${mapping.kind}: could not find scale subresource for ${mapping.group}/${mapping.version}, Resource=${mapping.resource} in discovery information`)
  const object = autoscalerOf(session, target)
  if (dryRunOf(session) === 'client') return session.stdout((await resultPrinter(session, 'created', { keepsOrder: true }))(object))
  const body = session.flags.bool('save-config') ? withAnnotation(object) : object
  const query = { ...dryRunQuery(session), fieldManager: session.flags.string('field-manager') }
  const result = await session.client.request('POST', collectionPath('autoscaling/v1', 'horizontalpodautoscalers', session.namespace), { query, body })
  session.stdout((await resultPrinter(session, 'autoscaled', { keepsOrder: true }))(result))
}
