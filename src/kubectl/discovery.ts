import { ConnectionError } from '../client/status.ts'
import type { RestClient } from './client.ts'
import { KubectlError, PlainError } from './errors.ts'
import type { JsonObject } from './json.ts'

/** A resource type as the server offers it. */
export interface ResourceMapping {
  /** '' for the core group. */
  readonly group: string
  readonly version: string
  readonly kind: string
  /** The plural: the last part of its path. */
  readonly resource: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly subresources: readonly { readonly name: string; readonly group: string; readonly version: string; readonly kind: string }[]
  /** Whether this version is the group's preferred one. */
  readonly preferred: boolean
}

export interface DiscoveryResult {
  readonly resources: readonly ResourceMapping[]
  readonly groupVersions: readonly string[]
}

/** Where the caller keeps what discovery found. */
export interface DiscoveryCache {
  get(serverUrl: string): { readonly result: DiscoveryResult; readonly fetchedAtMs: number } | undefined
  set(serverUrl: string, entry: { readonly result: DiscoveryResult; readonly fetchedAtMs: number }): void
}

const CACHE_LIFE_MS = 6 * 3_600_000
const ACCEPT_AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json'

export const apiVersionOf = (mapping: { group: string; version: string }) => (mapping.group === '' ? mapping.version : `${mapping.group}/${mapping.version}`)

/** `deployments.apps`, `pods`: how messages name a type. */
export const groupResource = (mapping: { group: string; resource: string }) => (mapping.group === '' ? mapping.resource : `${mapping.resource}.${mapping.group}`)

/** `deployment.apps`, `pod`: how printed names begin. */
export const groupKind = (mapping: { group: string; kind: string }) => (mapping.group === '' ? mapping.kind.toLowerCase() : `${mapping.kind.toLowerCase()}.${mapping.group}`)

/** The path of a type's collection, or of one object in it. */
export function pathOf(mapping: ResourceMapping, namespace: string | undefined, name?: string, subresource?: string): string {
  const root = mapping.group === '' ? `/api/${mapping.version}` : `/apis/${mapping.group}/${mapping.version}`
  const scope = mapping.namespaced && namespace ? `/namespaces/${namespace}` : ''
  const object = name === undefined ? '' : `/${encodeURIComponent(name)}`
  return `${root}${scope}/${mapping.resource}${object}${subresource ? `/${subresource}` : ''}`
}

function mappingsOf(document: JsonObject): DiscoveryResult {
  const resources: ResourceMapping[] = []
  const groupVersions: string[] = []
  for (const item of document['items'] ?? []) {
    const group: string = item.metadata?.name ?? ''
    const versions: JsonObject[] = item.versions ?? []
    for (const [index, version] of versions.entries()) {
      if (version['freshness'] === 'Stale') continue
      groupVersions.push(group === '' ? version['version'] : `${group}/${version['version']}`)
      for (const resource of version['resources'] ?? []) resources.push(mappingOf(resource, group, version['version'], index === 0))
    }
  }
  return { resources, groupVersions }
}

function mappingOf(resource: JsonObject, group: string, version: string, preferred: boolean): ResourceMapping {
  const kind: string = resource['responseKind']?.kind ?? ''
  return {
    group,
    version,
    kind,
    resource: resource['resource'],
    singular: resource['singularResource'] || kind.toLowerCase(),
    shortNames: resource['shortNames'] ?? [],
    categories: resource['categories'] ?? [],
    namespaced: resource['scope'] === 'Namespaced',
    verbs: resource['verbs'] ?? [],
    subresources: (resource['subresources'] ?? []).map((each: JsonObject) => ({ name: each['subresource'], group: each['responseKind']?.group ?? '', version: each['responseKind']?.version ?? '', kind: each['responseKind']?.kind ?? '' })),
    preferred,
  }
}

async function fetchAggregated(client: RestClient): Promise<DiscoveryResult> {
  const query = { timeout: '32s' }
  const core = mappingsOf(await client.get('/api', query, ACCEPT_AGGREGATED))
  const groups = mappingsOf(await client.get('/apis', query, ACCEPT_AGGREGATED))
  return { resources: [...core.resources, ...groups.resources], groupVersions: [...core.groupVersions, ...groups.groupVersions] }
}

export interface DiscoverySettings {
  readonly client: RestClient
  readonly cache: DiscoveryCache | undefined
  nowMs(): number
  warn(text: string): void
  /** Prints one line of kubectl's own log. */
  log(line: string): void
}

/** What the server serves, and what the user's words for it mean. */
export class Discovery {
  readonly #settings: DiscoverySettings
  #result: DiscoveryResult | undefined
  #isFresh = false

  constructor(settings: DiscoverySettings) {
    this.#settings = settings
  }

