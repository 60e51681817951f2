import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { create, GENERATED_FLAGS, newMetadata, requireName } from './generated.ts'
import { labelSelectorOf } from './labelSelector.ts'

export const createPodDisruptionBudget: Command = {
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  use: 'NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]',
  short: 'Create a pod disruption budget with the specified name',
  long: 'Create a pod disruption budget with the specified name, selector, and desired minimum available pods.',
  examples: [
    { what: 'Keep at least one pod with the label app=web', command: 'kubectl create poddisruptionbudget web --selector=app=web --min-available=1' },
    { what: 'Keep at least half of them', command: 'kubectl create pdb web --selector=app=web --min-available=50%' },
  ],
  flags: [
    ...GENERATED_FLAGS,
    { name: 'max-unavailable', kind: 'string', usage: 'The most pods that may be unavailable, as a number or percentage.' },
    { name: 'min-available', kind: 'string', usage: 'The fewest pods that must be available, as a number or percentage.' },
    { name: 'selector', kind: 'string', usage: 'Label selector of the pods.' },
  ],
  validate(session) {
    requireName(session)
    const { flags } = session
    const [least, most] = [flags.string('min-available'), flags.string('max-unavailable')]
    if (flags.string('selector') === '') throw new KubectlError('a selector must be specified')
    if (least === '' && most === '') throw new KubectlError('one of min-available or max-unavailable must be specified')
    if (least !== '' && most !== '') throw new KubectlError('min-available and max-unavailable cannot be both specified')
    if (!/^[0-9]+%?$/.test(least || most)) throw new KubectlError(`invalid format specified for ${least === '' ? 'max-unavailable' : 'min-available'}`)
  },
  run: (session) => create(session, { object: budgetOf(session), resource: 'poddisruptionbudgets', namespaced: true, failure: 'failed to create poddisruptionbudgets: ' }),
}

const numberOrPercentage = (text: string) => (text.endsWith('%') ? text : Number(text))

function budgetOf(session: Session): JsonObject {
  const { flags } = session
  const selector = labelSelectorOf(flags.string('selector'))
  const spec = flags.string('min-available') === '' ? { selector, maxUnavailable: numberOrPercentage(flags.string('max-unavailable')) } : { minAvailable: numberOrPercentage(flags.string('min-available')), selector }
  const status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }
  return { kind: 'PodDisruptionBudget', apiVersion: 'policy/v1', metadata: newMetadata(session, requireName(session)), spec, status }
}
