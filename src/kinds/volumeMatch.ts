/** Which volume a claim gets (`component-helpers/storage/volume/pv_helpers.go`). */
import type { NodeSelector } from 'kubernetes-types/core/v1'
import { compareQuantities, parseQuantity, type Quantity } from '../base/quantity.ts'
import { selectorOfObject } from '../base/selectors.ts'
import { selectsNode, type SelectableNode } from './nodeSelector.ts'
import type { PersistentVolume, PersistentVolumeClaim } from './resources.ts'
import { storageClassOf } from './tables/storage.ts'

/** What is known when a volume is looked for. */
export interface MatchOptions {
  /** The machine that must reach the volume; without it any may. */
  readonly node?: SelectableNode
  /** Whether the claim waits for a pod: then only a volume that is meant for it fits, unless the machine is known. */
  readonly delayBinding?: boolean
  /** Names of volumes that are spoken for. */
  readonly excluded?: ReadonlySet<string>
}

/** Whether a volume is bound to a claim, or reserved for it by name. */
export function isBoundTo({ spec: { claimRef } }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  if (claimRef?.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false
  return !claimRef.uid || claimRef.uid === metadata.uid
}

export function classOf(object: PersistentVolume | PersistentVolumeClaim): string {
  return storageClassOf(object as never)
}

export function capacityOf({ spec }: PersistentVolume): Quantity {
  return parseQuantity(String(spec.capacity?.['storage'] ?? '0'))
}

export function requestOf({ spec }: PersistentVolumeClaim): Quantity {
  return parseQuantity(String(spec.resources?.requests?.['storage'] ?? '0'))
}

export function hasAccessModes({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (claim.spec.accessModes ?? []).every((mode) => spec.accessModes?.includes(mode))
}

export function sameVolumeMode(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (volume.spec.volumeMode ?? 'Filesystem') === (claim.spec.volumeMode ?? 'Filesystem')
}

/** Whether a machine can reach a volume. */
export function isReachable({ spec }: PersistentVolume, node: SelectableNode): boolean {
  const required = spec.nodeAffinity?.required as NodeSelector | undefined
  return !required || selectsNode(required, node)
}

/** The smallest volume that is free, large enough and of the claim's class, or the one that is reserved for the claim. */
export function matchVolume(claim: PersistentVolumeClaim, volumes: readonly PersistentVolume[], { node, delayBinding = false, excluded }: MatchOptions = {}): PersistentVolume | undefined {
  const requested = requestOf(claim)
  const selector = claim.spec.selector && selectorOfObject(claim.spec.selector as never)
  let smallest: PersistentVolume | undefined
  for (const volume of volumes) {
    const bound = isBoundTo(volume, claim)
    if (excluded?.has(volume.metadata.name) || (volume.spec.claimRef && !bound)) continue
    if (compareQuantities(capacityOf(volume), requested) < 0 || !sameVolumeMode(volume, claim) || volume.metadata.deletionTimestamp) continue
    const reachable = !node || isReachable(volume, node)
    if (bound) return reachable ? volume : undefined
    if ((!node && delayBinding) || volume.status.phase !== 'Available' || !reachable) continue
    if ((selector && !selector.matches(volume.metadata.labels)) || classOf(volume) !== classOf(claim) || (node && !hasAccessModes(volume, claim))) continue
    if (!smallest || compareQuantities(capacityOf(smallest), capacityOf(volume)) > 0) smallest = volume
  }
  return smallest
}
