import type { Command } from '../command.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { create, GENERATED_FLAGS, newMetadata, requireName } from './generated.ts'
import { oneContainerTemplate } from './job.ts'

export const createCronJob: Command = {
  name: 'cronjob',
  aliases: ['cj'],
  use: "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...]",
  short: 'Create a cron job with the specified name',
  examples: [
    { what: 'Create a cron job that runs every minute', command: 'kubectl create cronjob tick --image=busybox --schedule="*/1 * * * *"' },
    { what: 'Create one with a command', command: 'kubectl create cronjob tick --image=busybox --schedule="*/1 * * * *" -- date' },
  ],
  flags: [
    ...GENERATED_FLAGS,
    { name: 'image', kind: 'string', required: true, usage: 'The image to run.' },
    { name: 'restart', kind: 'string', completes: ['OnFailure', 'Never'], usage: 'Restart policy of the pods: OnFailure or Never.' },
    { name: 'schedule', kind: 'string', required: true, usage: 'When the job runs, in the form of cron.' },
  ],
  validate: (session) => void requireName(session),
  run: (session) => create(session, { object: cronJobOf(session), resource: 'cronjobs', namespaced: true, failure: 'failed to create cronjob: ' }),
}

function cronJobOf(session: Session): JsonObject {
  const name = requireName(session)
  const template = oneContainerTemplate(session, name, session.flags.string('restart') || 'OnFailure')
  const spec = { schedule: session.flags.string('schedule'), jobTemplate: { metadata: { name, creationTimestamp: null }, spec: { template } } }
  return { kind: 'CronJob', apiVersion: 'batch/v1', metadata: newMetadata(session, name), spec, status: {} }
}
