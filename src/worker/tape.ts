import type { ReplicaSet, Event } from '../kinds/resources.ts'
import type { WatchEvent } from '../client/api.ts'
import { describeAct, type Input } from '../cluster/inputs.ts'
import type { TapeEntry } from './protocol.ts'

const REVISION = 'deployment.kubernetes.io/revision'

/** Notes what the time line tells of a session, as it comes: inputs, how many pods of each revision are available, warnings. */
export class Tape {
  #entries: TapeEntry[] = []
  readonly #available = new Map<string, number>()
  readonly #warnings = new Map<string, number>()

  input({ atMs, act }: Input): void {
    if (act.kind === 'send' || act.kind === 'closeChannel' || act.kind === 'close') return
    const fault = act.kind === 'machine' || act.kind === 'part'
    this.#entries.push({ kind: 'input', atMs, ...describeAct(act), fault })
  }

  replicaSet(atMs: number, { type, object }: WatchEvent<ReplicaSet>): void {
    const { uid, namespace, name, annotations, ownerReferences } = object.metadata
    const owner = ownerReferences?.find(({ controller }) => controller)
    const workload = owner ? `deployments/${namespace}/${owner.name}` : `replicasets/${namespace}/${name}`
    const count = type === 'DELETED' ? 0 : (object.status?.availableReplicas ?? 0)
    if ((this.#available.get(uid) ?? 0) === count) return
    this.#available.set(uid, count)
    this.#entries.push({ kind: 'available', atMs, workload, revision: Number(annotations?.[REVISION] ?? 1), count })
  }

  event(atMs: number, { type, object }: WatchEvent<Event>): void {
    if (type === 'DELETED' || object.type !== 'Warning') return
    const count = object.count ?? object.series?.count ?? 1
    if ((this.#warnings.get(object.metadata.uid) ?? 0) >= count) return
    this.#warnings.set(object.metadata.uid, count)
    const { kind = '', namespace, name = '' } = object.involvedObject
    const subject = [`${kind.toLowerCase()}s`, namespace, name].filter((part) => part).join('/')
    this.#entries.push({ kind: 'warning', atMs, subject, reason: object.reason ?? '', message: object.message ?? '' })
  }

  /** What is new since the last call. */
  take(): TapeEntry[] {
    const taken = this.#entries
    this.#entries = []
    return taken
  }
}
