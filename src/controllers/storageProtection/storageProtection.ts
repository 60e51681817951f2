import { keyOfObject } from '../../client/informer.ts'
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../kinds/resources.ts'
import type { Controller } from '../runtime/controller.ts'

const CLAIM_FINALIZER = 'kubernetes.io/pvc-protection'
const VOLUME_FINALIZER = 'kubernetes.io/pv-protection'

/** Lets a claim that is deleted go only when no pod uses it (`pkg/controller/volume/pvcprotection`). */
export const claimProtectionController: Controller = {
  name: 'pvc-protection-controller',
  setup(context) {
    const { informers, api } = context
    const claims = informers.of('persistentvolumeclaims')
    const pods = informers.of('pods')
    pods.addIndex('claimInUse', (pod) => (pod.spec.nodeName ? claimNames(pod).map((name) => `${pod.metadata.namespace}/${name}`) : []))
    const queue = context.queue((key) => {
      const claim = claims.byKey(key)
      if (!claim) return
      if (isGoing(claim, CLAIM_FINALIZER)) {
        const { namespace = '', name } = claim.metadata
        const uses = (pod: Pod): boolean => !!pod.spec.nodeName && claimNames(pod).includes(name)
        if (pods.indexed('claimInUse', key).length > 0 || api.list('pods', { namespace }).items.some(uses)) return
        api.update('persistentvolumeclaims', withoutFinalizer(claim, CLAIM_FINALIZER) as never)
      } else if (lacks(claim, CLAIM_FINALIZER)) api.update('persistentvolumeclaims', withFinalizer(claim, CLAIM_FINALIZER) as never)
    })
    const wake = (claim: PersistentVolumeClaim): void => void ((isGoing(claim, CLAIM_FINALIZER) || lacks(claim, CLAIM_FINALIZER)) && queue.add(keyOfObject(claim)))
    const wakeClaims = (pod: Pod, gone: boolean): void => {
      const running = pod.spec.nodeName && pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed'
      if (gone || !running) for (const name of claimNames(pod)) queue.add(`${pod.metadata.namespace}/${name}`)
    }
    claims.on({ added: wake, updated: wake })
    pods.on({ added: (pod) => wakeClaims(pod, false), updated: (pod) => wakeClaims(pod, false), deleted: (pod) => wakeClaims(pod, true) })
  },
}

/** Lets a volume that is deleted go only when it is not bound (`pkg/controller/volume/pvprotection`). */
export const volumeProtectionController: Controller = {
  name: 'pv-protection-controller',
  setup(context) {
    const { informers, api } = context
    const volumes = informers.of('persistentvolumes')
    const queue = context.queue((name) => {
      const volume = volumes.byKey(name)
      if (!volume) return
      if (isGoing(volume, VOLUME_FINALIZER) && volume.status.phase !== 'Bound') api.update('persistentvolumes', withoutFinalizer(volume, VOLUME_FINALIZER) as never)
      else if (lacks(volume, VOLUME_FINALIZER)) api.update('persistentvolumes', withFinalizer(volume, VOLUME_FINALIZER) as never)
    })
    const wake = (volume: PersistentVolume): void => void ((isGoing(volume, VOLUME_FINALIZER) || lacks(volume, VOLUME_FINALIZER)) && queue.add(volume.metadata.name))
    volumes.on({ added: wake, updated: wake })
  },
}

type Protected = PersistentVolume | PersistentVolumeClaim

function isGoing({ metadata }: Protected, finalizer: string): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers?.includes(finalizer) ?? false)
}

function lacks({ metadata }: Protected, finalizer: string): boolean {
  return metadata.deletionTimestamp === undefined && !metadata.finalizers?.includes(finalizer)
}

function withFinalizer<T extends Protected>(object: T, finalizer: string): T {
  return { ...object, metadata: { ...object.metadata, finalizers: [...(object.metadata.finalizers ?? []), finalizer] } }
}

function withoutFinalizer<T extends Protected>(object: T, finalizer: string): T {
  return { ...object, metadata: { ...object.metadata, finalizers: object.metadata.finalizers?.filter((candidate) => candidate !== finalizer) } }
}

/** The claims of a pod's volumes, also those that are made for it alone. */
function claimNames({ metadata, spec }: Pod): string[] {
  return (spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => (persistentVolumeClaim ? [persistentVolumeClaim.claimName] : ephemeral ? [`${metadata.name}-${name}`] : []))
}
