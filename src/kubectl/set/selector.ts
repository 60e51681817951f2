import { targetPath, type Target } from '../builder.ts'
import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { labelSelectorOf } from '../create/labelSelector.ts'
import { KubectlError, throwCollected } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { twoWayPatch } from '../patch/strategic.ts'
import { dryRunOf, dryRunQuery, resultPrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { objectsOf, SET_FLAGS } from './change.ts'

export const setSelector: Command = {
  name: 'selector',
  use: '(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  short: 'Set the selector on a resource',
  long: 'Set the selector on a resource. Note that the new selector will overwrite the old selector if the resource had one prior to the invocation of \'set selector\'.\n\n A selector must begin with a letter or number, and may contain letters, numbers, hyphens, dots, and underscores, up to  63 characters. If --resource-version is specified, then updates will use this resource version, otherwise the existing resource-version will be used. Note: currently selectors can only be set on Service objects.',
  examples: [{ what: 'Lead a service to other pods', command: 'kubectl set selector service web app=web,track=stable' }],
  flags: [...SET_FLAGS.filter(({ name }) => name !== 'selector'), { name: 'resource-version', kind: 'string', usage: 'Only change the object if this is its current resource version; for one object.' }],
  complete: (session, word) => completeResources(session, word, ['services']),
  async run(session) {
    const expression = session.args.at(-1)
    if (expression === undefined) throw new KubectlError('one selector is required')
    const selector = labelSelectorOf(expression)
    const targets = await objectsOf(session, session.args.slice(0, -1))
    const failures: unknown[] = []
    for (const target of targets) {
      try {
        await select(session, target, selector)
      } catch (error) {
        failures.push(error)
      }
    }
    throwCollected(failures)
  },
}

async function select(session: Session, target: Target, selector: JsonObject): Promise<void> {
  const object = target.object as JsonObject
  if (object['kind'] !== 'Service') throw new KubectlError('setting a selector is only supported for Services')
  if (selector['matchExpressions']) throw new KubectlError(`match expression ${expressionText(selector['matchExpressions'])} not supported on this object`)
  const changed = { ...object, spec: { ...object['spec'], selector: selector['matchLabels'] ?? {} } }
  const print = await resultPrinter(session, 'selector updated', { keepsOrder: true })
  if (session.flags.bool('local') || dryRunOf(session) === 'client') return session.stdout(print(changed))
  const version = session.flags.string('resource-version')
  const patch = twoWayPatch(object, changed, 'Service')
  const body = version === '' ? patch : { ...patch, metadata: { resourceVersion: version } }
  const query = { ...dryRunQuery(session), fieldManager: session.flags.string('field-manager') }
  session.stdout(print(await session.client.request('PATCH', targetPath(target), { query, contentType: 'application/strategic-merge-patch+json', body })))
}

function expressionText(expressions: readonly JsonObject[]): string {
  return `[${expressions.map(({ key, operator, values }) => `{${key} ${operator} [${(values ?? []).join(' ')}]}`).join(' ')}]`
}
