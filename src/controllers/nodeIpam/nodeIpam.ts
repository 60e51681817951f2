import { eventRecorder } from '../../client/eventRecorder.ts'
import { isNotFound } from '../../client/status.ts'
import type { Controller } from '../runtime/controller.ts'
import { Ranges } from './ranges.ts'

/** Gives each node the range from which its pods get their addresses (`pkg/controller/nodeipam`, range allocator). */
export const nodeIpamController: Controller = {
  name: 'node-ipam-controller',
  setup(context) {
    const { api, informers, simulation } = context
    const nodes = informers.of('nodes')
    const events = eventRecorder(simulation, api, { component: 'cidrAllocator' })
    const ranges = new Ranges()
    const queue = context.queue((name) => {
      const known = nodes.byKey(name)
      if (!known || known.metadata.deletionTimestamp || known.spec.podCIDR) return
      try {
        const node = api.get('nodes', '', name)
        if (node.spec.podCIDR) return
        const range = ranges.take()
        if (range === undefined) {
          events.event({ apiVersion: 'v1', kind: 'Node', name, uid: node.metadata.uid }, 'Normal', 'CIDRNotAvailable', `Node ${name} status is now: CIDRNotAvailable`)
          throw new Error('failed to allocate cidr from cluster cidr at idx:0: CIDR allocation failed; there are no remaining CIDRs left to allocate in the accepted range')
        }
        api.patch('nodes', '', name, 'strategic', { spec: { podCIDR: range, podCIDRs: [range] } })
      } catch (error) {
        if (!isNotFound(error)) throw error
      }
    })
    nodes.on({
      added({ metadata, spec }) {
        for (const range of spec.podCIDRs ?? []) ranges.occupy(range)
        queue.add(metadata.name)
      },
      updated: ({ metadata }) => queue.add(metadata.name),
      deleted: ({ spec }) => void (spec.podCIDRs ?? []).forEach((range) => ranges.release(range)),
    })
  },
}
