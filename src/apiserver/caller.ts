/** Who makes a request, as far as it has been established. */
export interface Caller {
  readonly user: string
  /** What tells apart users of one name; most have none. */
  readonly uid?: string
  readonly groups: readonly string[]
  /** The field manager noted for its writes unless the request names one: the first word of the User-Agent. */
  readonly manager: string
}

/** The page and the terminal act as this one unless a scenario says otherwise. */
export const clusterAdmin: Caller = { user: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'], manager: 'kubectl' }

/** A part of the cluster. */
export function component(user: string, manager: string): Caller {
  return { user, groups: user.startsWith('system:node:') ? ['system:nodes', 'system:authenticated'] : ['system:authenticated'], manager }
}
