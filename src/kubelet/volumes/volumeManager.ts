import type { Volume } from 'kubernetes-types/core/v1'
import type { Files } from '../../posix/files.ts'
import type { MemoryFiles } from '../../posix/memoryFiles.ts'
import type { Pod } from '../../kinds/resources.ts'
import type { Timer } from '../../base/simulation.ts'
import type { KubeletContext } from '../context.ts'
import type { Sources } from '../environment/sources.ts'
import { podReference } from '../pods/references.ts'
import { Signal, type Task } from '../task.ts'
import { claimedVolume } from './claims.ts'
import { contentsOf, isFilled } from './contents.ts'
import type { Disk } from './disk.ts'
import { prepareHostPath } from './hostPath.ts'
import { ServiceAccountTokens } from './token.ts'

/** A volume that containers can have: its files, and where in them it begins. */
export interface MountedVolume {
  readonly files: Files
  readonly from: string
  readonly readOnly: boolean
}

interface PodVolumes {
  pod: Pod
  readonly mounted: Map<string, MountedVolume>
  readonly retries: Map<string, Timer>
  /** How long each volume that failed waits for its next try, milliseconds. */
  readonly delaysMs: Map<string, number>
  allMounted: Signal
}

/** Two loops that look every 100 ms lie between a pod and its first mount. */
const FIRST_TRY_MS = [100, 200] as const
const RETRY_MS = { initial: 500, most: 122_000 } as const
/** How often a worker looks whether all is mounted, and for how long. */
const WAIT_MS = { poll: 300, most: 123_000 } as const

/** Gives pods their volumes and keeps the files in them up to date (`pkg/kubelet/volumemanager`). */
export class VolumeManager {
  readonly #context: KubeletContext
  readonly #sources: Sources
  readonly #disk: Disk
  readonly #tokens: ServiceAccountTokens
  readonly #pods = new Map<string, PodVolumes>()

  constructor(context: KubeletContext, sources: Sources, disk: Disk) {
    this.#context = context
    this.#sources = sources
    this.#disk = disk
    this.#tokens = new ServiceAccountTokens(context)
  }

  mounted(podUid: string, volume: string): MountedVolume | undefined {
    return this.#pods.get(podUid)?.mounted.get(volume)
  }

  /** Waits until the volumes of a pod are there; false if that takes too long or `cancelled` is given. What is there is brought up to date. */
  *waitFor(pod: Pod, cancelled: Signal): Task<boolean> {
    const { clock } = this.#context
    const volumes = pod.spec.volumes ?? []
    if (volumes.length === 0) return true
    const known = this.#volumesOf(pod)
    if (known.allMounted.given) {
      for (const volume of volumes) if (isFilled(volume)) this.#mount(known, volume)
      return true
    }
    const begunMs = clock.nowMs
    yield (resume) => {
      const timer = clock.schedule(WAIT_MS.most, resume)
      const callOff = [known.allMounted.wait(resume), cancelled.wait(resume)]
      return () => {
        timer.cancel()
        for (const call of callOff) call?.()
      }
    }
    if (!known.allMounted.given) return false
    const waitedMs = clock.nowMs - begunMs
    yield clock.sleep(Math.ceil(waitedMs / WAIT_MS.poll) * WAIT_MS.poll - waitedMs)
    return !cancelled.given
  }

  /** Takes a pod's volumes away. */
  remove(podUid: string): void {
    for (const timer of this.#pods.get(podUid)?.retries.values() ?? []) timer.cancel()
    this.#pods.delete(podUid)
    this.#tokens.forget(podUid)
    this.#disk.remove(podUid)
  }

  #volumesOf(pod: Pod): PodVolumes {
    const known = this.#pods.get(pod.metadata.uid)
    if (known) {
      known.pod = pod
      return known
    }
    const fresh: PodVolumes = { pod, mounted: new Map(), retries: new Map(), delaysMs: new Map(), allMounted: new Signal() }
    this.#pods.set(pod.metadata.uid, fresh)
    const { clock } = this.#context
    clock.schedule(clock.random.integer(...FIRST_TRY_MS), () => {
      if (this.#pods.get(pod.metadata.uid) !== fresh) return
      for (const volume of pod.spec.volumes ?? []) this.#try(fresh, volume)
    })
    return fresh
  }

  #try(known: PodVolumes, volume: Volume): void {
    const { clock, events } = this.#context
    known.retries.delete(volume.name)
    const error = this.#mount(known, volume)
    if (error === undefined) {
      if (known.mounted.size === (known.pod.spec.volumes ?? []).length) known.allMounted.give()
      return
    }
    events.event(podReference(known.pod), 'Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${volume.name}" : ${error}`)
    const last = known.delaysMs.get(volume.name)
    const delayMs = last === undefined ? RETRY_MS.initial : Math.min(2 * last, RETRY_MS.most)
    known.delaysMs.set(volume.name, delayMs)
    known.retries.set(volume.name, clock.schedule(delayMs, () => this.#try(known, volume), { background: true }))
  }

  /** Mounts a volume, or brings what is in it up to date; why it cannot be done. */
  #mount(known: PodVolumes, volume: Volume): string | undefined {
    const { name, hostPath, persistentVolumeClaim } = volume
    const { pod } = known
    if (hostPath) return this.#mountHost(known, name, hostPath.path, prepareHostPath(this.#disk.host, hostPath))
    if (persistentVolumeClaim) {
      const claimed = claimedVolume(this.#context.api, pod.metadata.namespace ?? '', persistentVolumeClaim.claimName)
      if ('error' in claimed) return claimed.error
      return this.#mountHost(known, name, claimed.path, prepareHostPath(this.#disk.host, { path: claimed.path, type: claimed.mustExist ? 'Directory' : '' }))
    }
    const files = this.#disk.volume(pod.metadata.uid, name)
    if (isFilled(volume)) {
      const { machine } = this.#context
      const place = { address: this.#context.runtime.status(pod.metadata.uid).address, machine }
      const contents = contentsOf(volume, { pod, place, sources: this.#sources, token: (owner, projection) => this.#tokens.get(owner, projection) })
      if ('error' in contents) return contents.error
      fill(files, contents.files)
    }
    if (!known.mounted.has(name)) known.mounted.set(name, { files, from: '/', readOnly: isFilled(volume) })
    return undefined
  }

  #mountHost(known: PodVolumes, name: string, path: string, error: string | undefined): string | undefined {
    if (error === undefined) known.mounted.set(name, { files: this.#disk.host, from: path, readOnly: false })
    return error
  }
}

/** Makes a volume hold exactly these files; those that are right already are not touched. */
function fill(files: MemoryFiles, wanted: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(wanted)) if (files.read(`/${path}`) !== text) files.place(`/${path}`, text)
  const remove = (directory: string): void => {
    for (const name of files.list(directory) ?? []) {
      const path = `${directory === '/' ? '' : directory}/${name}`
      if (files.isDirectory(path)) remove(path)
      else if (wanted[path.slice(1)] === undefined) files.remove(path)
    }
  }
  remove('/')
}
