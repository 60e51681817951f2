import { portNameFaults, portNumberFaults, subdomainFaults } from '../../kinds/validation/names.ts'
import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import type { Flag } from '../flags.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { create, GENERATED_FLAGS, newMetadata, requireName } from './generated.ts'

const TCP_FLAG: Flag = { name: 'tcp', kind: 'stringSlice', usage: "Ports as '<port>:<targetPort>'; the port alone is both." }

type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'

/** One subcommand; they differ in the type and in the flags beside `--tcp`. */
function serviceCommand(type: ServiceType, command: Pick<Command, 'use' | 'short' | 'long' | 'examples'> & { readonly flags?: readonly Flag[] }): Command {
  return {
    ...command,
    name: type.toLowerCase(),
    flags: [...GENERATED_FLAGS, TCP_FLAG, ...(command.flags ?? [])],
    validate(session) {
      requireName(session)
      validate(session, type)
    },
    run: (session) => create(session, { object: serviceOf(session, type), resource: 'services', namespaced: true, failure: `failed to create ${type} service: ` }),
  }
}

function validate({ flags }: Session, type: ServiceType): void {
  const ports = flags.list('tcp')
  if (ports.length === 0 && flags.string('clusterip') !== 'None' && type !== 'ExternalName') throw new KubectlError('at least one tcp port specifier must be provided')
  const externalName = flags.string('external-name')
  if (type === 'ExternalName' && subdomainFaults(externalName).length > 0) throw new KubectlError(`invalid service external name ${externalName}`)
}

/** A port of a service, from `80`, `80:8080` or `80:http`. */
function portOf(text: string, nodePort: number): JsonObject {
  const [portText = '', targetText] = text.split(':')
  const port = requirePort(portText)
  return { name: text.replaceAll(':', '-'), protocol: 'TCP', port, targetPort: targetText === undefined ? port : targetPort(targetText), ...(nodePort !== 0 ? { nodePort } : {}) }
}

function requirePort(text: string): number {
  if (!/^\d+$/.test(text)) throw new KubectlError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`)
  const port = Number(text)
  if (port > 65_535) throw new KubectlError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`)
  return port
}

function targetPort(text: string): number | string {
  const isNumber = /^[-+]?\d+$/.test(text)
  const faults = isNumber ? portNumberFaults(Number(text)) : portNameFaults(text)
  if (faults.length > 0) throw new KubectlError(faults.join(','))
  return isNumber ? Number(text) : text
}

function serviceOf(session: Session, type: ServiceType): JsonObject {
  const { flags } = session
  const name = requireName(session)
  const labels = { app: name }
  const ports = flags.list('tcp').map((text) => portOf(text, flags.int('node-port')))
  const spec = {
    ...(ports.length > 0 ? { ports } : {}),
    selector: labels,
    ...(flags.string('clusterip') === '' ? {} : { clusterIP: flags.string('clusterip') }),
    type,
    ...(flags.string('external-name') === '' ? {} : { externalName: flags.string('external-name') }),
  }
  return { kind: 'Service', apiVersion: 'v1', metadata: newMetadata(session, name, { labels }), spec, status: { loadBalancer: {} } }
}

const clusterIp = serviceCommand('ClusterIP', {
  use: 'NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]',
  short: 'Create a ClusterIP service',
  long: 'Create a ClusterIP service with the specified name.',
  examples: [
    { what: 'Create a service on port 80 for pods that listen on 8080', command: 'kubectl create service clusterip web --tcp=80:8080' },
    { what: 'Create a service without an address of its own', command: 'kubectl create service clusterip db --clusterip="None"' },
  ],
  flags: [{ name: 'clusterip', kind: 'string', usage: "The address to assign, or 'None' for a headless service." }],
})

const nodePort = serviceCommand('NodePort', {
  use: 'NAME [--tcp=port:targetPort] [--dry-run=server|client|none]',
  short: 'Create a NodePort service',
  long: 'Create a NodePort service with the specified name.',
  examples: [{ what: 'Create a service that each node serves on a port of its own', command: 'kubectl create service nodeport web --tcp=80:8080' }],
  flags: [{ name: 'node-port', kind: 'int', usage: 'The port of the nodes; 0 lets the server choose.' }],
})

const loadBalancer = serviceCommand('LoadBalancer', {
  use: 'NAME [--tcp=port:targetPort] [--dry-run=server|client|none]',
  short: 'Create a LoadBalancer service',
  long: 'Create a LoadBalancer service with the specified name.',
  examples: [{ what: 'Create a service with an address outside of the cluster', command: 'kubectl create service loadbalancer web --tcp=80:8080' }],
})

const externalName = serviceCommand('ExternalName', {
  use: 'NAME --external-name external.name [--dry-run=server|client|none]',
  short: 'Create an ExternalName service',
  long: 'Create an ExternalName service with the specified name.\n\n The name is answered by DNS with the external name instead of addresses of pods.',
  examples: [{ what: 'Create a name in the cluster for a host outside of it', command: 'kubectl create service externalname payments --external-name payments.example.com' }],
  flags: [{ name: 'external-name', kind: 'string', required: true, usage: 'The external name.' }],
})

export const createService: Command = {
  name: 'service',
  aliases: ['svc'],
  use: '[flags]',
  short: 'Create a service using a specified subcommand',
  commands: [clusterIp, externalName, loadBalancer, nodePort],
}
