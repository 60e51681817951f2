import type { Plugin } from '../framework.ts'

/** A pod that names a machine goes nowhere else (`plugins/nodename`). */
export const nodeName: Plugin = {
  name: 'NodeName',
  filter(pod, node) {
    const asked = pod.pod.spec.nodeName
    if (!asked || asked === node.name) return undefined
    return { plugin: 'NodeName', reasons: ["node(s) didn't match the requested node name"], resolvable: false }
  },
  retryOn: (event) => event.kind === 'node added',
}
