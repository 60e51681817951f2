import type { Api } from '../../client/api.ts'

/** An API whose writes are counted, failed ones too. */
export interface Metered {
  readonly api: Api
  /** How many writes there were since it was last asked. */
  takeCount(): number
}

/** Counts what is written through an API: writes within the cluster take no virtual time of their own, so whoever makes them has to. */
export function meterWrites(api: Api): Metered {
  let count = 0
  const counted = <A extends unknown[], R>(write: (...parameters: A) => R) => {
    return (...parameters: A): R => {
      count++
      return write(...parameters)
    }
  }
  return {
    api: {
      ...api,
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
