import { asText } from './bytes.ts'
import { itemsOf, listObjects } from './builder.ts'
import type { ResourceMapping } from './discovery.ts'
import { pathOf } from './discovery.ts'
import type { JsonObject } from './json.ts'
import type { Session } from './session.ts'

/** Candidates that commands offer for the word being typed. Whatever cannot be found out is no candidate: completion never fails. */

async function orNone<T>(attempt: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await attempt()
  } catch {
    return []
  }
}

/** Names of the objects of a type. */
export async function namesOf(session: Session, mapping: ResourceMapping): Promise<readonly string[]> {
  return orNone(async () => itemsOf(await listObjects(session, mapping, { limit: 500 }, session.flags.bool('all-namespaces') ? undefined : session.namespace)).map((item) => String(item['metadata']?.name)))
}

export async function namesOfType(session: Session, type: string): Promise<readonly string[]> {
  return orNone(async () => namesOf(session, await session.discovery.resolve(type)))
}

/** Types, then names of the type; with `TYPE/` the names in that form. */
export async function completeResources(session: Session, word: string, types?: readonly string[]): Promise<readonly string[]> {
  const [type] = session.args
  if (type !== undefined && !type.includes('/')) return orNone(async () => namesOf(session, await session.discovery.resolve(type)))
  const slash = word.indexOf('/')
  if (slash > 0) {
    const prefix = word.slice(0, slash)
    return (await namesOfType(session, prefix)).map((name) => `${prefix}/${name}`)
  }
  if (types) return types
  return orNone(async () => {
    const { resources } = await session.discovery.result()
    return [...new Set([...resources.filter(({ verbs, preferred }) => preferred && verbs.includes('get')).map((each) => each.resource), 'all'])].sort()
  })
}

/** Pods by name, and `TYPE/` forms. */
export async function completePods(session: Session, word: string): Promise<readonly string[]> {
  if (session.args.length > 0) return []
  return word.includes('/') ? completeResources(session, word) : namesOfType(session, 'pods')
}

/** The containers of the pod that the arguments name. */
export async function containersOf(session: Session): Promise<readonly string[]> {
  return orNone(async () => {
    const name = session.args[0]?.replace(/^pods?\//, '') ?? ''
    const pods = await session.discovery.resolve('pods')
    const pod = JSON.parse(asText((await session.client.send('GET', pathOf(pods, session.namespace, name))).body)) as JsonObject
    return [...(pod['spec']?.initContainers ?? []), ...(pod['spec']?.containers ?? [])].map((each: JsonObject) => String(each['name']))
  })
}
