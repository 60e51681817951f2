import { selectorOfMap } from '../base/selectors.ts'
import type { Draft, FieldError, Kind } from './kind.ts'
import type { Service } from './resources.ts'
import { ALL_VERBS } from './standard.ts'
import { AGE, age, column } from './tables/columns.ts'
import { duplicate, immutable, invalidValue, notSupported, required } from './validation/errors.ts'
import { validateLabels } from './validation/metadata.ts'
import { labelProblems, portNameProblems, portNumberProblems, subdomainProblems } from './validation/names.ts'

type Fields = Record<string, any>

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const PROTOCOLS = ['SCTP', 'TCP', 'UDP']

export const service: Kind = {
  group: '',
  versions: ['v1'],
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  verbs: ALL_VERBS,
  schema: 'core/v1.Service',
  status: true,
  generation: 'none',
  nameRule: 'label1035',
  subresources: { proxy: { verbs: ['create', 'delete', 'get', 'patch', 'update'], kind: { group: '', version: 'v1', kind: 'ServiceProxyOptions' } } },
  defaults(draft) {
    const spec = (draft['spec'] ??= {})
    spec.type ||= 'ClusterIP'
    spec.sessionAffinity ||= 'None'
    if (spec.sessionAffinity === 'ClientIP') spec.sessionAffinityConfig ??= { clientIP: { timeoutSeconds: 10_800 } }
    for (const port of spec.ports ?? []) {
      port.protocol ||= 'TCP'
      if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') port.targetPort = port.port
    }
    if (spec.type === 'ExternalName') return
    spec.internalTrafficPolicy ??= 'Cluster'
    if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') spec.externalTrafficPolicy ||= 'Cluster'
    if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true
    spec.ipFamilies ??= ['IPv4']
    spec.ipFamilyPolicy ??= spec.clusterIP === 'None' && !spec.selector ? 'RequireDualStack' : 'SingleStack'
  },
  prepareForCreate(draft) {
    draft['status'] = { loadBalancer: {} }
  },
  prepareForUpdate: (draft, old) => dropWhatTheTypeLacks(draft, old as unknown as Service),
  validate: (object) => validateSpec(object['spec'] ?? {}),
  validateUpdate(next, old) {
    const before = (old as unknown as Service).spec
    const after = next['spec']
    const fixed = before.type !== 'ExternalName' && after.type !== 'ExternalName' && before.clusterIP
    return fixed && after.clusterIP && after.clusterIP !== before.clusterIP ? [immutable('spec.clusterIPs[0]', [after.clusterIP])] : []
  },
  selectableFields: {
    'spec.clusterIP': (object) => (object as unknown as Service).spec.clusterIP ?? '',
    'spec.type': (object) => (object as unknown as Service).spec.type ?? '',
  },
  columns: [column('Type'), column('Cluster-IP'), column('External-IP'), column('Port(s)'), AGE, column('Selector', 'string', 'wide')],
  cells(object, context) {
    const item = object as unknown as Service
    const { spec } = item
    return [spec.type ?? '', spec.clusterIPs?.[0] ?? spec.clusterIP ?? '<none>', externalAddress(item), portsCell(item), age(object, context), selectorOfMap(spec.selector).toString() || '<none>']
  },
}

