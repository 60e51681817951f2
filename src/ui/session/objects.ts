/** Objects of the cluster by the keys that the scene gives them: `pods/default/web-1`, `nodes/node-1`. */
import type { AnyStored } from '../../kinds/objects.ts'
import { resourceOf } from './resources.ts'
import { isResponse, type ApiResponse, type Transport } from '../../client/transport.ts'
import { show } from './store.ts'

export interface ObjectReference {
  readonly plural: string
  readonly namespace: string | undefined
  readonly name: string
}

/** Takes a key apart; undefined if the server has no such resource. */
export function referenceOf(key: string): ObjectReference | undefined {
  const [plural = '', ...path] = key.split('/')
  const resource = resourceOf(plural)
  if (!resource) return undefined
  const [namespace, name] = resource.namespaced ? path : [undefined, path[0]]
  return name === undefined ? undefined : { plural, namespace, name }
}

/** The path of an object, or undefined if there can be none. */
export function pathOf(key: string): string | undefined {
  const reference = referenceOf(key)
  if (!reference) return undefined
  const { plural, namespace, name } = reference
  return `${resourceOf(plural)?.root}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${plural}/${name}`
}

/** The command that deletes it. */
export function deleteCommand(key: string): string {
  const { plural, namespace, name } = referenceOf(key) ?? { plural: '', namespace: undefined, name: key }
  return `kubectl delete ${resourceOf(plural)?.singular ?? plural} ${name}${namespace === undefined || namespace === 'default' ? '' : ` -n ${namespace}`}`
}

const HEADERS = { accept: 'application/json' } as const

export async function deleteObject(transport: Transport, key: string): Promise<void> {
  const path = pathOf(key)
  if (path === undefined) return
  show({ firstVisit: false })
  const answer = await transport.request({ method: 'DELETE', target: path, headers: HEADERS })
  show({ caption: answer.status < 300 ? deleteCommand(key) : messageOf(answer) })
}

export async function getObject<T extends AnyStored>(transport: Transport, path: string): Promise<T | undefined> {
  const answer = await transport.request({ method: 'GET', target: path, headers: HEADERS })
  return answer.status === 200 ? (JSON.parse(answer.body as string) as T) : undefined
}

/** The server's own words for why a request was refused. */
export function messageOf({ body }: ApiResponse): string {
  try {
    return String((JSON.parse(body as string) as { message?: unknown }).message ?? body)
  } catch {
    return String(body)
  }
}

/** Follows an object or a list; calls back with each event of a watch. Returns how to stop. */
export function follow(transport: Transport, target: string, onEvent: (type: string, object: AnyStored) => void): () => void {
  let stop: (() => void) | undefined
  let stopped = false
  let rest = ''
  const sink = {
    data(piece: string | Uint8Array) {
      rest += typeof piece === 'string' ? piece : new TextDecoder().decode(piece)
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (stopped || line === '') continue
        const { type, object } = JSON.parse(line) as { type: string; object: AnyStored }
        onEvent(type, object)
      }
    },
    end() {},
  }
  transport.stream({ method: 'GET', target, headers: HEADERS }, sink).then(
    (stream) => {
      if (isResponse(stream)) return
      if (stopped) stream.cancel()
      else stop = () => stream.cancel()
    },
    // The cluster is gone; the page says so elsewhere.
    () => {},
  )
  return () => {
    stopped = true
    stop?.()
  }
}
