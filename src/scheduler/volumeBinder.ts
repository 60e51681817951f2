import type { Api } from '../client/api.ts'
import { referenceTo } from '../client/eventRecorder.ts'
import type { Informers } from '../client/informer.ts'
import type { PersistentVolume, Pod } from '../kinds/resources.ts'
import { isBoundTo } from '../kinds/volumeMatch.ts'
import type { SelectableNode } from '../kinds/nodeSelector.ts'
import { isBound, planVolumes, podClaims, SELECTED_NODE, type Storage, type VolumePlan } from './volumes.ts'

const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller'

/** Reserves volumes for the claims of pods that are being placed, and has them bound before the pod is (`volumebinding/binder.go`). */
export class VolumeBinder {
  readonly #informers: Informers
  readonly #api: Api
  /** Volumes that are spoken for, as they will be, until the watch shows it. */
  readonly #assumed = new Map<string, PersistentVolume>()

  constructor(informers: Informers, api: Api) {
    this.#informers = informers
    this.#api = api
    informers.of('persistentvolumeclaims')
    informers.of('storageclasses.storage.k8s.io')
    informers.of('persistentvolumes').on({
      updated: ({ metadata }) => void this.#assumed.delete(metadata.name),
      deleted: ({ metadata }) => void this.#assumed.delete(metadata.name),
    })
  }

  get storage(): Storage {
    const volumes = this.#informers.of('persistentvolumes')
    return {
      claim: (namespace, name) => this.#informers.of('persistentvolumeclaims').get(namespace, name),
      volume: (name) => this.#assumed.get(name) ?? volumes.byKey(name),
      volumes: () => volumes.list().map((volume) => this.#assumed.get(volume.metadata.name) ?? volume),
      storageClass: (name) => this.#informers.of('storageclasses.storage.k8s.io').byKey(name),
    }
  }

  /** Speaks for the volumes that a pod gets on a machine. Undefined if all of its claims are bound. */
  assume(pod: Pod, node: SelectableNode): VolumePlan | undefined {
    const claims = podClaims(pod, this.storage)
    const plan = typeof claims === 'string' ? undefined : planVolumes(claims, node, this.storage)
    if (plan === undefined || typeof plan === 'string' || plan.bindings.length + plan.provisions.length === 0) return undefined
    const bindings = plan.bindings.map(({ volume, claim }) => {
      const byHand = isBoundTo(volume, claim)
      const annotations = byHand ? volume.metadata.annotations : { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' }
      const reserved = { ...volume, metadata: { ...volume.metadata, annotations }, spec: { ...volume.spec, claimRef: referenceTo(claim) } } as PersistentVolume
      this.#assumed.set(volume.metadata.name, reserved)
      return { volume: reserved, claim }
    })
    return { bindings, provisions: plan.provisions }
  }

  /** Writes down what was assumed; the rest is the work of the controller of volumes and of the provisioners. */
  write({ bindings, provisions }: VolumePlan, node: string): void {
    for (const { volume } of bindings) this.#api.update('persistentvolumes', volume as never)
    for (const claim of provisions) this.#api.update('persistentvolumeclaims', { ...claim, metadata: { ...claim.metadata, annotations: { ...claim.metadata.annotations, [SELECTED_NODE]: node } } } as never)
  }

  /** Gives back what was spoken for. */
  forget({ bindings }: VolumePlan): void {
    for (const { volume } of bindings) this.#assumed.delete(volume.metadata.name)
  }

  /** Whether all claims of a pod are bound. */
  allBound(pod: Pod): boolean {
    const claims = podClaims(pod, this.storage)
    return typeof claims !== 'string' && claims.delayed.every(isBound)
  }
}
