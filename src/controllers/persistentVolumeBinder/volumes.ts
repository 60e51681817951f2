import { isNotFound } from '../../client/status.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../kinds/resources.ts'
import { sameVolumeMode } from '../../kinds/volumeMatch.ts'
import type { ControllerContext } from '../runtime/controller.ts'
import type { Writer } from './writer.ts'

const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by'
/** What the kubelets of hostPath volumes may delete. */
const DELETABLE_PATH = /\/tmp\/.+/

/** Keeps a volume's phase, and gives it back or deletes it when its claim is gone (`pv_controller.go syncVolume`). */
export function syncVolume(context: ControllerContext, writer: Writer, volume: PersistentVolume, wakeClaim: (key: string) => void): void {
  const { claimRef } = volume.spec
  if (!claimRef?.uid) return void writer.setPhase(volume, 'Available')
  const claim = claimOf(context, writer, volume)
  if (!claim) return reclaim(context, writer, release(writer, volume))
  const key = `${claimRef.namespace}/${claimRef.name}`
  if (!claim.spec.volumeName) {
    if (sameVolumeMode(volume, claim)) return wakeClaim(key)
    writer.tell(volume, 'Warning', 'VolumeMismatch', `Cannot bind PersistentVolume to requested PersistentVolumeClaim ${JSON.stringify(claim.metadata.name)} due to incompatible volumeMode.`)
    writer.tell(claim, 'Warning', 'VolumeMismatch', `Cannot bind PersistentVolume ${JSON.stringify(volume.metadata.name)} to requested PersistentVolumeClaim due to incompatible volumeMode.`)
  } else if (claim.spec.volumeName === volume.metadata.name) writer.setPhase(volume, 'Bound')
  else if (volume.metadata.annotations?.[PROVISIONED_BY] !== undefined && volume.spec.persistentVolumeReclaimPolicy === 'Delete') reclaim(context, writer, release(writer, volume))
  else writer.unbind(volume)
}

/** The claim that a volume is bound to; undefined if that is gone, also if another of its name is there. */
function claimOf({ api, informers }: ControllerContext, writer: Writer, { spec, status }: PersistentVolume): PersistentVolumeClaim | undefined {
  const { namespace = '', name = '', uid } = spec.claimRef ?? {}
  const over = status.phase === 'Released' || status.phase === 'Failed'
  const live = (): PersistentVolumeClaim | undefined => {
    try {
      return api.get('persistentvolumeclaims', namespace, name)
    } catch (error) {
      if (isNotFound(error)) return undefined
      throw error
    }
  }
  // Before a volume is given up, the server is asked: what is known here may be old.
  const known = writer.claims.get(`${namespace}/${name}`) ?? (over ? undefined : (informers.of('persistentvolumeclaims').get(namespace, name) ?? live()))
  const claim = known && known.metadata.uid !== uid ? live() : known
  return claim?.metadata.uid === uid ? claim : undefined
}

function release(writer: Writer, volume: PersistentVolume): PersistentVolume {
  return volume.status.phase === 'Failed' ? volume : writer.setPhase(volume, 'Released')
}

function reclaim(context: ControllerContext, writer: Writer, volume: PersistentVolume): void {
  const { persistentVolumeReclaimPolicy: policy } = volume.spec
  if (policy === 'Delete') deleteVolume(context, writer, volume)
  else if (policy === 'Recycle' && !volume.spec.hostPath && !volume.spec.nfs) writer.setPhase(volume, 'Failed', { reason: 'VolumeFailedRecycle', message: 'No recycler plugin found for the volume!' })
}

function deleteVolume({ api }: ControllerContext, writer: Writer, volume: PersistentVolume): void {
  const { metadata, spec } = volume
  // CSI drivers and external provisioners delete what they have made.
  if (spec.csi || (metadata.annotations?.[PROVISIONED_BY] && !metadata.annotations[PROVISIONED_BY].startsWith('kubernetes.io/'))) return
  const message = faultOfDeletion(volume)
  if (message !== undefined) return void writer.setPhase(volume, 'Failed', { reason: 'VolumeFailedDelete', message })
  try {
    api.delete('persistentvolumes', '', metadata.name)
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

/** Why the data of a volume cannot be deleted: of all plugins that are left in the controller only that of hostPath can. */
function faultOfDeletion({ metadata, spec }: PersistentVolume): string | undefined {
  if (spec.hostPath) return DELETABLE_PATH.test(spec.hostPath.path) ? undefined : `host_path deleter only supports /tmp/.+ but received provided ${spec.hostPath.path}`
  return `error getting deleter volume plugin for volume ${JSON.stringify(metadata.name)}: no ${spec.nfs ? 'deletable ' : ''}volume plugin matched`
}
