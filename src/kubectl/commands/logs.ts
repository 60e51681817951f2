import type { Container, Pod } from 'kubernetes-types/core/v1'
import { StatusError } from '../../client/status.ts'
import { asBytes, concatBytes, utf8Encode } from '../bytes.ts'
import { fetchTarget, selectArguments } from '../builder.ts'
import { Cancellation } from '../cancellation.ts'
import type { Query } from '../client.ts'
import type { Command } from '../command.ts'
import { completePods } from '../completion.ts'
import { requireDuration } from '../duration.ts'
import { ExitError, KubectlError, messageOf, UsageError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { collectionPath } from '../paths.ts'
import type { Session } from '../session.ts'
import { SELECTOR_FLAG } from '../sharedFlags.ts'
import { annotatedContainer, containersOf, firstContainer } from '../workload/containerChoice.ts'
import { forLogs, goType, podSelectorOf, podsOfSelector } from '../workload/podChoice.ts'

const USAGE = "logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]"
const USAGE_ERROR = `expected '${USAGE}'.\nPOD or TYPE/NAME is a required argument for the logs command`
/** Lines shown of each pod that a selector finds. */
const SELECTOR_TAIL = 10
const NEWLINE = 10

export const logs: Command = {
  name: 'logs',
  group: 'Troubleshooting and Debugging Commands',
  use: '[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  short: 'Print the logs for a container in a pod',
  long: 'Print the logs for a container in a pod or specified resource. If the pod has only one container, the container name is optional.',
  examples: [
    { what: 'Print the log of a pod with one container', command: 'kubectl logs web' },
    { what: 'Print the logs of all containers of the pods with a label', command: 'kubectl logs -l app=web --all-containers=true' },
    { what: 'Print the log of the instance that ran before', command: 'kubectl logs -p -c app web' },
    { what: 'Follow a log', command: 'kubectl logs -f -c app web' },
    { what: 'Print the last 20 lines', command: 'kubectl logs --tail=20 web' },
    { what: 'Print what was logged in the last hour', command: 'kubectl logs --since=1h web' },
    { what: 'Print the log of one pod of a deployment', command: 'kubectl logs deployment/web' },
  ],
  flags: [
    { name: 'all-containers', kind: 'bool', usage: "Print all containers' logs." },
    { name: 'all-pods', kind: 'bool', usage: 'Print the logs of all pods; sets --prefix.' },
    { name: 'container', short: 'c', kind: 'string', completes: 'container', usage: 'Print the log of this container.' },
    { name: 'follow', short: 'f', kind: 'bool', usage: 'Go on printing as the log grows.' },
    { name: 'ignore-errors', kind: 'bool', usage: 'With several logs, go on when one of them fails.' },
    { name: 'insecure-skip-tls-verify-backend', kind: 'bool', usage: 'Do not verify the identity of the kubelet that has the log.' },
    { name: 'limit-bytes', kind: 'int', usage: 'Print at most this many bytes; 0 means no limit.' },
    { name: 'max-log-requests', kind: 'int', default: '5', usage: 'How many logs may be followed at once.' },
    { name: 'pod-running-timeout', kind: 'duration', default: '20s', usage: 'How long to wait until a pod is there (5s, 2m, 3h).' },
    { name: 'prefix', kind: 'bool', usage: 'Begin each line with the names of its pod and container.' },
    { name: 'previous', short: 'p', kind: 'bool', usage: 'Print the log of the instance of the container that ran before, if there is one.' },
    SELECTOR_FLAG,
    { name: 'since', kind: 'duration', usage: 'Print only what is newer than this (5s, 2m, 3h). Either --since or --since-time.' },
    { name: 'since-time', kind: 'string', usage: 'Print only what was logged after this date (RFC3339).' },
    { name: 'tail', kind: 'int', default: '-1', usage: 'How many of the last lines to print; -1 means all, or 10 with a selector.' },
    { name: 'timestamps', kind: 'bool', usage: 'Begin each line with its time.' },
  ],
  complete: (session, word) => completePods(session, word),
  validate({ args, flags }) {
    if (args.length > 2 || (args.length === 0 && flags.string('selector') === '')) throw new UsageError(USAGE_ERROR)
    if (args.length === 1 && flags.string('selector') !== '') throw new UsageError('only a selector (-l) or a POD name is allowed')
    if (flags.string('since-time') !== '' && flags.durationMs('since') !== 0) throw new KubectlError('at most one of `sinceTime` or `sinceSeconds` may be specified')
    const container = args[1] ?? flags.string('container')
    if (flags.bool('all-containers') && container !== '') throw new KubectlError(`--all-containers=true should not be specified with container name ${container}`)
    if (flags.changed('container') && args.length === 2) throw new KubectlError('only one of -c or an inline [CONTAINER] arg is allowed')
    if (flags.int('limit-bytes') < 0) throw new KubectlError('--limit-bytes must be greater than 0')
    if (flags.durationMs('since') < 0) throw new KubectlError('--since must be greater than 0')
    if (flags.int('tail') < -1) throw new KubectlError('--tail must be greater than or equal to -1')
  },
  async run(session) {
    const { flags } = session
    const streams = (await podsOf(session)).flatMap((pod) => streamsOf(session, pod))
    const isParallel = flags.bool('follow') && streams.length > 1
    if (isParallel && streams.length > flags.int('max-log-requests')) {
      throw new KubectlError(`you are attempting to follow ${streams.length} log streams, but maximum allowed concurrency is ${flags.int('max-log-requests')}, use --max-log-requests to increase the limit`)
    }
    const stop = new Cancellation(session.context.signal)
    try {
      if (isParallel) await Promise.all(streams.map((stream) => consume(session, stream, stop)))
      else for (const stream of streams) await consume(session, stream, stop)
    } finally {
      stop.abort()
    }
    if (session.context.signal.aborted) throw new ExitError(1)
  },
}

/** One container's log. */
interface LogStream {
  readonly pod: Pod
  readonly container: string
}

async function podsOf(session: Session): Promise<Pod[]> {
  const { args, flags } = session
  const selector = flags.string('selector')
  if (selector !== '') {
    const list = await session.client.get(collectionPath('v1', 'pods', session.namespace), { labelSelector: selector })
    const pods: Pod[] = list['items'] ?? []
    if (pods.length === 0) session.stderr(`No resources found in ${session.namespace} namespace.\n`)
    return pods
  }
  const object = await namedObject(session, args[0] as string)
  if (object['kind'] === 'Pod') return [object as Pod]
  const pods = await podsOfSelector(session, object['metadata'].namespace, selectorOf(object), forLogs, flags.durationMs('pod-running-timeout'))
  if (pods.length > 1 && !flags.bool('all-pods')) session.stderr(`Found ${pods.length} pods, using pod/${pods[0]?.metadata?.name}\n`)
  return flags.bool('all-pods') ? pods : pods.slice(0, 1)
}

async function namedObject(session: Session, argument: string): Promise<JsonObject> {
  const { singles } = await selectArguments(session, [argument], { defaultType: 'pods' })
  const [target] = singles
  if (!target) throw new KubectlError('expected a resource')
  try {
    return await fetchTarget(session, target)
  } catch (error) {
    if (error instanceof StatusError && error.code === 404) throw new KubectlError(`error from server (NotFound): ${error.message} in namespace ${JSON.stringify(session.namespace)}`)
    throw error
  }
}

function selectorOf(object: JsonObject): string {
  try {
    return podSelectorOf(object)
  } catch (error) {
    throw new KubectlError(`cannot get the logs from ${goType(object)}: ${messageOf(error)}`)
  }
}

function streamsOf(session: Session, pod: Pod): LogStream[] {
  const { spec } = pod
  if (session.flags.bool('all-containers')) {
    const all = [...(spec?.initContainers ?? []), ...(spec?.containers ?? []), ...((spec?.ephemeralContainers ?? []) as Container[])]
    return all.map(({ name }) => ({ pod, container: name }))
  }
  const container = session.args[1] ?? session.flags.string('container')
  if (container !== '' && !containersOf(pod).some(({ name }) => name === container)) throw new KubectlError(`container ${container} is not valid for pod ${pod.metadata?.name}`)
  return [{ pod, container: container || defaultContainer(session, pod) }]
}

function defaultContainer(session: Session, pod: Pod): string {
  const annotated = annotatedContainer(pod)
  if (annotated?.container) return annotated.name
  if (annotated) session.stderr(`Default container name ${JSON.stringify(annotated.name)} not found in pod ${pod.metadata?.name}\n`)
  return firstContainer(session, pod, session.flags.bool('all-pods')).name
}

function queryOf({ flags }: Session, container: string): Query {
  const tail = flags.string('selector') !== '' && !flags.changed('tail') ? SELECTOR_TAIL : flags.int('tail')
  const sinceMs = requireDuration(flags.string('since'))
  return {
    container,
    follow: flags.bool('follow') || undefined,
    insecureSkipTLSVerifyBackend: flags.bool('insecure-skip-tls-verify-backend') || undefined,
    limitBytes: flags.int('limit-bytes') || undefined,
    previous: flags.bool('previous') || undefined,
    sinceSeconds: sinceMs === 0 ? undefined : Math.round(sinceMs / 1000),
    sinceTime: flags.string('since-time') || undefined,
    tailLines: tail === -1 ? undefined : tail,
    timestamps: flags.bool('timestamps') || undefined,
  }
}

/** Prints a log line by line, so that the lines of several logs do not mix. */
async function consume(session: Session, { pod, container }: LogStream, stop: Cancellation): Promise<void> {
  const { flags } = session
  const { name = '', namespace = '' } = pod.metadata ?? {}
  const prefix = flags.bool('prefix') || flags.bool('all-pods') ? utf8Encode(`[pod/${name}/${container}] `) : new Uint8Array()
  const print = (line: Uint8Array) => session.stdout(concatBytes([prefix, line]))
  try {
    let rest: Uint8Array = new Uint8Array()
    for await (const piece of session.client.stream(`${collectionPath('v1', 'pods', namespace)}/${name}/log`, { query: queryOf(session, container) }, stop)) {
      rest = concatBytes([rest, asBytes(piece)])
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
        print(rest.subarray(0, end + 1))
        rest = rest.subarray(end + 1)
      }
    }
    if (rest.length > 0) print(rest)
  } catch (error) {
    if (!flags.bool('ignore-errors')) throw error
    session.stdout(`error: ${messageOf(error)}\n`)
  }
}
