import { MemoryFiles } from '../../posix/memoryFiles.ts'

/** What every machine has. */
const DIRECTORIES = ['/etc', '/home', '/mnt', '/opt', '/root', '/run', '/srv', '/tmp', '/usr', '/var', '/var/lib', '/var/log']

/** What a machine keeps when its power goes: its own files, those of the volumes that were made on it, and how far the numbers of its containers' logs went. */
export class Disk {
  /** The machine's own tree, for `hostPath` volumes. */
  readonly host: MemoryFiles
  readonly #now: () => number
  readonly #volumes = new Map<string, Map<string, MemoryFiles>>()
  /** By pod and container: how many runs have left a log. */
  readonly #runs = new Map<string, Map<string, number>>()

  constructor(now: () => number) {
    this.#now = now
    this.host = new MemoryFiles(now)
    for (const path of DIRECTORIES) this.host.makeDirectory(path)
  }

  /** The files of a pod's volume, made empty if they are not there. */
  volume(podUid: string, name: string): MemoryFiles {
    const volumes = this.#volumes.get(podUid) ?? new Map<string, MemoryFiles>()
    this.#volumes.set(podUid, volumes)
    let files = volumes.get(name)
    if (!files) volumes.set(name, (files = new MemoryFiles(this.#now)))
    return files
  }

  /** A container is run; the number of the run, from 0, unless it is known from elsewhere. */
  noteRun(podUid: string, container: string, known: number | undefined): number {
    const runs = this.#runs.get(podUid) ?? new Map<string, number>()
    this.#runs.set(podUid, runs)
    const run = known ?? runs.get(container) ?? 0
    runs.set(container, run + 1)
    return run
  }

  /** Removes all that is a pod's. */
  remove(podUid: string): void {
    this.#volumes.delete(podUid)
    this.#runs.delete(podUid)
  }
}
