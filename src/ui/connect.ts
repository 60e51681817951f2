/** The page's side of the port to the worker: the only file of the page that knows of it. */
import { ConnectionError } from '../client/status.ts'
import { isResponse, type ApiChannel, type ApiRequest, type ApiResponse, type ApiStream, type ChannelSink, type Headers, type StreamSink, type Transport } from '../client/transport.ts'
import type { Frame, FromWorker, HostCalls, HostMethod, Input, ToWorker } from '../worker/protocol.ts'

export type { Act, Frame, HostCalls, Input, Origin, Pace, Reason, SavedSession, TapeEntry, Upcoming } from '../worker/protocol.ts'

/** What the page hears without asking. */
export interface ConnectionListener {
  frame(frame: Frame): void
  input(input: Input): void
  /** The worker has died; calls that were under way are rejected. */
  crashed(message: string): void
}

interface Sinks {
  data(channel: number, data: string | Uint8Array): void
  ended(): void
}

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** A worker with a cluster in it, as a Transport for kubectl and as calls for the page. */
export class Connection implements Transport {
  readonly serverUrl = 'https://127.0.0.1:6443'
  readonly #worker: Worker
  readonly #listener: ConnectionListener
  readonly #pending = new Map<number, Pending>()
  readonly #sinks = new Map<number, Sinks>()
  #nextId = 1
  #dead: string | undefined

  constructor(listener: ConnectionListener) {
    this.#listener = listener
    this.#worker = new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module', name: 'cluster' })
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data)
    this.#worker.onerror = (event) => this.#crash(event.message || 'the worker could not be loaded')
    this.#worker.onmessageerror = () => this.#crash('a message could not be read')
  }

  call<Method extends HostMethod>(method: Method, ...parameters: Parameters<HostCalls[Method]>): ReturnType<HostCalls[Method]> {
    return this.#ask((id) => ({ kind: 'call', id, method, parameters })) as ReturnType<HostCalls[Method]>
  }

  request(request: ApiRequest): Promise<ApiResponse> {
    return this.call('request', request)
  }

  async stream(request: ApiRequest, sink: StreamSink): Promise<ApiStream | ApiResponse> {
    const sinks: Sinks = { data: (_, data) => sink.data(data), ended: () => sink.end() }
    const opened = await this.#openWith('stream', request, sinks)
    if (isResponse(opened.answer as ApiResponse)) return opened.answer as ApiResponse
    return { status: 200, headers: opened.answer as Headers, cancel: () => this.#close(opened.id) }
  }

  async connect(request: ApiRequest, sink: ChannelSink): Promise<ApiChannel | ApiResponse> {
    const encoder = new TextEncoder()
    const sinks: Sinks = { data: (channel, data) => sink.data(channel, typeof data === 'string' ? encoder.encode(data) : data), ended: () => sink.close() }
    const { id, answer } = await this.#openWith('connect', request, sinks)
    if (isResponse(answer as ApiResponse)) return answer as ApiResponse
    return {
      send: (channel, data) => this.#post({ kind: 'send', id, channel, data }),
      closeChannel: (channel) => this.#post({ kind: 'closeChannel', id, channel }),
      close: () => this.#close(id),
    }
  }

  /** Ends the worker; the connection is of no use any more. */
  end(): void {
    this.#dead = 'the connection was ended'
    this.#worker.terminate()
    this.#abandon()
  }

  async #openWith(kind: 'stream' | 'connect', request: ApiRequest, sinks: Sinks): Promise<{ id: number; answer: unknown }> {
    let id = 0
    const answer = await this.#ask((given) => {
      id = given
      this.#sinks.set(id, sinks)
      return { kind, id, request }
    })
    if (isResponse(answer as ApiResponse)) this.#sinks.delete(id)
    return { id, answer }
  }

  #ask(message: (id: number) => ToWorker): Promise<unknown> {
    if (this.#dead !== undefined) return Promise.reject(new ConnectionError(this.#dead))
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject })
      this.#post(message(id))
    })
  }

  #post(message: ToWorker): void {
    if (this.#dead === undefined) this.#worker.postMessage(message)
  }

  #close(id: number): void {
    this.#sinks.delete(id)
    this.#post({ kind: 'close', id })
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case 'frame':
        return this.#listener.frame(message.frame)
      case 'input':
        return this.#listener.input(message.input)
      case 'data':
        return this.#sinks.get(message.id)?.data(message.channel, message.data)
      case 'ended': {
        const sinks = this.#sinks.get(message.id)
        this.#sinks.delete(message.id)
        return sinks?.ended()
      }
      case 'result':
      case 'opened':
      case 'failure':
        return this.#settle(message)
    }
  }

  #settle(message: Extract<FromWorker, { kind: 'result' | 'opened' | 'failure' }>): void {
    const pending = this.#pending.get(message.id)
    this.#pending.delete(message.id)
    if (message.kind === 'failure') pending?.reject(new Error(message.message))
    else pending?.resolve(message.kind === 'opened' ? message.headers : message.value)
  }

  #crash(message: string): void {
    if (this.#dead !== undefined) return
    this.#dead = message
    this.#worker.terminate()
    this.#abandon()
    this.#listener.crashed(message)
  }

  #abandon(): void {
    const error = new ConnectionError(this.#dead ?? 'the connection was ended')
    for (const { reject } of this.#pending.values()) reject(error)
    for (const { ended } of this.#sinks.values()) ended()
    this.#pending.clear()
    this.#sinks.clear()
  }
}