  async result(): Promise<DiscoveryResult> {
    if (this.#result) return this.#result
    const { cache, client } = this.#settings
    const kept = cache?.get(client.serverUrl)
    if (kept && this.#settings.nowMs() - kept.fetchedAtMs < CACHE_LIFE_MS) return (this.#result = kept.result)
    return this.refresh()
  }

  /** Asks the server anew. */
  async refresh(): Promise<DiscoveryResult> {
    const { cache, client } = this.#settings
    try {
      this.#result = await fetchAggregated(client)
    } catch (error) {
      if (error instanceof ConnectionError) this.#logUnreachable(error)
      throw error
    }
    this.#isFresh = true
    cache?.set(client.serverUrl, { result: this.#result, fetchedAtMs: this.#settings.nowMs() })
    return this.#result
  }

  /** client-go's memory cache tries five times and logs each. */
  #logUnreachable(error: ConnectionError): void {
    const { serverUrl } = this.#settings.client
    const address = serverUrl.replace(/^https?:\/\//, '').replace(/\/.*$/, '').replace('localhost', '127.0.0.1')
    const cause = /refused|^$/.test(error.message) ? `dial tcp ${address}: connect: connection refused` : error.message
    const message = `couldn't get current server API group list: Get "${serverUrl}/api?timeout=32s": ${cause}`
    for (let attempt = 0; attempt < 5; attempt++) this.#settings.log(`memcache.go:265] "Unhandled Error" err=${JSON.stringify(message)}`)
  }

  /** Every type that the words may mean, by priority. */
  async #matches(words: string): Promise<ResourceMapping[]> {
    const { resources } = await this.result()
    const found = matching(resources, words)
    if (found.length > 0 || this.#isFresh) return found
    return matching((await this.refresh()).resources, words)
  }

  async find(words: string): Promise<ResourceMapping | undefined> {
    const matches = await this.#matches(words)
    const [first] = matches
    if (!first) return undefined
    const short = words.toLowerCase()
    const others = matches.filter((each) => each.group !== first.group && each.shortNames.includes(short))
    if (first.shortNames.includes(short) && first.resource !== short) {
      for (const other of others) this.#settings.warn(`short name "${short}" could also match lower priority resource ${groupResource(other)}`)
    }
    return first
  }

  /** The type that the words name; throws when the server has none such. */
  async resolve(words: string): Promise<ResourceMapping> {
    const mapping = await this.find(words)
    if (mapping) return mapping
    throw new NoSuchResource(words)
  }

  async forKind(apiVersion: string, kind: string): Promise<ResourceMapping | undefined> {
    const find = (result: DiscoveryResult) => result.resources.find((each) => apiVersionOf(each) === apiVersion && each.kind === kind && !each.resource.includes('/'))
    const found = find(await this.result())
    return found || this.#isFresh ? found : find(await this.refresh())
  }

  /** The members of a category such as `all`. */
  async inCategory(category: string): Promise<ResourceMapping[]> {
    const { resources } = await this.result()
    return resources.filter((each) => each.preferred && each.categories.includes(category.toLowerCase()))
  }
}

/** `the server doesn't have a resource type "foos"`. */
export class NoSuchResource extends KubectlError {
  override name = 'NoSuchResource'

  constructor(words: string) {
    const [resource, ...rest] = words.split('.')
    const hasVersion = /^v\d+((alpha|beta)\d+)?$/.test(rest[0] ?? '')
    const group = (hasVersion ? rest.slice(1) : rest).join('.')
    const where = hasVersion ? ` in group ${JSON.stringify(group)} and version ${JSON.stringify(rest[0])}` : group ? ` in group ${JSON.stringify(group)}` : ''
    super(`the server doesn't have a resource type ${JSON.stringify(resource)}${where}`)
  }

  /** For commands that print it without `error: `. */
  plainly(): PlainError {
    return new PlainError(this.message)
  }
}

function matching(resources: readonly ResourceMapping[], words: string): ResourceMapping[] {
  const [name = '', ...rest] = words.split('.')
  const lower = name.toLowerCase()
  const isNamed = (each: ResourceMapping) => each.resource === lower || each.singular === lower || each.kind.toLowerCase() === lower || each.shortNames.includes(lower)
  const named = resources.filter(isNamed)
  const ordered = [...named.filter((each) => each.preferred), ...named.filter((each) => !each.preferred)]
  if (rest.length === 0) return ordered
  const [version, ...groupParts] = rest
  const exactVersion = named.filter((each) => each.version === version && each.group === groupParts.join('.'))
  if (exactVersion.length > 0) return exactVersion
  const group = rest.join('.')
  const exact = ordered.filter((each) => each.group === group)
  return exact.length > 0 ? exact : ordered.filter((each) => each.group.startsWith(group))
}
