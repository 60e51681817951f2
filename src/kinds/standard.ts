import type { Verb } from './kind.ts'

/** The verbs of nearly every resource. */
export const ALL_VERBS: readonly Verb[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
