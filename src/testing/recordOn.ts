import { Cluster } from '../cluster/cluster.ts'
import { recordedImages } from '../images/recorded.ts'
import { MemoryFiles } from '../posix/memoryFiles.ts'
import { clusterShell } from './clusterShell.ts'
import type { RecordedTake } from './compare.ts'
import { nodeCount, parseScript } from './script.ts'
import { drive, runScript } from './scriptRun.ts'

export interface RecordOptions {
  readonly seed: number
  /** The wall time at which the recording begins, milliseconds since the Unix epoch. */
  readonly startMs?: number
  /** Files that the script finds in its directory, by name. */
  readonly fixtures?: Readonly<Record<string, string>>
}

/** The recordings begin when the machines are Ready: they have registered some three seconds ago, and none has a lease yet. */
const QUIET_AFTER_MS = 3_000
const DEFAULT_START_MS = Date.parse('2026-01-01T00:00:00Z')

/** A cluster like the one that was recorded: machines with 4 CPU and 8 GiB, images that tell nothing but their name. */
export function recordedCluster(machines: number, { seed, startMs = DEFAULT_START_MS }: Pick<RecordOptions, 'seed' | 'startMs'>): Cluster {
  const cluster = new Cluster({ seed, startMs: startMs - QUIET_AFTER_MS, machines, images: recordedImages })
  cluster.simulation.advanceBy(QUIET_AFTER_MS)
  return cluster
}

/** Runs a recording's script on such a cluster. */
export async function recordOn(script: string, options: RecordOptions): Promise<RecordedTake> {
  const cluster = recordedCluster(nodeCount(parseScript(script)), options)
  const files = new MemoryFiles(() => cluster.simulation.nowMs)
  for (const [name, text] of Object.entries(options.fixtures ?? {})) files.place(`/work/${name}`, text)
  const shell = clusterShell(cluster, files)
  return runScript(script, cluster, shell)
}

export { drive }
