import { utf8Bytes } from '../base/base64.ts'
import type { ApiChannel, ApiResponse, ChannelSink } from '../client/transport.ts'
import { status } from './fixtureAnswers.ts'

type Json = Record<string, any>

/** The log of a container, as the golden cases have it. */
export function log(pod: Json, query: URLSearchParams): ApiResponse {
  const container = query.get('container')
  const statuses: Json[] = [...(pod['status'].initContainerStatuses ?? []), ...(pod['status'].containerStatuses ?? [])]
  const state = statuses.find((each) => each['name'] === container)
  const previous = query.get('previous') === 'true'
  if (previous && !state?.['lastState']?.terminated) return status(400, 'BadRequest', `previous terminated container "${container}" in pod "${pod['metadata'].name}" not found`)
  if (state?.['state']?.waiting?.reason === 'ImagePullBackOff') return status(400, 'BadRequest', `container "${container}" in pod "${pod['metadata'].name}" is waiting to start: trying and failing to pull image`)
  const lines = [1, 2, 3, 4, 5].map((number) => `${container} ${previous ? 'previous ' : ''}line ${number}\n`)
  const tail = query.get('tailLines')
  const shown = tail === null ? lines : lines.slice(-Number(tail))
  const followed = query.get('follow') === 'true' ? [`${container} follow 1\n`, `${container} follow 2\n`] : []
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: [...shown, ...followed].join('') }
}

/** Runs the few commands that the golden cases know in a container. */
export function execute(command: readonly string[], hasInput: boolean, sink: ChannelSink): ApiChannel {
  const out = (channel: number, text: string) => sink.data(channel, Uint8Array.from(utf8Bytes(text)))
  const exit = (code: number) => {
    const cause = { reason: 'ExitCode', message: String(code) }
    out(3, JSON.stringify(code === 0 ? { metadata: {}, status: 'Success' } : { metadata: {}, status: 'Failure', message: `command terminated with non-zero exit code: exit status ${code}`, reason: 'NonZeroExitCode', details: { causes: [cause] } }))
    sink.close()
  }
  const start = () => {
    const [program, ...args] = command
    if (program === 'attach') out(1, 'attached\n')
    if (program === 'echo') out(1, `${args.join(' ')}\n`)
    if (program === 'sh') {
      out(1, 'out\n')
      out(2, 'err\n')
      return exit(3)
    }
    if (program === 'nosuch') {
      out(3, JSON.stringify({ metadata: {}, status: 'Failure', reason: 'InternalError', message: 'Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "a1": OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown' }))
      return sink.close()
    }
    return exit(program === 'false' ? 1 : 0)
  }
  if (!hasInput) queueMicrotask(start)
  return {
    send: (channel, data) => channel === 0 && sink.data(1, typeof data === 'string' ? Uint8Array.from(utf8Bytes(data)) : data),
    closeChannel: () => exit(0),
    close: () => undefined,
  }
}
