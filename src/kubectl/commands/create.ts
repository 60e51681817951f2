import { asText } from '../bytes.ts'
import { type Target, visitFiles } from '../builder.ts'
import type { Command } from '../command.ts'
import { createConfigMap } from '../create/configMap.ts'
import { createCronJob } from '../create/cronJob.ts'
import { createDeployment } from '../create/deployment.ts'
import { creationQuery } from '../create/generated.ts'
import { createIngress } from '../create/ingress.ts'
import { createJob } from '../create/job.ts'
import { createNamespace } from '../create/namespace.ts'
import { createPodDisruptionBudget } from '../create/podDisruptionBudget.ts'
import { createPriorityClass } from '../create/priorityClass.ts'
import { createQuota } from '../create/quota.ts'
import { createClusterRole, createRole } from '../create/role.ts'
import { createClusterRoleBinding, createRoleBinding } from '../create/roleBinding.ts'
import { createSecret } from '../create/secret.ts'
import { createService } from '../create/service.ts'
import { createServiceAccount } from '../create/serviceAccount.ts'
import { createToken } from '../create/token.ts'
import { parseLabelSelector } from '../../base/selectors.ts'
import { pathOf } from '../discovery.ts'
import { KubectlError, UsageError, withSource } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { withLastApplied } from '../lastApplied.ts'
import { dryRunOf, PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { DRY_RUN_FLAG, fieldManagerFlag, FILE_FLAGS, SAVE_CONFIG_FLAG, SELECTOR_FLAG, VALIDATE_FLAG } from '../sharedFlags.ts'
import { parseYamlDocument, printYaml } from '../yaml.ts'

export const create: Command = {
  name: 'create',
  group: 'Basic Commands (Beginner)',
  use: '-f FILENAME',
  short: 'Create a resource from a file or from stdin',
  long: 'Create a resource from a file or from stdin.\n\n JSON and YAML formats are accepted.',
  examples: [
    { what: 'Create the pod that a file describes', command: 'kubectl create -f ./pod.json' },
    { what: 'Create what comes from stdin', command: 'cat pod.json | kubectl create -f -' },
    { what: 'Edit what a file says before it is created', command: 'kubectl create -f service.yaml --edit' },
  ],
  flags: [
    DRY_RUN_FLAG,
    { name: 'edit', kind: 'bool', usage: 'Edit the objects before they are created.' },
    fieldManagerFlag('kubectl-create'),
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    { name: 'raw', kind: 'string', usage: 'Path to POST the file to on the server.' },
    SAVE_CONFIG_FLAG,
    SELECTOR_FLAG,
    VALIDATE_FLAG,
    { name: 'windows-line-endings', kind: 'bool', usage: 'Only with --edit: end lines as Windows does.' },
  ],
  commands: [
    createClusterRole,
    createClusterRoleBinding,
    createConfigMap,
    createCronJob,
    createDeployment,
    createIngress,
    createJob,
    createNamespace,
    createPodDisruptionBudget,
    createPriorityClass,
    createQuota,
    createRole,
    createRoleBinding,
    createSecret,
    createService,
    createServiceAccount,
    createToken,
  ],
  validate({ args, flags }) {
    if (flags.list('filename').length === 0 && flags.string('kustomize') === '' && args.length === 0) throw new KubectlError('must specify one of -f and -k')
    if (args.length > 0) throw new UsageError(`Unexpected args: [${args.join(' ')}]`)
    if (flags.string('raw') !== '') validateRaw(flags)
  },
  async run(session) {
    if (session.flags.string('raw') !== '') return postRaw(session)
    const selector = parseLabelSelector(session.flags.string('selector'))
    await visitFiles(session, async (target) => {
      if (selector.matches(target.object?.['metadata']?.labels)) await createTarget(session, target)
    })
  },
}

function validateRaw(flags: Session['flags']): void {
  if (flags.bool('edit')) throw new KubectlError('--raw and --edit are mutually exclusive')
  const files = flags.list('filename')
  if (files.length !== 1) throw new KubectlError('--raw can only use a single local file or stdin')
  if (/^https?:\/\//.test(files[0] as string)) throw new KubectlError('--raw cannot read from a url')
  if (flags.bool('recursive')) throw new KubectlError('--raw and --recursive are mutually exclusive')
  if (flags.string('selector') !== '') throw new KubectlError('--raw and --selector (-l) are mutually exclusive')
  if (flags.string('output') !== '') throw new KubectlError('--raw and --output are mutually exclusive')
}

async function postRaw(session: Session): Promise<void> {
  const [file] = session.flags.list('filename')
  const body = file === '-' ? asText(await session.context.io.stdin.readAll()) : await session.readText(file as string)
  const response = await session.client.send('POST', session.flags.string('raw'), { body })
  session.stdout(asText(response.body))
}

async function createTarget(session: Session, target: Target): Promise<void> {
  const edited = session.flags.bool('edit') ? await editObject(session, target) : (target.object as JsonObject)
  const body = session.flags.bool('save-config') ? withLastApplied(edited) : edited
  const print = await resultPrinter(session, 'created')
  try {
    session.stdout(print(dryRunOf(session) === 'client' ? body : await session.client.request('POST', pathOf(target.mapping, target.namespace), { query: creationQuery(session), body })))
  } catch (error) {
    throw withSource('creating', target.source, error)
  }
}

const EDIT_HEADER = '# Please edit the object below. Lines beginning with a \'#\' will be ignored,\n# and an empty file will abort the edit. If an error occurs while saving this file will be\n# reopened with the relevant failures.\n#\n'

async function editObject(session: Session, target: Target): Promise<JsonObject> {
  if (!session.context.edit) throw new KubectlError('unable to launch the editor: there is none here')
  const text = await session.context.edit(EDIT_HEADER + printYaml(target.object), `${target.mapping.resource}-${target.name}.yaml`)
  const content = (text ?? '').split('\n').filter((line) => !line.startsWith('#')).join('\n')
  if (content.trim() === '') throw new KubectlError('Edit cancelled, no objects saved.')
  return parseYamlDocument(content) as JsonObject
}
