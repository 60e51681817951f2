import type { Pod } from 'kubernetes-types/core/v1'
import { fetchTarget, fileTargets, selectArguments, type Target } from '../builder.ts'
import type { Command } from '../command.ts'
import { completePods } from '../completion.ts'
import { KubectlError, messageOf, UsageError } from '../errors.ts'
import type { Flag } from '../flags.ts'
import type { JsonObject } from '../json.ts'
import { collectionPath } from '../paths.ts'
import { runRemoteCommand, terminalOf } from '../remoteCommand.ts'
import type { Session } from '../session.ts'
import { FILENAME_FLAG } from '../sharedFlags.ts'
import { chosenContainer, containersOf } from '../workload/containerChoice.ts'
import { forCommands, goType, podSelectorOf, podsOfSelector } from '../workload/podChoice.ts'

const STREAM_FLAGS: readonly Flag[] = [
  { name: 'container', short: 'c', kind: 'string', completes: 'container', usage: 'Container name. If omitted, the container that the annotation kubectl.kubernetes.io/default-container names, or else the first of the pod.' },
  { name: 'pod-running-timeout', kind: 'duration', default: '1m0s', usage: 'How long to wait until a pod is there (5s, 2m, 3h).' },
  { name: 'quiet', short: 'q', kind: 'bool', usage: 'Only print what comes from the container.' },
  { name: 'stdin', short: 'i', kind: 'bool', usage: 'Pass stdin to the container.' },
  { name: 'tty', short: 't', kind: 'bool', usage: 'Stdin is a TTY.' },
]

export const exec: Command = {
  name: 'exec',
  group: 'Troubleshooting and Debugging Commands',
  use: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  short: 'Execute a command in a container',
  long: 'Execute a command in a container.',
  examples: [
    { what: 'Run a command in the first container of a pod', command: 'kubectl exec web -- date' },
    { what: 'Run a command in a certain container', command: 'kubectl exec web -c app -- date' },
    { what: 'Work with a shell in a container', command: 'kubectl exec -it web -- sh' },
    { what: 'Run a command in a pod of a deployment', command: 'kubectl exec deploy/web -- date' },
  ],
  flags: [FILENAME_FLAG, ...STREAM_FLAGS],
  complete: (session, word) => completePods(session, word),
  validate(session) {
    const { args, argsBeforeDash, flags } = session
    const hasFiles = flags.list('filename').length > 0
    if (argsBeforeDash === undefined && (args.length > 1 || (args.length > 0 && hasFiles))) throw new UsageError('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead')
    if (!resourceName(session) && !hasFiles) throw new KubectlError('pod, type/name or --filename must be specified')
    if (commandWords(session).length === 0) throw new KubectlError('you must specify at least one command for the container')
  },
  async run(session) {
    const { flags } = session
    const pod = await podOf(session, await namedTarget(session))
    const phase = pod.status?.phase ?? ''
    if (phase === 'Succeeded' || phase === 'Failed') throw new KubectlError(`cannot exec into a container in a completed pod; current phase is ${phase}`)
    const container = flags.string('container') || chosenContainer(session, pod, '', flags.bool('quiet')).name
    const { stdin, tty } = terminalOf(session, { stdin: flags.bool('stdin'), tty: flags.bool('tty') }, flags.bool('quiet'))
    const query = { command: commandWords(session), container, stderr: tty ? undefined : true, stdin: stdin || undefined, stdout: true, tty: tty || undefined }
    await runRemoteCommand(session, { path: streamPath(pod, 'exec'), query, stdin, tty })
  },
}

/** The word before the command: `exec POD -- COMMAND`. */
function resourceName({ args, argsBeforeDash }: Session): string | undefined {
  return argsBeforeDash === 0 ? undefined : args[0]
}

function commandWords({ args, argsBeforeDash }: Session): readonly string[] {
  return argsBeforeDash === undefined ? [] : args.slice(argsBeforeDash)
}

const streamPath = ({ metadata }: Pod, subresource: string) => `${collectionPath('v1', 'pods', metadata?.namespace)}/${metadata?.name}/${subresource}`

