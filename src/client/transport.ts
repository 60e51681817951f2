/**
 * What travels between a client and an API server: a plain request, and a plain response or a stream. Three adapters carry it: in-process, worker port, HTTP.
 */

/** Header names are lower case; a header that may come several times (`warning`) holds a list. */
export type Headers = Readonly<Record<string, string | readonly string[]>>

export interface ApiRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | (string & {})
  /** The path and query as on the first line of an HTTP request: `/api/v1/namespaces/default/pods?limit=500`, percent-encoded. */
  readonly target: string
  readonly headers: Headers
  /** UTF-8 text, or bytes (protobuf). */
  readonly body?: string | Uint8Array
}

export interface ApiResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: string | Uint8Array
}

/** A response whose body goes on: a watch, `logs -f`. */
export interface ApiStream {
  readonly status: 200
  readonly headers: Headers
  /** Ends it from the client's side. */
  cancel(): void
}

/** Receives a stream's body piece by piece, then its end. For a watch, a piece is one line of JSON with its newline. */
export interface StreamSink {
  data(piece: string | Uint8Array): void
  end(): void
}

/** A two-way connection with numbered channels (`v5.channel.k8s.io`): exec, attach, port-forward. */
export interface ApiChannel {
  send(channel: number, data: string | Uint8Array): void
  /** Says that no more will come on this channel (v5's close signal). */
  closeChannel(channel: number): void
  close(): void
}

export interface ChannelSink {
  data(channel: number, data: Uint8Array): void
  close(): void
}

/**
 * How a client outside the cluster's own process reaches an API server: kubectl, the page, tools. An error before any answer rejects with a `ConnectionError`;
 * a refusal is a response like any other.
 */
export interface Transport {
  /** Where the server is, for messages such as those of `cluster-info`: `https://127.0.0.1:6443`. */
  readonly serverUrl: string
  request(request: ApiRequest): Promise<ApiResponse>
  /** For requests whose answer may go on. If the server refuses, an ordinary response is given and the sink is not used. */
  stream(request: ApiRequest, sink: StreamSink): Promise<ApiStream | ApiResponse>
  /** For requests that become a two-way connection. */
  connect(request: ApiRequest, sink: ChannelSink): Promise<ApiChannel | ApiResponse>
}

/** Whether the answer to `stream` or `connect` is a plain response: a refusal. */
export function isResponse(answer: ApiResponse | ApiStream | ApiChannel): answer is ApiResponse {
  return 'body' in answer
}
