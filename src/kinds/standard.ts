import type { Kind, Verb } from './kind.ts'

/** The verbs of nearly every resource. */
export const ALL_VERBS: readonly Verb[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

type Basics = Pick<Kind, 'group' | 'versions' | 'kind' | 'plural' | 'singular' | 'namespaced' | 'verbs' | 'schema' | 'status'>

/** What follows from a kind's group and names, for kinds without a status. Namespaced unless said otherwise; the first version is the stored one. */
export function basics(group: string, kind: string, plural: string, version = 'v1'): Basics {
  const folder = group === '' ? 'core' : (group.split('.')[0] as string)
  return { group, versions: [version], kind, plural, singular: kind.toLowerCase(), namespaced: true, verbs: ALL_VERBS, schema: `${folder}/${version}.${kind}`, status: false }
}
