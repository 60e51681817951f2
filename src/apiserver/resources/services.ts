import type { Draft } from '../../kinds/kind.ts'
import type { ApiServer } from '../server.ts'
import { invalid } from '../errors.ts'
import { present } from '../../base/invariant.ts'
import { kindOf } from '../../kinds/registry.ts'
import type { ResourceBehaviour } from './behaviour.ts'

const NODE_PORTS = [30000, 32767] as const
/** The lower part of the range, for ports that are asked for: the server draws from above it (`portallocator`, NodePort static range). */
const NODE_PORT_STATIC_COUNT = 86
const CLUSTER_IP_STATIC_COUNT = 256

interface Ports {
  nodePort?: number
  [field: string]: unknown
}

/** Addresses and node ports of Services: `10.96.0.0/16`, `30000–32767` (`registry/core/service/storage/alloc.go`). */
export const services: ResourceBehaviour = {
  beforeCreate: (draft, server) => allocate(draft, server, undefined),
  beforeUpdate: (draft, old, server) => allocate(draft, server, old as unknown as Draft),
}

function allocate(draft: Draft, server: ApiServer, old: Draft | undefined): void {
  const spec = draft['spec']
  if (spec.type === 'ExternalName') {
    delete spec.clusterIP
    delete spec.clusterIPs
    return
  }
  const others = server.all('services', '').filter((service) => service.metadata.uid !== draft.metadata['uid'])
  if (old && old['spec'].type !== 'ExternalName' && !spec.clusterIP) {
    spec.clusterIP = old['spec'].clusterIP
    spec.clusterIPs = old['spec'].clusterIPs
  }
  const taken = new Set(others.map((service) => (service['spec'] as { clusterIP?: string }).clusterIP))
  if (!spec.clusterIP) spec.clusterIP = drawAddress(server, taken)
  else if (spec.clusterIP !== 'None' && spec.clusterIP !== old?.['spec'].clusterIP) checkAddress(draft, spec.clusterIP, taken)
  spec.clusterIPs ??= [spec.clusterIP]
  if (spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false)) allocateNodePorts(draft, server, others as never, old)
}

function drawAddress(server: ApiServer, taken: ReadonlySet<string | undefined>): string {
  const random = server.simulation.random('cluster IPs')
  for (;;) {
    const number = random.integer(CLUSTER_IP_STATIC_COUNT, 65_534)
    const address = `10.96.${number >> 8}.${number & 255}`
    if (!taken.has(address)) return address
  }
}

function checkAddress(draft: Draft, address: string, taken: ReadonlySet<string | undefined>): void {
  const refuse = (why: string): never => {
    throw invalid(present(kindOf('services'), 'the kind Service'), draft.metadata['name'], [
      { field: 'spec.clusterIPs', reason: 'FieldValueInvalid', detail: `Invalid value: ["${address}"]: failed to allocate IP ${address}: ${why}` },
    ])
  }
  if (taken.has(address)) refuse('provided IP is already allocated')
  if (!address.startsWith('10.96.')) refuse('the provided IP is not in the valid range. The range of valid IPs is 10.96.0.0/16')
}

function allocateNodePorts(draft: Draft, server: ApiServer, others: readonly { spec: { ports?: Ports[] } }[], old: Draft | undefined): void {
  const random = server.simulation.random('node ports')
  const taken = new Set(others.flatMap((service) => (service.spec.ports ?? []).map((port) => port.nodePort)))
  const own = new Set(((old?.['spec'].ports ?? []) as Ports[]).map((port) => port.nodePort))
  ;(draft['spec'].ports as Ports[] | undefined)?.forEach((port, index) => {
    if (port.nodePort) {
      if (taken.has(port.nodePort) && !own.has(port.nodePort)) refusePort(draft, index, port.nodePort, 'provided port is already allocated')
      if (port.nodePort < NODE_PORTS[0] || port.nodePort > NODE_PORTS[1]) refusePort(draft, index, port.nodePort, 'provided port is not in the valid range. The range of valid ports is 30000-32767')
    } else {
      do port.nodePort = random.integer(NODE_PORTS[0] + NODE_PORT_STATIC_COUNT, NODE_PORTS[1])
      while (taken.has(port.nodePort))
    }
    taken.add(port.nodePort)
  })
}

function refusePort(draft: Draft, index: number, port: number, why: string): never {
  throw invalid(present(kindOf('services'), 'the kind Service'), draft.metadata['name'], [
    { field: `spec.ports[${index}].nodePort`, reason: 'FieldValueInvalid', detail: `Invalid value: ${port}: ${why}` },
  ])
}
