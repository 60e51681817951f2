import type { Command } from '../../command.ts'
import { KubectlError } from '../../errors.ts'
import type { JsonObject } from '../../json.ts'
import { followObject } from '../../watching.ts'
import { ROLLOUT_STATUS } from '../../workload/rolloutStatus.ts'
import { completeWorkloads, groupKindText, requireTarget, sayNoneFound, TARGET_FLAGS, visitWorkloads } from './shared.ts'

export const status: Command = {
  name: 'status',
  use: '(TYPE NAME | TYPE/NAME) [flags]',
  short: 'Show the status of the rollout',
  long: 'Show the status of the rollout.\n\n The latest rollout is watched until it is done. With --watch=false its present state is told. If a newer rollout starts meanwhile, that one is followed; --revision=N ends with an error then.',
  examples: [{ what: 'Watch the rollout of a deployment', command: 'kubectl rollout status deployment/web' }],
  flags: [
    ...TARGET_FLAGS,
    { name: 'revision', kind: 'int', usage: 'Follow this revision only. 0 means the last.' },
    { name: 'timeout', kind: 'duration', usage: 'How long to watch, zero means without limit. Needs a unit (1s, 2m, 3h).' },
    { name: 'watch', short: 'w', kind: 'bool', default: 'true', usage: 'Watch the rollout until it is done.' },
  ],
  complete: completeWorkloads,
  validate(session) {
    requireTarget(session)
    if (session.flags.int('revision') < 0) throw new KubectlError(`revision must be a positive integer: ${session.flags.int('revision')}`)
  },
  async run(session) {
    const { flags } = session
    const count = await visitWorkloads(session, async (target) => {
      const view = ROLLOUT_STATUS[target.mapping.kind]
      if (!view) throw new KubectlError(`no status viewer has been implemented for ${groupKindText(target.mapping)}`)
      const tell = (object: JsonObject) => {
        const { message, done } = view(object, flags.int('revision'))
        session.stdout(message)
        return done || !flags.bool('watch')
      }
      const isDone = await followObject(session, target, flags.durationMs('timeout'), (object) => object !== undefined && tell(object), ({ type, object }) => {
        if (type === 'DELETED') throw new KubectlError('object has been deleted')
        return tell(object)
      })
      if (!isDone) throw new KubectlError('timed out waiting for the condition')
    })
    sayNoneFound(session, count)
  },
}
