/** What a request line asks for: the reading of paths and queries of `k8s.io/apiserver/pkg/endpoints/request`. */

export interface ResourceRequest {
  readonly group: string
  readonly version: string
  /** '' when the path ends at the group version (`/apis/apps/v1`). */
  readonly resource: string
  readonly namespace: string
  readonly name: string
  readonly subresource: string
  /** What follows the subresource: the path behind `proxy`. */
  readonly rest: string
}

export interface Target {
  /** The path, percent-decoded segment by segment. */
  readonly path: string
  readonly segments: readonly string[]
  readonly query: Query
}

/** The query of a request; the first value of a name counts, as in Go's `Values.Get`. */
export class Query {
  readonly #pairs: readonly (readonly [string, string])[]

  constructor(text: string) {
    this.#pairs = text === '' ? [] : text.split('&').map((pair) => {
      const at = pair.indexOf('=')
      return at === -1 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))]
    })
  }

  get(name: string): string | undefined {
    return this.#pairs.find(([key]) => key === name)?.[1]
  }

  all(name: string): string[] {
    return this.#pairs.filter(([key]) => key === name).map(([, value]) => value)
  }

  has(name: string): boolean {
    return this.#pairs.some(([key]) => key === name)
  }

  /** A boolean as Kubernetes reads it from a query: absent, `false` and `0` are false, anything else is true. */
  flag(name: string): boolean {
    const value = this.get(name)
    return value !== undefined && !['false', '0', 'FALSE', 'False'].includes(value)
  }
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

export function parseTarget(target: string): Target {
  const mark = target.indexOf('?')
  const raw = mark === -1 ? target : target.slice(0, mark)
  const parts = raw.replace(/^\//, '').replace(/\/$/, '')
  const segments = parts === '' ? [] : parts.split('/').map((segment) => decode(segment.replaceAll('+', '%2B')))
  return { path: `/${segments.join('/')}${raw.endsWith('/') && segments.length > 0 ? '/' : ''}`, segments, query: new Query(mark === -1 ? '' : target.slice(mark + 1)) }
}

/** The resource that a path names, or undefined if the path is not under `/api/VERSION` or `/apis/GROUP/VERSION`. */
export function resourceRequest(segments: readonly string[]): ResourceRequest | undefined {
  const core = segments[0] === 'api'
  if (!core && segments[0] !== 'apis') return undefined
  const at = core ? 1 : 2
  const version = segments[at]
  if (version === undefined) return undefined
  const group = core ? '' : (segments[1] as string)
  let rest = segments.slice(at + 1)
  let namespace = ''
  if (rest[0] === 'namespaces' && rest.length > 2 && !NAMESPACE_SUBRESOURCES.has(rest[2] as string)) {
    namespace = rest[1] as string
    rest = rest.slice(2)
  }
  const [resource = '', name = '', subresource = '', ...more] = rest
  return { group, version, resource, namespace, name, subresource, rest: more.join('/') }
}

const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize'])
