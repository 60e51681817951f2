import { compareQuantities } from '../../base/quantity.ts'
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../kinds/resources.ts'
import { capacityOf, classOf, hasAccessModes, isBoundTo, matchVolume, requestOf, sameVolumeMode } from '../../kinds/volumeMatch.ts'
import { defaultStorageClass } from './classes.ts'
import { provision } from './provisioning.ts'
import { BIND_COMPLETED, BOUND_BY_CONTROLLER, type Writer } from './writer.ts'

export const SELECTED_NODE = 'volume.kubernetes.io/selected-node'

export interface Surroundings {
  readonly classes: readonly StorageClass[]
  /** The names of pods that use the claim and have no machine yet. */
  readonly waitingPods: readonly string[]
}

/** Brings a claim together with a volume, or says why it has none (`pv_controller.go syncClaim`). */
export function syncClaim(writer: Writer, claim: PersistentVolumeClaim, surroundings: Surroundings): void {
  if (claim.metadata.annotations?.[BIND_COMPLETED] !== undefined) syncBound(writer, claim)
  else if (claim.spec.volumeName) syncNamed(writer, claim, claim.spec.volumeName)
  else findVolume(writer, claim, surroundings)
}

function findVolume(writer: Writer, claim: PersistentVolumeClaim, { classes, waitingPods }: Surroundings): void {
  const storageClass = classes.find(({ metadata }) => metadata.name === classOf(claim))
  const delayBinding = storageClass?.volumeBindingMode === 'WaitForFirstConsumer'
  const volume = bestMatch(claim, writer.volumes.list(), delayBinding)
  if (volume) return writer.bind(volume, claim)
  const fallback = hasClass(claim) ? undefined : defaultStorageClass(classes)
  if (fallback) return void writer.updateClaim({ ...claim, spec: { ...claim.spec, storageClassName: fallback.metadata.name } })
  if (delayBinding && claim.metadata.annotations?.[SELECTED_NODE] === undefined) tellOfWaiting(writer, claim, waitingPods)
  else if (classOf(claim) !== '') return provision(writer, claim, storageClass)
  else writer.tell(claim, 'Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set')
  writer.setClaimPhase(claim, 'Pending')
}

/** Volumes with few access modes are tried before those with more. */
function bestMatch(claim: PersistentVolumeClaim, volumes: readonly PersistentVolume[], delayBinding: boolean): PersistentVolume | undefined {
  const groups = new Map<string, PersistentVolume[]>()
  for (const volume of volumes) {
    if (!hasAccessModes(volume, claim)) continue
    const key = [...(volume.spec.accessModes ?? [])].sort().join(',')
    groups.set(key, [...(groups.get(key) ?? []), volume])
  }
  for (const group of [...groups.values()].sort((a, b) => modesOf(a) - modesOf(b))) {
    const volume = matchVolume(claim, group, { delayBinding })
    if (volume) return volume
  }
  return undefined
}

function modesOf([first]: readonly PersistentVolume[]): number {
  return first?.spec.accessModes?.length ?? 0
}

/** Whether a claim says something of its class, be it that it wants none. */
function hasClass({ metadata, spec }: PersistentVolumeClaim): boolean {
  return metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined || spec.storageClassName !== undefined
}

function tellOfWaiting(writer: Writer, claim: PersistentVolumeClaim, pods: readonly string[]): void {
  if (pods.length === 0) writer.tell(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding')
  else writer.tell(claim, 'Normal', 'WaitForPodScheduled', `waiting for pod${pods.length > 1 ? 's' : ''} ${pods.join(',')} to be scheduled`)
}

/** A claim that names its volume takes no other. */
function syncNamed(writer: Writer, claim: PersistentVolumeClaim, name: string): void {
  const volume = writer.volumes.get(name)
  if (!volume) return void writer.setClaimPhase(claim, 'Pending')
  if (volume.spec.claimRef && !isBoundTo(volume, claim)) {
    writer.tell(claim, 'Warning', 'FailedBinding', `volume ${JSON.stringify(name)} already bound to a different claim.`)
    if (claim.metadata.annotations?.[BOUND_BY_CONTROLLER] === undefined) writer.setClaimPhase(claim, 'Pending')
    return
  }
  const fault = volume.spec.claimRef ? undefined : mismatch(volume, claim)
  if (fault === undefined) return writer.bind(volume, claim)
  writer.tell(claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume ${JSON.stringify(name)}: ${fault}`)
  writer.setClaimPhase(claim, 'Pending')
}

/** Why a volume does not suit the claim that names it. */
function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (volume.metadata.deletionTimestamp) return `the volume is marked for deletion ${JSON.stringify(volume.metadata.name)}`
  if (compareQuantities(capacityOf(volume), requestOf(claim)) < 0) return 'requested PV is too small'
  if (classOf(volume) !== classOf(claim)) return 'storageClassName does not match'
  if (!sameVolumeMode(volume, claim)) return 'incompatible volumeMode'
  return hasAccessModes(volume, claim) ? undefined : 'incompatible accessMode'
}

/** A claim that was bound keeps its volume or loses it for good. */
function syncBound(writer: Writer, claim: PersistentVolumeClaim): void {
  const { volumeName } = claim.spec
  if (!volumeName) return lose(writer, claim, 'ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!')
  const volume = writer.volumes.get(volumeName)
  if (!volume) return lose(writer, claim, 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!')
  const { claimRef } = volume.spec
  if (claimRef && claimRef.uid !== claim.metadata.uid) return lose(writer, claim, 'ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly')
  writer.bind(volume, claim)
}

function lose(writer: Writer, claim: PersistentVolumeClaim, reason: string, message: string): void {
  if (claim.status.phase === 'Lost') return
  writer.tell(writer.setClaimPhase(claim, 'Lost'), 'Warning', reason, message)
}
