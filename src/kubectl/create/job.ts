import type { CronJob } from 'kubernetes-types/batch/v1'
import { fetchTarget, selectArguments } from '../builder.ts'
import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { commandAfterName, create, GENERATED_FLAGS, newMetadata, requireName } from './generated.ts'

export const createJob: Command = {
  name: 'job',
  use: 'NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]',
  short: 'Create a job with the specified name',
  examples: [
    { what: 'Create a job', command: 'kubectl create job import --image=busybox' },
    { what: 'Create a job with a command', command: 'kubectl create job import --image=busybox -- date' },
    { what: 'Create a job from a cron job, now', command: 'kubectl create job backup-now --from=cronjob/backup' },
  ],
  flags: [
    ...GENERATED_FLAGS,
    { name: 'from', kind: 'string', usage: 'The cron job whose template the job takes (cronjob/NAME).' },
    { name: 'image', kind: 'string', usage: 'The image to run.' },
  ],
  validate(session) {
    requireName(session)
    const { flags } = session
    if ((flags.string('from') === '') === (flags.string('image') === '')) throw new KubectlError('either --image or --from must be specified')
    if (flags.string('from') !== '' && commandAfterName(session).length > 0) throw new KubectlError('cannot specify --from and command')
  },
  async run(session) {
    const object = session.flags.string('image') !== '' ? jobOf(session) : await jobFromCronJob(session)
    await create(session, { object, resource: 'jobs', namespaced: true, failure: 'failed to create job: ' })
  },
}

/** A pod template with one container, as the generators of jobs and cron jobs make it. */
export function oneContainerTemplate(session: Session, name: string, restartPolicy: string): JsonObject {
  const command = commandAfterName(session)
  const container = { name, image: session.flags.string('image'), ...(command.length > 0 ? { command } : {}), resources: {} }
  return { metadata: { creationTimestamp: null }, spec: { containers: [container], restartPolicy } }
}

function jobOf(session: Session): JsonObject {
  const name = requireName(session)
  return { kind: 'Job', apiVersion: 'batch/v1', metadata: newMetadata(session, name), spec: { template: oneContainerTemplate(session, name, 'Never') }, status: {} }
}

async function jobFromCronJob(session: Session): Promise<JsonObject> {
  const { singles } = await selectArguments(session, [session.flags.string('from')])
  const [target] = singles
  if (!target || singles.length > 1) throw new KubectlError('from must be an existing cronjob')
  const cronJob = (await fetchTarget(session, target)) as CronJob
  if (cronJob.kind !== 'CronJob') throw new KubectlError(`unknown object type *${(cronJob.apiVersion ?? '').replace(/^.*\//, '')}.${cronJob.kind}`)
  const { metadata, spec } = cronJob.spec?.jobTemplate ?? {}
  const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: cronJob.metadata?.name, uid: cronJob.metadata?.uid, controller: true }
  const annotations = { 'cronjob.kubernetes.io/instantiate': 'manual', ...metadata?.annotations }
  const maps = { ...(metadata?.labels ? { labels: metadata.labels } : {}), annotations, ownerReferences: [owner] }
  return { kind: 'Job', apiVersion: 'batch/v1', metadata: newMetadata(session, requireName(session), maps), spec, status: {} }
}
