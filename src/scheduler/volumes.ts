import type { NodeSelectorTerm } from 'kubernetes-types/core/v1'
import { compareQuantities } from '../base/quantity.ts'
import { matchesTerm, type SelectableNode } from '../kinds/nodeSelector.ts'
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../kinds/resources.ts'
import { classOf, isReachable, matchVolume, requestOf } from '../kinds/volumeMatch.ts'

const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed'
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node'
const NO_PROVISIONER = 'kubernetes.io/no-provisioner'

/** The storage of the cluster as the scheduler knows it. */
export interface Storage {
  claim(namespace: string, name: string): PersistentVolumeClaim | undefined
  volume(name: string): PersistentVolume | undefined
  volumes(): readonly PersistentVolume[]
  storageClass(name: string): StorageClass | undefined
}

/** Where the plugins find the storage in the state of an attempt. */
export const STORAGE = 'storage'

/** The claims of a pod that can be placed. */
export interface PodClaims {
  readonly bound: readonly PersistentVolumeClaim[]
  /** Claims that get a volume when the machine is chosen. */
  readonly delayed: readonly PersistentVolumeClaim[]
}

/** What has to be done for a pod's claims on a machine. */
export interface VolumePlan {
  readonly bindings: readonly { readonly volume: PersistentVolume; readonly claim: PersistentVolumeClaim }[]
  /** Claims whose volume a provisioner is to make for the machine. */
  readonly provisions: readonly PersistentVolumeClaim[]
}

/** The claims of a pod, or why it cannot be placed anywhere. */
export function podClaims({ metadata, spec }: Pod, storage: Storage): PodClaims | string {
  const bound: PersistentVolumeClaim[] = []
  const delayed: PersistentVolumeClaim[] = []
  let immediate = false
  for (const { name: volumeName, persistentVolumeClaim, ephemeral } of spec.volumes ?? []) {
    if (!persistentVolumeClaim && !ephemeral) continue
    const name = persistentVolumeClaim?.claimName ?? `${metadata.name}-${volumeName}`
    const claim = storage.claim(metadata.namespace ?? '', name)
    if (!claim) return ephemeral ? `waiting for ephemeral volume controller to create the persistentvolumeclaim ${JSON.stringify(name)}` : `persistentvolumeclaim ${JSON.stringify(name)} not found`
    if (claim.status.phase === 'Lost') return `persistentvolumeclaim ${JSON.stringify(name)} bound to non-existent persistentvolume ${JSON.stringify(claim.spec.volumeName ?? '')}`
    if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim ${JSON.stringify(name)} is being deleted`
    if (isBound(claim)) bound.push(claim)
    else if (storage.storageClass(classOf(claim))?.volumeBindingMode === 'WaitForFirstConsumer' && !claim.spec.volumeName) delayed.push(claim)
    else immediate = true
  }
  return immediate ? 'pod has unbound immediate PersistentVolumeClaims' : { bound, delayed }
}

export function isBound({ metadata, spec }: PersistentVolumeClaim): boolean {
  return !!spec.volumeName && metadata.annotations?.[BIND_COMPLETED] !== undefined
}

/** How a pod's claims can be served on a machine, or why not (`volumebinding/binder.go FindPodVolumes`). */
export function planVolumes({ bound, delayed }: PodClaims, node: SelectableNode, storage: Storage): VolumePlan | string {
  for (const { spec } of bound) {
    const volume = storage.volume(spec.volumeName ?? '')
    if (!volume) return 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)'
    if (!isReachable(volume, node)) return 'node(s) had volume node affinity conflict'
  }
  const bindings: { volume: PersistentVolume; claim: PersistentVolumeClaim }[] = []
  const provisions: PersistentVolumeClaim[] = []
  const excluded = new Set<string>()
  for (const claim of [...delayed].sort((a, b) => compareQuantities(requestOf(a), requestOf(b)))) {
    const selected = claim.metadata.annotations?.[SELECTED_NODE]
    if (selected !== undefined && selected !== node.name) return NOTHING_TO_BIND
    const volume = selected === undefined ? matchVolume(claim, storage.volumes(), { node, excluded }) : undefined
    if (volume) {
      excluded.add(volume.metadata.name)
      bindings.push({ volume, claim })
    } else if (canBeMade(storage.storageClass(classOf(claim)), node)) provisions.push(claim)
    else return NOTHING_TO_BIND
  }
  return { bindings, provisions }
}

const NOTHING_TO_BIND = "node(s) didn't find available persistent volumes to bind"

/** Whether a class has somebody who makes volumes, and for this machine. */
function canBeMade(storageClass: StorageClass | undefined, node: SelectableNode): boolean {
  const { provisioner = '', allowedTopologies = [] } = storageClass ?? {}
  if (provisioner === '' || provisioner === NO_PROVISIONER) return false
  const terms = allowedTopologies.map(({ matchLabelExpressions = [] }): NodeSelectorTerm => ({ matchExpressions: matchLabelExpressions.map(({ key, values }) => ({ key, operator: 'In', values })) }))
  return terms.length === 0 || terms.some((term) => matchesTerm(term, node))
}
