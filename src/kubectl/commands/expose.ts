import { fetchTarget, fileTargets, NOTHING_NAMED, selectArguments, type Target } from '../builder.ts'
import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { withAnnotation } from '../create/generated.ts'
import { groupResource } from '../discovery.ts'
import { KubectlError, throwCollected } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { collectionPath } from '../paths.ts'
import { dryRunOf, dryRunQuery, PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'
import { OVERRIDE_FLAGS, withOverrides } from '../runPod/overrides.ts'
import { parseLabels, requirePort } from '../runPod/pod.ts'
import type { Session } from '../session.ts'
import { DRY_RUN_FLAG, fieldManagerFlag, FILE_FLAGS, SAVE_CONFIG_FLAG } from '../sharedFlags.ts'

const LONGEST_NAME = 63

export const expose: Command = {
  name: 'expose',
  group: 'Basic Commands (Beginner)',
  use: '(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  short: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  long: 'Expose a resource as a new Kubernetes service.\n\n Takes a deployment, service, replica set, replication controller or pod and uses its selector as that of a new service. Ports, labels and selector come from the object where no flag says otherwise.\n\n Possible resources include (case insensitive):\n\n pod (po), service (svc), replicationcontroller (rc), deployment (deploy), replicaset (rs)',
  examples: [
    { what: 'Create a service on port 80 for the pods of a deployment that listen on 8080', command: 'kubectl expose deployment web --port=80 --target-port=8080' },
    { what: 'Create a service for one pod', command: 'kubectl expose pod web --port=80 --name=front' },
    { what: 'Create a service that each node serves on a port of its own', command: 'kubectl expose deployment web --port=80 --type=NodePort' },
  ],
  flags: [
    { name: 'cluster-ip', kind: 'string', usage: "The address of the service; 'None' for a headless one. The server chooses if it is empty." },
    DRY_RUN_FLAG,
    { name: 'external-ip', kind: 'string', usage: 'Another address, outside of the cluster, that the service accepts.' },
    fieldManagerFlag('kubectl-expose'),
    ...FILE_FLAGS,
    { name: 'labels', short: 'l', kind: 'string', usage: 'Labels of the service.' },
    { name: 'load-balancer-ip', kind: 'string', usage: 'The address that the load balancer should have.' },
    { name: 'name', kind: 'string', usage: 'The name of the service.' },
    ...OVERRIDE_FLAGS,
    { name: 'port', kind: 'string', usage: 'The port of the service. Default: that of the object.' },
    ...PRINT_FLAGS,
    { name: 'protocol', kind: 'string', completes: ['TCP', 'UDP', 'SCTP'], usage: "The protocol. Default: that of the object, or 'TCP'." },
    SAVE_CONFIG_FLAG,
    { name: 'selector', kind: 'string', usage: 'The selector of the service, of equalities only. Default: that of the object.' },
    { name: 'session-affinity', kind: 'string', completes: ['None', 'ClientIP'], usage: "Session affinity: 'None' or 'ClientIP'." },
    { name: 'target-port', kind: 'string', usage: 'Name or number of the port of the containers.' },
    { name: 'type', kind: 'string', completes: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'], usage: "The type of the service. Default: 'ClusterIP'." },
  ],
  complete: (session, word) => completeResources(session, word, ['deployment', 'pod', 'replicaset', 'replicationcontroller', 'service']),
  async run(session) {
    const { args, flags } = session
    const files = flags.list('filename')
    if (args.length === 0 && files.length === 0) throw new KubectlError(NOTHING_NAMED)
    const targets = files.length > 0 ? await fileTargets(session) : (await selectArguments(session, args)).singles
    const failures: unknown[] = []
    for (const target of targets) {
      try {
        await exposeTarget(session, { ...target, object: files.length > 0 ? target.object : await fetchTarget(session, target) })
      } catch (error) {
        failures.push(error)
      }
    }
    throwCollected(failures)
  },
}

const EXPOSABLE = ['replicationcontrollers', 'services', 'pods', 'deployments.apps', 'replicasets.apps']

async function exposeTarget(session: Session, target: Target): Promise<void> {
  const { mapping } = target
  if (!EXPOSABLE.includes(groupResource(mapping))) throw new KubectlError(`cannot expose a ${mapping.group === '' ? mapping.kind : `${mapping.kind}.${mapping.group}`}`)
  const service = withOverrides(session, serviceFor(session, target))
  const print = await resultPrinter(session, 'exposed', { keepsOrder: true })
  if (dryRunOf(session) === 'client') return session.stdout(print(session.namespaceIsExplicit ? { ...service, metadata: { name: service['metadata'].name, namespace: session.namespace, ...service['metadata'] } } : service))
  const body = session.flags.bool('save-config') ? withAnnotation(service) : service
  const query = { ...dryRunQuery(session), fieldManager: session.flags.string('field-manager') }
  session.stdout(print(await session.client.request('POST', collectionPath('v1', 'services', session.namespace), { query, body })))
}

// ---- what the object says

interface ExposedPort {
  readonly port: number
  readonly protocol: string
}

function selectorOf(object: JsonObject): Record<string, string> {
  const refuse = (reason: string) => {
    throw new KubectlError(`couldn't retrieve selectors via --selector flag or introspection: ${reason}`)
  }
  const { spec, metadata } = object
  switch (object['kind']) {
    case 'Pod':
      return metadata?.labels ?? refuse('the pod has no labels and cannot be exposed')
    case 'Service':
      return spec?.selector ?? refuse('the service has no pod selector set')
    case 'ReplicationController':
      return spec?.selector ?? {}
    default: {
      const kind = String(object['kind']).toLowerCase()
      if (Object.keys(spec?.selector?.matchLabels ?? {}).length === 0) refuse(`invalid ${kind}: no selectors, therefore cannot be exposed`)
      const expressions: JsonObject[] = spec.selector.matchExpressions ?? []
      if (expressions.length > 0) refuse(`couldn't convert expressions - "[${expressions.map(({ key, operator, values }) => `{Key:${key} Operator:${operator} Values:[${(values ?? []).join(' ')}]}`).join(' ')}]" to map-based selector format`)
      return spec.selector.matchLabels
    }
  }
}

/** The ports of the object, each number and protocol once. */
function portsOf(object: JsonObject): ExposedPort[] {
  const pod: JsonObject = object['kind'] === 'Pod' ? object['spec'] : object['spec']?.template?.spec
  const found: ExposedPort[] =
    object['kind'] === 'Service'
      ? (object['spec']?.ports ?? []).map((each: JsonObject) => ({ port: each['port'], protocol: each['protocol'] ?? 'TCP' }))
      : (pod?.['containers'] ?? []).flatMap((container: JsonObject) => (container['ports'] ?? []).map((each: JsonObject) => ({ port: each['containerPort'], protocol: each['protocol'] ?? 'TCP' })))
  return found.filter(({ port, protocol }, index) => found.findIndex((each) => each.port === port && each.protocol === protocol) === index)
}

// ---- what becomes of it

function servicePorts(session: Session, object: JsonObject): JsonObject[] {
  const { flags } = session
  const exposed = portsOf(object)
  const numbers = flags.string('port') === '' ? [...new Set(exposed.map(({ port }) => String(port)))] : flags.string('port').split(',')
  if (numbers.length === 0 && flags.string('cluster-ip') !== 'None') throw new KubectlError("couldn't find port via --port flag or introspection")
  return numbers.flatMap((text, index) => {
    const port = requirePort(text)
    const name = numbers.length > 1 ? `port-${index + 1}` : undefined
    const protocols = flags.string('protocol') === '' ? exposed.filter((each) => each.port === port).map(({ protocol }) => protocol) : [flags.string('protocol')]
    if (protocols.length <= 1) return [portEntry(session, name, port, protocols[0] ?? 'TCP')]
    return protocols.map((protocol) => portEntry(session, `port-${index + 1}-${protocol.toLowerCase()}`, port, protocol))
  })
}

function portEntry({ flags }: Session, name: string | undefined, port: number, protocol: string): JsonObject {
  const target = flags.string('target-port')
  return { ...(name === undefined ? {} : { name }), protocol, port, targetPort: target === '' ? port : /^[-+]?\d+$/.test(target) ? Number(target) : target }
}

function serviceFor(session: Session, { name, object = {} }: Target): JsonObject {
  const { flags } = session
  const selector = flags.string('selector') === '' ? selectorOf(object) : parseLabels(flags.string('selector'))
  const ports = servicePorts(session, object)
  const labels = flags.string('labels') === '' ? object['metadata']?.labels : parseLabels(flags.string('labels'))
  const affinity = flags.string('session-affinity')
  if (Object.keys(selector).length === 0) throw new KubectlError('selector must be specified')
  if (!['', 'None', 'ClientIP'].includes(affinity)) throw new KubectlError(`unknown session affinity: ${affinity}`)
  const given = (field: string, flag: string) => (flags.string(flag) === '' ? {} : { [field]: flags.string(flag) })
  const spec = {
    ...(ports.length > 0 ? { ports } : {}),
    selector,
    ...given('clusterIP', 'cluster-ip'),
    ...given('type', 'type'),
    ...(flags.string('external-ip') === '' ? {} : { externalIPs: [flags.string('external-ip')] }),
    ...given('sessionAffinity', 'session-affinity'),
    ...(flags.string('type') === 'LoadBalancer' ? given('loadBalancerIP', 'load-balancer-ip') : {}),
  }
  const metadata = { name: flags.string('name') || name.slice(0, LONGEST_NAME), creationTimestamp: null, ...(labels ? { labels } : {}) }
  return { kind: 'Service', apiVersion: 'v1', metadata, spec, status: { loadBalancer: {} } }
}
