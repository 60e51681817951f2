import type { JsonObject } from '../json.ts'
import type { Sheet } from './sheet.ts'
import type { DescribeSource } from './source.ts'

/** How objects of one kind are described. */
export interface Describer {
  /** The version that is fetched, whichever the user named. */
  readonly apiVersion: string
  readonly kind: string
  describe(object: JsonObject, source: DescribeSource): Promise<Sheet>
}

/** A describer that knows its kind's type; the server is trusted to send that. */
export function describerOf<T>(apiVersion: string, kind: string, describe: (object: T, source: DescribeSource) => Promise<Sheet>): Describer {
  return { apiVersion, kind, describe: (object, source) => describe(object as T, source) }
}
