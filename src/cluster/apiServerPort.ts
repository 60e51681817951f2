import { utf8Text } from '../base/base64.ts'
import { isRefusal, type Handler } from '../apiserver/handler.ts'
import { isResponse, type ApiRequest, type ApiResponse, type Headers } from '../client/transport.ts'
import type { Network, PortHandler, ReceivedRequest, Response } from '../network/contract.ts'
import { API_SERVER_ADDRESS } from './bootstrap.ts'

const SECURE_PORT = 6443

/** Where the API server is reached in the cluster's network: the Service `kubernetes` leads here. Pods come with the tokens of their ServiceAccounts. */
export class ApiServerPort {
  readonly #network: Network
  readonly #handler: Handler

  constructor(network: Network, handler: Handler) {
    this.#network = network
    this.#handler = handler
  }

  open(): void {
    // It runs on none of the cluster's machines, so none of them takes it along.
    this.#network.listen(API_SERVER_ADDRESS, SECURE_PORT, { pod: '', node: '' }, this.#answer)
  }

  /** From now on connections are refused, and whoever waits for an answer hears that the connection is gone. */
  close(): void {
    this.#network.close(API_SERVER_ADDRESS, SECURE_PORT)
  }

  /** An answer that goes on, that of a watch, is given as a whole when it ends: the network carries whole answers. */
  readonly #answer: PortHandler = (received) => {
    const request = requestOf(received)
    const caller = this.#handler.identify(request)
    if (isRefusal(caller)) return responseOf(caller)
    return (respond) => {
      const pieces: string[] = []
      let headers: Headers = {}
      const stream = this.#handler.stream(request, caller, {
        data: (piece) => void pieces.push(textOf(piece)),
        end: () => respond({ status: 200, headers: single(headers), body: pieces.join('') }),
      })
      if (isResponse(stream)) respond(responseOf(stream))
      else headers = stream.headers
    }
  }
}

function requestOf({ method, path, query, headers, body }: ReceivedRequest): ApiRequest {
  const pairs = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  const lowered = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return { method, target: pairs.length > 0 ? `${path}?${pairs.join('&')}` : path, headers: lowered, ...(body === '' ? {} : { body }) }
}

function responseOf({ status, headers, body }: ApiResponse): Response {
  return { status, headers: single(headers), body: textOf(body) }
}

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : utf8Text(body)
}

/** The network's headers have one value each. */
function single(headers: Headers): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : value.join(', ')]))
}
