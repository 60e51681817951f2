import type { Target } from '../builder.ts'
import type { Command } from '../command.ts'
import { withAnnotation } from '../create/generated.ts'
import { UsageError, KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { collectionPath } from '../paths.ts'
import { dryRunOf, dryRunQuery, type ObjectPrinter, PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'
import { followPod, removingAfterwards } from '../runPod/attached.ts'
import { OVERRIDE_FLAGS, withOverrides } from '../runPod/overrides.ts'
import { podOf, serviceOf } from '../runPod/pod.ts'
import type { Session } from '../session.ts'
import { DRY_RUN_FLAG, fieldManagerFlag, FILE_FLAGS, SAVE_CONFIG_FLAG } from '../sharedFlags.ts'

export const run: Command = {
  name: 'run',
  group: 'Basic Commands (Beginner)',
  use: 'NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  short: 'Run a particular image on the cluster',
  long: 'Create and run a particular image in a pod.',
  examples: [
    { what: 'Start a pod with the nginx image', command: 'kubectl run web --image=nginx' },
    { what: 'Say which port its container exposes', command: 'kubectl run web --image=nginx --port=80' },
    { what: 'Set environment variables', command: 'kubectl run web --image=nginx --env="MODE=dark" --env="LEVEL=3"' },
    { what: 'Only print the pod that would be made', command: 'kubectl run web --image=nginx --dry-run=client -o yaml' },
    { what: 'Work with a shell in a pod that is gone afterwards', command: 'kubectl run -it shell --image=busybox --restart=Never --rm -- sh' },
    { what: 'Use a command of your own in place of that of the image', command: 'kubectl run web --image=nginx --command -- sleep 3600' },
  ],
  flags: [
    { name: 'annotations', kind: 'stringArray', usage: 'Annotation of the pod (key=value); may be given several times.' },
    { name: 'attach', kind: 'bool', usage: 'Wait until the pod runs and attach to it as `kubectl attach` does; set by -i. With --restart=Never the exit code is that of the container.' },
    { name: 'cascade', kind: 'string', default: 'background', bare: 'background', completes: ['background', 'orphan', 'foreground'], usage: 'What happens to dependents when --rm deletes.' },
    { name: 'command', kind: 'bool', usage: "Take the arguments as the container's command instead of its args." },
    DRY_RUN_FLAG,
    { name: 'env', kind: 'stringArray', usage: 'Environment variable of the container (NAME=value); may be given several times.' },
    { name: 'expose', kind: 'bool', usage: 'Also create a ClusterIP service for the pod. Needs --port.' },
    fieldManagerFlag('kubectl-run'),
    ...FILE_FLAGS,
    { name: 'force', kind: 'bool', usage: 'With --rm, remove the pod at once.' },
    { name: 'grace-period', kind: 'int', default: '-1', usage: 'With --rm, seconds given to end gracefully; negative leaves the default.' },
    { name: 'image', kind: 'string', required: true, usage: 'The image to run.' },
    { name: 'image-pull-policy', kind: 'string', completes: ['Always', 'IfNotPresent', 'Never'], usage: 'The image pull policy of the container; the server chooses if it is not given.' },
    { name: 'labels', short: 'l', kind: 'string', usage: 'Labels of the pod, separated by commas, in place of run=NAME.' },
    { name: 'leave-stdin-open', kind: 'bool', usage: 'Leave stdin of the container open after the first attach.' },
    ...OVERRIDE_FLAGS,
    { name: 'pod-running-timeout', kind: 'duration', default: '1m0s', usage: 'How long to wait until the pod runs (5s, 2m, 3h).' },
    { name: 'port', kind: 'string', usage: 'The port that the container exposes.' },
    ...PRINT_FLAGS,
    { name: 'privileged', kind: 'bool', usage: 'Run the container in privileged mode.' },
    { name: 'quiet', short: 'q', kind: 'bool', usage: 'Only print what comes from the container.' },
    { name: 'restart', kind: 'string', default: 'Always', completes: ['Always', 'OnFailure', 'Never'], usage: 'Restart policy of the pod: Always, OnFailure or Never.' },
    { name: 'rm', kind: 'bool', usage: 'Delete the pod after it has ended. Only for pods that are attached to.' },
    SAVE_CONFIG_FLAG,
    { name: 'stdin', short: 'i', kind: 'bool', usage: "Keep the container's stdin open and pass stdin to it." },
    { name: 'timeout', kind: 'duration', usage: 'With --rm, how long to wait for the deletion.' },
    { name: 'tty', short: 't', kind: 'bool', usage: 'Give the container a terminal.' },
    { name: 'wait', kind: 'bool', usage: 'With --rm, wait until the pod is gone.' },
  ],
  validate,
  run: runPod,
}

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never']
const IMAGE = /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/

function restartPolicyOf({ flags }: Session): string {
  return flags.string('restart') || (flags.bool('stdin') ? 'OnFailure' : 'Always')
}

function isAttached({ flags }: Session): boolean {
  return flags.changed('attach') ? flags.bool('attach') : flags.bool('stdin')
}

function validate(session: Session): void {
  const { args, argsBeforeDash, flags } = session
  if (args.length === 0 || argsBeforeDash === 0) throw new UsageError('NAME is required for run')
  if (flags.durationMs('pod-running-timeout') <= 0) throw new UsageError('--pod-running-timeout must be higher than zero')
  const image = flags.string('image')
  if (image === '') throw new KubectlError('--image is required')
  if (!IMAGE.test(image)) throw new KubectlError(`Invalid image name ${JSON.stringify(image)}: invalid reference format`)
  if (flags.bool('tty') && !flags.bool('stdin')) throw new UsageError('-i/--stdin is required for containers with -t/--tty=true')
  if (flags.bool('expose') && flags.string('port') === '') throw new UsageError('--port must be set when exposing a service')
  if (!RESTART_POLICIES.includes(restartPolicyOf(session))) throw new UsageError(`invalid restart policy: ${flags.string('restart')}`)
  if (flags.bool('rm') && !isAttached(session)) throw new UsageError('--rm should only be used for attached containers')
  if (isAttached(session) && dryRunOf(session) !== 'none') throw new UsageError("--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)")
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(flags.string('image-pull-policy'))) throw new UsageError(`invalid image pull policy: ${flags.string('image-pull-policy')}`)
}

async function runPod(session: Session): Promise<void> {
  const name = session.args[0] as string
  const restartPolicy = restartPolicyOf(session)
  const print = await resultPrinter(session, 'created', { keepsOrder: true })
  const pod = await send(session, 'pods', withOverrides(session, podOf(session, name, restartPolicy)))
  const created = [await targetOf(session, pod)]
  if (session.flags.bool('expose')) created.push(await exposePod(session, name, print))
  if (!isAttached(session)) return session.stdout(print(pod))
  await removingAfterwards(session, created, () => followPod(session, created[0] as Target, restartPolicy))
}

async function exposePod(session: Session, name: string, print: ObjectPrinter): Promise<Target> {
  const service = await send(session, 'services', serviceOf(session, name))
  session.stdout(print(service))
  if (session.flags.string('output') === 'yaml') session.stdout('---\n')
  return targetOf(session, service)
}

async function send(session: Session, resource: string, object: JsonObject): Promise<JsonObject> {
  if (dryRunOf(session) === 'client') return session.namespaceIsExplicit ? { ...object, metadata: { name: object['metadata'].name, namespace: session.namespace, ...object['metadata'] } } : object
  const body = session.flags.bool('save-config') ? withAnnotation(object) : object
  const query = { ...dryRunQuery(session), fieldManager: session.flags.string('field-manager') }
  return session.client.request('POST', collectionPath('v1', resource, session.namespace), { query, body })
}

async function targetOf(session: Session, object: JsonObject): Promise<Target> {
  const mapping = await session.discovery.resolve(object['kind'] === 'Service' ? 'services' : 'pods')
  return { mapping, namespace: session.namespace, name: String(object['metadata']?.name) }
}
