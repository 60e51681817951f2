import type { Controller } from '../runtime/controller.ts'

const ANNOTATION = 'node.alpha.kubernetes.io/ttl'
/** For how many seconds kubelets may keep Secrets and ConfigMaps, by the number of nodes; the bounds overlap so that it does not go back and forth. */
const STEPS = [
  { least: 0, most: 100, seconds: 0 },
  { least: 90, most: 500, seconds: 15 },
  { least: 450, most: 1000, seconds: 30 },
  { least: 900, most: 2000, seconds: 60 },
  { least: 1800, most: Infinity, seconds: 300 },
] as const

/** Tells kubelets by an annotation of their nodes how long they may keep what they have read (`pkg/controller/ttl`). */
export const nodeTtlController: Controller = {
  name: 'ttl-controller',
  setup({ api, informers, queue }) {
    const nodes = informers.of('nodes')
    let count = 0
    let step = 0
    const updates = queue((name) => {
      const value = String(STEPS[step]?.seconds)
      const node = nodes.byKey(name)
      if (node && node.metadata.annotations?.[ANNOTATION] !== value) api.patch('nodes', '', name, 'strategic', { metadata: { annotations: { [ANNOTATION]: value } } })
    })
    nodes.on({
      added({ metadata }) {
        count++
        if (count > (STEPS[step]?.most ?? Infinity)) step++
        updates.add(metadata.name)
      },
      updated: ({ metadata }) => updates.add(metadata.name),
      deleted() {
        count--
        if (count < (STEPS[step]?.least ?? 0)) step--
      },
    })
  },
}
