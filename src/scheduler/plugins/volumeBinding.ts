import type { CycleState, Plugin } from '../framework.ts'
import { planVolumes, podClaims, STORAGE, type PodClaims, type Storage } from '../volumes.ts'

const NAME = 'VolumeBinding'
const CLAIMS = 'claims of the pod'

/** Machines on which a pod's claims are served: their volumes can be reached from there, or found or made for there (`plugins/volumebinding`). */
export const volumeBinding: Plugin = {
  name: NAME,
  preFilter({ pod }, _, state) {
    const claims = podClaims(pod, storageOf(state))
    if (typeof claims === 'string') return { plugin: NAME, reasons: [claims], resolvable: false }
    state.set(CLAIMS, claims)
    return undefined
  },
  filter(_, node, state) {
    const plan = planVolumes(state.get(CLAIMS) as PodClaims, node, storageOf(state))
    return typeof plan === 'string' ? { plugin: NAME, reasons: [plan], resolvable: false } : undefined
  },
  retryOn(event, { pod }) {
    if (event.kind === 'node added') return true
    if (event.kind === 'node changed') return event.what.includes('labels')
    if (event.kind !== 'volumes') return false
    const { claim } = event
    if (!claim) return true
    return claim.metadata.namespace === pod.metadata.namespace && (pod.spec.volumes ?? []).some(({ name, persistentVolumeClaim, ephemeral }) => claim.metadata.name === (persistentVolumeClaim?.claimName ?? (ephemeral && `${pod.metadata.name}-${name}`)))
  },
}

function storageOf(state: CycleState): Storage {
  return state.get(STORAGE) as Storage
}