async function namedTarget(session: Session): Promise<Target> {
  const name = resourceName(session)
  const targets = name === undefined ? await fileTargets(session) : (await selectArguments(session, [name], { defaultType: 'pods' })).singles
  const [target] = targets
  if (!target || targets.length > 1) throw new KubectlError('cannot exec into multiple objects at a time')
  return target
}

/** The pod itself, or the most alive one of those that the object stands for. */
async function podOf(session: Session, target: Target): Promise<Pod> {
  const object = await fetchTarget(session, target)
  if (object['kind'] === 'Pod') return object as Pod
  const [pod] = await podsOfSelector(session, target.namespace, selectorOf(object), forCommands, session.flags.durationMs('pod-running-timeout'))
  return pod as Pod
}

function selectorOf(object: JsonObject): string {
  try {
    return podSelectorOf(object)
  } catch (error) {
    throw new KubectlError(`cannot attach to ${goType(object)}: ${messageOf(error)}`)
  }
}

export const attach: Command = {
  name: 'attach',
  group: 'Troubleshooting and Debugging Commands',
  use: '(POD | TYPE/NAME) -c CONTAINER',
  short: 'Attach to a running container',
  long: 'Attach to a process that is already running inside an existing container.',
  examples: [
    { what: 'See what the first container of a pod prints', command: 'kubectl attach web' },
    { what: 'See what a certain container prints', command: 'kubectl attach web -c app' },
    { what: 'Work with a shell that runs in a container', command: 'kubectl attach -it web -c app' },
    { what: 'See what a pod of a replica set prints', command: 'kubectl attach rs/web' },
  ],
  flags: STREAM_FLAGS,
  complete: (session, word) => completePods(session, word),
  validate({ args, flags }) {
    if (args.length === 0) throw new KubectlError('at least 1 argument is required for attach')
    if (args.length > 2) throw new KubectlError(`expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`)
    if (flags.durationMs('pod-running-timeout') <= 0) throw new KubectlError('--pod-running-timeout must be higher than zero')
  },
  async run(session) {
    const { args, flags } = session
    const quiet = flags.bool('quiet')
    const { singles } = await selectArguments(session, args, args.length === 1 ? { defaultType: 'pods' } : {})
    const pod = await podOf(session, singles[0] as Target)
    const phase = pod.status?.phase ?? ''
    if (phase === 'Succeeded' || phase === 'Failed') throw new KubectlError(`cannot attach a container in a completed pod; current phase is ${phase}`)
    const container = attachedContainer(session, pod)
    if (flags.bool('tty') && !container.tty && !quiet) session.stderr(`error: Unable to use a TTY - container ${container.name} did not allocate one\n`)
    const { stdin, tty } = terminalOf(session, { stdin: flags.bool('stdin'), tty: container.tty ?? false }, quiet)
    if (!quiet) session.stderr("If you don't see a command prompt, try pressing enter.\n")
    const query = { container: container.name, stderr: tty ? undefined : true, stdin: stdin || undefined, stdout: true, tty: tty || undefined }
    await runRemoteCommand(session, { path: streamPath(pod, 'attach'), query, stdin, tty })
    if (!quiet && stdin && tty && pod.spec?.restartPolicy === 'Always') session.stdout(`${reattachMessage(session, pod, container.name)}\n`)
  },
}

function attachedContainer(session: Session, pod: Pod): ReturnType<typeof chosenContainer> {
  try {
    return chosenContainer(session, pod, session.flags.string('container'), session.flags.bool('quiet'))
  } catch (error) {
    throw new KubectlError(`cannot attach to the container: ${messageOf(error)}`)
  }
}

function reattachMessage({ commandPath }: Session, pod: Pod, container: string): string {
  const again = `'${commandPath} ${pod.metadata?.name} -c ${container} -i -t'`
  const isEphemeral = containersOf(pod).some(({ name }) => name === container) && pod.spec?.ephemeralContainers?.some(({ name }) => name === container)
  if (isEphemeral) return `Session ended, the ephemeral container will not be restarted but may be reattached using ${again} if it is still running`
  return `Session ended, resume using ${again} command when the pod is running`
}
