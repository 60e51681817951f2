import type { PodStatus } from 'kubernetes-types/core/v1'
import { utf8Bytes, utf8Text } from '../../base/base64.ts'
import type { ExecOptions, LogOptions, NodeServices, PodAddress } from '../../client/nodeServices.ts'
import type { ApiChannel, ApiStream, ChannelSink, StreamSink } from '../../client/transport.ts'
import type { Container } from '../../images/container.ts'
import type { Pod } from '../../kinds/resources.ts'
import type { KubeletContext } from '../context.ts'
import { limitBytes, printLine, selectLines, type ContainerLog, type LogLine } from '../runtime/containerLog.ts'
import { badRequest, internalError } from './errors.ts'
import { logContainer } from './logContainer.ts'

export interface PodServicesOptions {
  readonly context: KubeletContext
  podOf(uid: string): Pod | undefined
  statusOf(uid: string): PodStatus | undefined
}

/** Channels of a two-way connection (`v5.channel.k8s.io`). */
const CHANNEL = { input: 0, output: 1, errors: 2, status: 3 } as const
const TEXT_HEADERS = { 'content-type': 'text/plain' }

/** What a kubelet serves about its pods: logs, exec and attach (`pkg/kubelet/server`). */
export class PodServices implements NodeServices {
  readonly #options: PodServicesOptions

  constructor(options: PodServicesOptions) {
    this.#options = options
  }

  logs(pod: PodAddress, options: LogOptions): string {
    const { id, log } = this.#log(pod, options)
    if (!log) return `unable to retrieve container logs for containerd://${id}`
    const lines = selectLines(log.lines, options, this.#options.context.clock.nowMs)
    return limitBytes(lines.map((line) => printLine(line, options.timestamps)).join(''), options.limitBytes)
  }

  followLogs(pod: PodAddress, options: LogOptions, sink: StreamSink): ApiStream {
    const { clock, runtime } = this.#options.context
    const { id, log } = this.#log(pod, options)
    let left = options.limitBytes
    let stop = (): void => {}
    const end = (): void => {
      stop()
      stop = () => {}
      sink.end()
    }
    const send = (line: LogLine): void => {
      const text = limitBytes(printLine(line, options.timestamps), left)
      if (left !== undefined) left -= utf8Bytes(text).length
      if (text !== '') sink.data(text)
      if (left === 0) end()
    }
    const stream: ApiStream = { status: 200, headers: TEXT_HEADERS, cancel: () => stop() }
    if (!log) {
      sink.data(`unable to retrieve container logs for containerd://${id}`)
      sink.end()
      return stream
    }
    const running = runtime.process(id) !== undefined
    if (running) {
      const unfollow = log.follow(send)
      const unwatch = runtime.whenExited(id, end)
      stop = () => {
        unfollow()
        unwatch()
      }
    }
    for (const line of selectLines(log.lines, options, clock.nowMs)) {
      if (left === 0) break
      send(line)
    }
    if (!running && left !== 0) sink.end()
    return stream
  }

  exec(pod: PodAddress, options: ExecOptions, sink: ChannelSink): ApiChannel {
    const { process } = this.#running(pod, options.container)
    const session = process.exec(options.command, {
      stdin: options.stdin,
      tty: options.tty,
      onOutput: (stream, text) => {
        const channel = stream === 'stdout' || options.tty ? CHANNEL.output : CHANNEL.errors
        if (channel === CHANNEL.output ? options.stdout : options.stderr) sink.data(channel, bytesOf(text))
      },
      onExit: (exitCode) => finish(sink, exitCode === 0 ? SUCCESS : failureOf(exitCode)),
    })
    if ('error' in session) {
      const { random } = this.#options.context.clock
      const message = `Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "${random.hex(64)}": ${session.error}`
      finish(sink, { metadata: {}, status: 'Failure', message, reason: 'InternalError', details: { causes: [{ message: message.replace('Internal error occurred: ', '') }] }, code: 500 })
      return CLOSED
    }
    return {
      send: (channel, data) => void (channel === CHANNEL.input && session.write(textOf(data))),
      closeChannel: (channel) => void (channel === CHANNEL.input && session.end()),
      close: () => session.signal('HUP'),
    }
  }

  attach(pod: PodAddress, options: ExecOptions, sink: ChannelSink): ApiChannel {
    const { id, process } = this.#running(pod, options.container)
    const { runtime } = this.#options.context
    const unfollow = runtime.log(id)?.followText((stream, text) => {
      const channel = stream === 'stdout' || options.tty ? CHANNEL.output : CHANNEL.errors
      if (channel === CHANNEL.output ? options.stdout : options.stderr) sink.data(channel, bytesOf(text))
    })
    const unwatch = runtime.whenExited(id, () => {
      unfollow?.()
      finish(sink, SUCCESS)
    })
    return {
      send: (channel, data) => void (channel === CHANNEL.input && process.input.write(textOf(data))),
      closeChannel: (channel) => void (channel === CHANNEL.input && process.input.end()),
      close: () => {
        unfollow?.()
        unwatch()
      },
    }
  }

  #log(address: PodAddress, options: LogOptions): { id: string; log: ContainerLog | undefined } {
    const { podOf, statusOf, context } = this.#options
    const pod = podOf(address.uid)
    if (!pod) throw badRequest(`pod "${address.name}" in namespace "${address.namespace}" not found`)
    const found = logContainer(address.name, statusOf(address.uid) ?? pod.status, options.container, options.previous)
    if ('error' in found) throw badRequest(found.error)
    return { id: found.id, log: context.runtime.log(found.id) }
  }

  #running({ uid }: PodAddress, name: string): { id: string; process: Container } {
    const { runtime } = this.#options.context
    const container = runtime.status(uid).containers.find((candidate) => candidate.name === name && candidate.state === 'running')
    const process = container && runtime.process(container.id)
    if (!container || !process) throw internalError(`unable to upgrade connection: container not found ("${name}")`)
    return { id: container.id, process }
  }
}

const SUCCESS = { metadata: {}, status: 'Success' }

/** As kubectl expects it, to end with the same code. */
function failureOf(exitCode: number): object {
  const message = `command terminated with non-zero exit code: exit status ${exitCode}`
  return { metadata: {}, status: 'Failure', message, reason: 'NonZeroExitCode', details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] } }
}

function finish(sink: ChannelSink, status: object): void {
  sink.data(CHANNEL.status, bytesOf(JSON.stringify(status)))
  sink.close()
}

const CLOSED: ApiChannel = { send: () => {}, closeChannel: () => {}, close: () => {} }

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(utf8Bytes(text))
}

function textOf(data: string | Uint8Array): string {
  return typeof data === 'string' ? data : utf8Text(data)
}
