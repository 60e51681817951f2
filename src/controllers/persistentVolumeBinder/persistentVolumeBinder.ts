import { keyOfObject } from '../../client/informer.ts'
import { StatusError } from '../../client/status.ts'
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../kinds/resources.ts'
import type { Controller } from '../runtime/controller.ts'
import { every } from '../runtime/periodic.ts'
import { Cache } from './cache.ts'
import { syncClaim } from './claims.ts'
import { syncVolume } from './volumes.ts'
import { Writer } from './writer.ts'

/** How often all volumes and claims are looked at: what failed is tried again only then. */
const RESYNC_MS = 15_000

/** Binds claims to volumes (`pkg/controller/volume/persistentvolume`). One worker each for claims and volumes, and nothing that fails is tried again before the next round. */
export const persistentVolumeBinder: Controller = {
  name: 'persistentvolume-controller',
  setup(context) {
    const { informers } = context
    const volumes = informers.of('persistentvolumes')
    const claims = informers.of('persistentvolumeclaims')
    const classes = informers.of('storageclasses.storage.k8s.io')
    const pods = informers.of('pods')
    pods.addIndex('claim', claimKeysOf)
    const writer = new Writer(context, new Cache<PersistentVolume>(), new Cache<PersistentVolumeClaim>())
    const waitingPods = (key: string): string[] =>
      pods.indexed('claim', key).filter(({ spec, status }) => !spec.nodeName && status.phase !== 'Succeeded' && status.phase !== 'Failed').map(({ metadata }) => metadata.name)

    const claimQueue = context.queue(
      (key) => {
        const claim = claims.byKey(key)
        if (claim && writer.claims.put(claim)) giveUp(() => syncClaim(writer, claim, { classes: classes.list(), waitingPods: waitingPods(key) }))
        if (claim) return
        const { volumeName } = writer.claims.get(key)?.spec ?? {}
        writer.claims.delete(key)
        if (volumeName) volumeQueue.add(volumeName)
      },
      { workers: 1 },
    )
    const volumeQueue = context.queue(
      (name) => {
        const volume = volumes.byKey(name)
        if (volume && writer.volumes.put(volume)) giveUp(() => syncVolume(context, writer, volume, (key) => claimQueue.add(key)))
        if (volume) return
        const { claimRef } = writer.volumes.get(name)?.spec ?? {}
        writer.volumes.delete(name)
        if (claimRef) claimQueue.add(`${claimRef.namespace}/${claimRef.name}`)
      },
      { workers: 1 },
    )
    const wakeClaim = (claim: PersistentVolumeClaim): void => claimQueue.add(keyOfObject(claim))
    const wakeVolume = (volume: PersistentVolume): void => volumeQueue.add(keyOfObject(volume))
    claims.on({ added: wakeClaim, updated: wakeClaim, deleted: wakeClaim })
    volumes.on({ added: wakeVolume, updated: wakeVolume, deleted: wakeVolume })
    every(context, RESYNC_MS, () => {
      claims.list().forEach(wakeClaim)
      volumes.list().forEach(wakeVolume)
    })
  },
}

function giveUp(sync: () => void): void {
  try {
    sync()
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
  }
}

function claimKeysOf({ metadata, spec }: Pod): string[] {
  return (spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim) return [`${metadata.namespace}/${persistentVolumeClaim.claimName}`]
    return ephemeral ? [`${metadata.namespace}/${metadata.name}-${name}`] : []
  })
}
