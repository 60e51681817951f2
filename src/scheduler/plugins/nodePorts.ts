import type { Plugin } from '../framework.ts'
import type { HostPort } from '../podInfo.ts'

/** A host port is free for one pod of a machine (`plugins/nodeports`). */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  filter(pod, node) {
    if (pod.hostPorts.length === 0) return undefined
    for (const other of node.pods.values())
      for (const taken of other.hostPorts)
        if (pod.hostPorts.some((port) => clashes(port, taken))) return { plugin: 'NodePorts', reasons: ["node(s) didn't have free ports for the requested pod ports"], resolvable: true }
    return undefined
  },
  retryOn: (event, pod) => event.kind === 'node added' || (event.kind === 'pod gone' && event.pod.hostPorts.some((freed) => pod.hostPorts.some((port) => clashes(port, freed)))),
}

function clashes(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && a.protocol === b.protocol && (a.address === b.address || a.address === '0.0.0.0' || b.address === '0.0.0.0')
}
