import { deepEqual } from '../../base/equality.ts'
import { compareQuantities, parseQuantity } from '../../base/quantity.ts'
import { referenceTo } from '../../client/eventRecorder.ts'
import { isBoundTo } from '../../kinds/volumeMatch.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../kinds/resources.ts'
import type { ControllerContext } from '../runtime/controller.ts'
import type { Cache } from './cache.ts'

export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed'
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller'

/** What the controller does to volumes and claims. Each write is known to its caches at once. */
export class Writer {
  readonly #context: Pick<ControllerContext, 'api' | 'events'>
  readonly volumes: Cache<PersistentVolume>
  readonly claims: Cache<PersistentVolumeClaim>

  constructor(context: Pick<ControllerContext, 'api' | 'events'>, volumes: Cache<PersistentVolume>, claims: Cache<PersistentVolumeClaim>) {
    this.#context = context
    this.volumes = volumes
    this.claims = claims
  }

  tell(about: PersistentVolume | PersistentVolumeClaim, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#context.events.event(about, type, reason, message)
  }

  /** Binds both to one another in four steps, of which each may have been done already: what is left is done. */
  bind(volume: PersistentVolume, claim: PersistentVolumeClaim): void {
    const bound = this.setPhase(this.#reserve(volume, claim), 'Bound')
    this.setClaimPhase(this.#assign(claim, bound), 'Bound', bound)
  }

  #reserve(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
    const { metadata, spec } = volume
    if (spec.claimRef?.uid === claim.metadata.uid && isBoundTo(volume, claim)) return volume
    // A volume that was reserved by hand for the claim is not given back to others when the claim is gone.
    const annotations = isBoundTo(volume, claim) ? metadata.annotations : { ...metadata.annotations, [BOUND_BY_CONTROLLER]: metadata.annotations?.[BOUND_BY_CONTROLLER] ?? 'yes' }
    return this.updateVolume({ ...volume, metadata: { ...metadata, annotations }, spec: { ...spec, claimRef: referenceTo(claim) } } as PersistentVolume)
  }

  #assign(claim: PersistentVolumeClaim, volume: PersistentVolume): PersistentVolumeClaim {
    const { metadata, spec } = claim
    const { name } = volume.metadata
    if (spec.volumeName === name && metadata.annotations?.[BIND_COMPLETED] !== undefined) return claim
    const annotations: Record<string, string> = { ...metadata.annotations, [BIND_COMPLETED]: metadata.annotations?.[BIND_COMPLETED] ?? 'yes' }
    if (spec.volumeName !== name) annotations[BOUND_BY_CONTROLLER] ??= 'yes'
    return this.updateClaim({ ...claim, metadata: { ...metadata, annotations }, spec: { ...spec, volumeName: name } } as PersistentVolumeClaim)
  }

  /** Makes a volume free again; one that was reserved by hand stays reserved, for a claim of that name. */
  unbind(volume: PersistentVolume): void {
    const { metadata, spec } = volume
    const { [BOUND_BY_CONTROLLER]: byController, ...annotations } = metadata.annotations ?? {}
    const { claimRef, ...free } = spec
    const { uid: _, ...reserved } = claimRef ?? {}
    const next = byController === undefined ? { ...volume, spec: { ...spec, claimRef: reserved } } : { ...volume, metadata: { ...metadata, annotations: Object.keys(annotations).length > 0 ? annotations : undefined }, spec: free }
    this.setPhase(this.updateVolume(next as PersistentVolume), 'Available')
  }

  /** @param message kept beside the phase; an event of that reason tells it too. */
  setPhase(volume: PersistentVolume, phase: string, failure?: { reason: string; message: string }): PersistentVolume {
    if (volume.status.phase === phase) return volume
    const { message: _, ...status } = volume.status
    const next = this.#context.api.update('persistentvolumes', { ...volume, status: { ...status, phase, ...(failure ? { message: failure.message } : {}) } } as never, { subresource: 'status' })
    this.volumes.put(next)
    if (failure) this.tell(next, 'Warning', failure.reason, failure.message)
    return next
  }

  /** Sets a claim's phase, and what it has of the volume; without one, nothing. */
  setClaimPhase(claim: PersistentVolumeClaim, phase: string, volume?: PersistentVolume): PersistentVolumeClaim {
    const { status } = claim
    const { accessModes: _, capacity: __, ...rest } = status
    const next = { ...rest, phase, ...(volume ? { accessModes: volume.spec.accessModes, capacity: capacityAfter(claim, phase, volume) } : {}) }
    if (deepEqual(next, { ...status, phase: status.phase })) return claim
    const written = this.#context.api.update('persistentvolumeclaims', { ...claim, status: next } as never, { subresource: 'status' })
    this.claims.put(written)
    return written
  }

  updateVolume(volume: PersistentVolume): PersistentVolume {
    const written = this.#context.api.update('persistentvolumes', volume as never)
    this.volumes.put(written)
    return written
  }

  updateClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
    const written = this.#context.api.update('persistentvolumeclaims', claim as never)
    this.claims.put(written)
    return written
  }
}

/** A claim shows its volume's capacity when it gets it; later changes of the volume are not its own. */
function capacityAfter({ status }: PersistentVolumeClaim, phase: string, { spec }: PersistentVolume): Record<string, unknown> | undefined {
  const known = status.capacity?.['storage']
  if (status.phase === phase) return status.capacity
  const same = known !== undefined && compareQuantities(parseQuantity(String(known)), parseQuantity(String(spec.capacity?.['storage'] ?? '0'))) === 0
  return same ? status.capacity : spec.capacity
}
