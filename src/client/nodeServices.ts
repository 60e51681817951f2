import type { ApiChannel, ApiStream, ChannelSink, StreamSink } from './transport.ts'

/** What a kubelet serves to the API server: the subresources of a pod that reach into its machine. A failure throws a `StatusError`. */
export interface NodeServices {
  /** The whole log as far as it goes now, or with `follow` a stream that goes on. */
  logs(pod: PodAddress, options: LogOptions): string
  followLogs(pod: PodAddress, options: LogOptions, sink: StreamSink): ApiStream
  /** Runs a program in a container; channels as in `v5.channel.k8s.io`: 0 stdin, 1 stdout, 2 stderr, 3 the final Status, 4 resize. */
  exec(pod: PodAddress, options: ExecOptions, sink: ChannelSink): ApiChannel
  attach(pod: PodAddress, options: ExecOptions, sink: ChannelSink): ApiChannel
}

export interface PodAddress {
  readonly namespace: string
  readonly name: string
  readonly uid: string
}

export interface LogOptions {
  readonly container: string
  readonly previous: boolean
  readonly timestamps: boolean
  readonly tailLines?: number
  readonly sinceSeconds?: number
  /** RFC3339. */
  readonly sinceTime?: string
  readonly limitBytes?: number
}

export interface ExecOptions {
  readonly container: string
  readonly command: readonly string[]
  readonly stdin: boolean
  readonly stdout: boolean
  readonly stderr: boolean
  readonly tty: boolean
}

/** The kubelet of a machine, or undefined if it cannot be reached. */
export type NodeDirectory = (nodeName: string) => NodeServices | undefined
