import type { Api } from '../../client/api.ts'

/** An API whose requests are counted, failed ones too. */
export interface Metered {
  readonly api: Api
  /** How many requests there were since it was last asked. */
  takeCount(): number
}

/** Counts what is asked of an API: requests within the cluster take no virtual time of their own, so whoever makes them has to. */
export function meterRequests(api: Api): Metered {
  let count = 0
  const counted = <A extends unknown[], R>(request: (...parameters: A) => R) => {
    return (...parameters: A): R => {
      count++
      return request(...parameters)
    }
  }
  return {
    api: {
      ...api,
      get: counted(api.get) as Api['get'],
      create: counted(api.create) as Api['create'],
      update: counted(api.update) as Api['update'],
      patch: counted(api.patch) as Api['patch'],
      delete: counted(api.delete),
      deleteCollection: counted(api.deleteCollection),
    },
    takeCount() {
      const taken = count
      count = 0
      return taken
    },
  }
}