function validateSpec(spec: Fields): FieldError[] {
  const errors: FieldError[] = []
  const headless = spec['clusterIP'] === 'None'
  if (!spec['ports']?.length && !headless && spec['type'] !== 'ExternalName') errors.push(required('spec.ports'))
  if (!TYPES.includes(spec['type'])) errors.push(notSupported('spec.type', spec['type'], TYPES))
  if (spec['type'] === 'ExternalName') {
    if (!spec['externalName']) errors.push(required('spec.externalName'))
    else errors.push(...subdomainProblems(spec['externalName']).map((detail) => invalidValue('spec.externalName', spec['externalName'], detail)))
  }
  if (headless && spec['type'] === 'LoadBalancer') errors.push(invalidValue('spec.clusterIPs[0]', 'None', "may not be set to 'None' for LoadBalancer services"))
  if (headless && spec['type'] === 'NodePort') errors.push(invalidValue('spec.clusterIPs[0]', 'None', "may not be set to 'None' for NodePort services"))
  if (spec['clusterIP'] && !headless && !/^\d+(\.\d+){3}$/.test(spec['clusterIP'])) errors.push(invalidValue('spec.clusterIPs[0]', spec['clusterIP'], 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'))
  if (!['ClientIP', 'None'].includes(spec['sessionAffinity'])) errors.push(notSupported('spec.sessionAffinity', spec['sessionAffinity'], ['ClientIP', 'None']))
  errors.push(...validateLabels(spec['selector'], 'spec.selector'))
  return [...errors, ...validatePorts(spec['ports'] ?? [])]
}

function validatePorts(ports: readonly Fields[]): FieldError[] {
  const names = new Set<string>()
  const numbers = new Set<string>()
  return ports.flatMap((port, index) => {
    const at = `spec.ports[${index}]`
    const errors: FieldError[] = []
    if (!port['name'] && ports.length > 1) errors.push(required(`${at}.name`))
    if (port['name']) {
      errors.push(...labelProblems(port['name']).map((detail) => invalidValue(`${at}.name`, port['name'], detail)))
      if (names.has(port['name'])) errors.push(duplicate(`${at}.name`, port['name']))
      names.add(port['name'])
    }
    errors.push(...portNumberProblems(port['port'] ?? 0).map((detail) => invalidValue(`${at}.port`, port['port'] ?? 0, detail)))
    if (!PROTOCOLS.includes(port['protocol'])) errors.push(notSupported(`${at}.protocol`, port['protocol'], PROTOCOLS))
    const target = port['targetPort']
    if (typeof target === 'string') errors.push(...portNameProblems(target).map((detail) => invalidValue(`${at}.targetPort`, target, detail)))
    else errors.push(...portNumberProblems(target ?? 0).map((detail) => invalidValue(`${at}.targetPort`, target ?? 0, detail)))
    const key = `${port['port']}/${port['protocol']}`
    if (numbers.has(key)) errors.push(duplicate(at, { port: port['port'], protocol: port['protocol'] }))
    numbers.add(key)
    return errors
  })
}

/** A change of type takes away what the new type cannot have, unless it was set anew (`registry/core/service/strategy.go`). */
function dropWhatTheTypeLacks(draft: Draft, old: Service): void {
  const { spec } = draft as unknown as { spec: Fields }
  const hadNodePorts = old.spec.type === 'NodePort' || old.spec.type === 'LoadBalancer'
  if (spec['type'] === 'ClusterIP' && hadNodePorts) {
    for (const port of spec['ports'] ?? []) delete port.nodePort
    delete spec['externalTrafficPolicy']
    delete spec['allocateLoadBalancerNodePorts']
  }
  if (spec['type'] === 'ExternalName') for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy']) delete spec[field]
  // A client that leaves out node ports keeps those that it has.
  if (spec['type'] === old.spec.type && hadNodePorts)
    for (const port of spec['ports'] ?? []) port.nodePort ||= old.spec.ports?.find((known) => known.port === port.port && known.protocol === port.protocol)?.nodePort
}

function externalAddress({ spec, status }: Service): string {
  const external = spec.externalIPs ?? []
  if (spec.type === 'ExternalName') return spec.externalName ?? ''
  if (spec.type !== 'LoadBalancer') return external.join(',') || '<none>'
  const ingress = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').sort()
  return [...ingress, ...external].join(',') || '<pending>'
}

function portsCell({ spec }: Service): string {
  return (spec.ports ?? []).map(({ port, nodePort, protocol }) => (nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`)).join(',') || '<none>'
}
