import type { ServicePort, ServiceSpec } from 'kubernetes-types/core/v1'
import type { Draft, Kind } from './kind.ts'
import type { Service } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns, labelsCell, orNone } from './tables/columns.ts'
import { checkUsableAddress } from './validation/addresses.ts'
import { PROTOCOLS } from './validation/containers.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goIntOrString, goPointer, goStrings, goStruct } from './validation/goValue.ts'
import { checkLabels } from './validation/metadata.ts'
import { cidrFaults, ipFaults, isIpv6, label1035Faults, labelFaults, portFaults, portNumberFaults, qualifiedNameFaults, subdomainFaults } from './validation/names.ts'

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const STICKY_SECONDS = 10_800
const STICKY_MOST_SECONDS = 86_400
const KUBELET_PORT = 10_250

type Spec = ServiceSpec & { trafficDistribution?: string }

const isHeadless = ({ clusterIPs }: Spec): boolean => clusterIPs?.length === 1 && clusterIPs[0] === 'None'
const hasNodePorts = ({ type }: Spec): boolean => type === 'NodePort' || type === 'LoadBalancer'
/** Whether traffic from outside can come in: by node port, or by an external address. */
const isReachedFromOutside = (spec: Spec): boolean => hasNodePorts(spec) || (spec.type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0)
const hasHealthCheckPort = ({ type, externalTrafficPolicy }: Spec): boolean => type === 'LoadBalancer' && externalTrafficPolicy === 'Local'

export const service: Kind = {
  ...basics('', 'Service', 'services'),
  shortNames: ['svc'],
  categories: ['all'],
  status: true,
  generation: 'none',
  createOnUpdate: true,
  nameFaults: label1035Faults,
  subresources: { proxy: { verbs: ['get', 'create', 'update', 'patch', 'delete'], kind: { group: '', version: 'v1', kind: 'ServiceProxyOptions' } } },
  defaults(draft) {
    const spec: Spec = (draft.spec ??= {})
    spec.sessionAffinity ||= 'None'
    if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig
    if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: STICKY_SECONDS } }
    spec.type ||= 'ClusterIP'
    for (const port of spec.ports ?? []) {
      port.protocol ||= 'TCP'
      port.targetPort ||= port.port
    }
    if (isReachedFromOutside(spec)) spec.externalTrafficPolicy ||= 'Cluster'
    if (spec.type !== 'ExternalName') spec.internalTrafficPolicy ??= 'Cluster'
    if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true
  },
  prepareForCreate(draft) {
    const { spec } = draft
    if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP]
    completeFamilies(spec)
    draft.status = { loadBalancer: {} }
  },
  prepareForUpdate(draft, old) {
    const before = (old as unknown as Service).spec
    alignClusterIps(draft.spec, before)
    keepPortsAndAddress(draft.spec, before)
    dropWhatTheTypeLacks(draft, before)
    completeFamilies(draft.spec)
  },
  validate: (draft) => problemsOf((problems) => checkService(draft as unknown as Service, problems)),
  validateUpdate: (next, old) => problemsOf((problems) => checkUpdate(next.spec, (old as unknown as Service).spec, problems)),
  selectableFields: {
    'spec.clusterIP': ({ spec }: Service) => spec.clusterIP ?? '',
    'spec.type': ({ spec }: Service) => spec.type ?? '',
  },
  columns: columns('Service', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age', 'Selector'),
  cells(object, context) {
    const item = object as unknown as Service
    const { spec } = item
    return [spec.type ?? '', orNone(spec.clusterIPs?.[0]), externalAddress(item), portsCell(spec), age(object, context), labelsCell(spec.selector)]
  },
}

const needsNoFamily = (spec: Spec): boolean => spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0

/** The cluster knows IPv4 alone; only a headless Service without a selector, whose endpoints come from elsewhere, may have both (`initIPFamilyFields`). */
function completeFamilies(spec: Spec): void {
  if (spec.type === 'ExternalName') return
  spec.ipFamilyPolicy ??= needsNoFamily(spec) ? 'RequireDualStack' : 'SingleStack'
  if (!spec.ipFamilies?.length) spec.ipFamilies = needsNoFamily(spec) && spec.ipFamilyPolicy !== 'SingleStack' ? ['IPv4', 'IPv6'] : ['IPv4']
}

function checkFamilies(spec: Spec, problems: Problems): void {
  if (spec.type === 'ExternalName' || needsNoFamily(spec)) return
  if (spec.ipFamilyPolicy === 'RequireDualStack') return problems.invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy, 'this cluster is not configured for dual-stack services')
  spec.ipFamilies?.forEach((family, index) => {
    if (family === 'IPv6') problems.invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster')
  })
}

/** A client that changes only `clusterIP` means the first of `clusterIPs` too (`NormalizeClusterIPs`). */
function alignClusterIps(spec: Spec, before: Spec): void {
  const same = (spec.clusterIPs ?? []).join() === (before.clusterIPs ?? []).join()
  if (spec.clusterIP && !spec.clusterIPs?.length && !before.clusterIP) spec.clusterIPs = [spec.clusterIP]
  else if (spec.clusterIP !== before.clusterIP && same) spec.clusterIPs = spec.clusterIP ? [spec.clusterIP, ...(spec.clusterIPs ?? []).slice(1)] : undefined
  else if (!spec.clusterIP && before.clusterIP && !spec.clusterIPs?.length) delete spec.clusterIPs
}

/** A client that leaves out what the server allocated keeps it (`patchAllocatedValues`). */
function keepPortsAndAddress(spec: Spec, before: Spec): void {
  if (spec.type !== 'ExternalName' && before.type !== 'ExternalName') {
    if (!spec.clusterIP && before.clusterIP) {
      spec.clusterIP = before.clusterIP
      spec.clusterIPs ??= before.clusterIPs
    }
  }
  if (hasNodePorts(spec) && hasNodePorts(before)) {
    const free = new Map((before.ports ?? []).map((port) => [`${port.protocol}/${port.port}`, port.nodePort]))
    const used = new Set(spec.ports?.map(({ nodePort }) => nodePort))
    for (const port of spec.ports ?? []) {
      const nodePort = free.get(`${port.protocol}/${port.port}`)
      if (!port.nodePort && nodePort && !used.has(nodePort)) port.nodePort = nodePort
    }
  }
  if (hasHealthCheckPort(spec) && hasHealthCheckPort(before)) spec.healthCheckNodePort ||= before.healthCheckNodePort
}

/** A change of type takes away what the new type cannot have, unless it was set anew (`dropTypeDependentFields`). */
function dropWhatTheTypeLacks(draft: Draft, before: Spec): void {
  const spec: Spec = draft.spec
  const dropUnchanged = (field: keyof Spec): void => {
    if (JSON.stringify(spec[field]) === JSON.stringify(before[field])) delete spec[field]
  }
  if (before.type !== 'ExternalName' && spec.type === 'ExternalName') {
    if (spec.clusterIP === before.clusterIP) for (const field of ['clusterIPs', 'clusterIP'] as const) dropUnchanged(field)
    dropUnchanged('ipFamilies')
    dropUnchanged('ipFamilyPolicy')
  }
  const nodePorts = new Set(before.ports?.map(({ nodePort }) => nodePort))
  if (hasNodePorts(before) && !hasNodePorts(spec) && spec.ports?.every(({ nodePort }) => !nodePort || nodePorts.has(nodePort))) for (const port of spec.ports) delete port.nodePort
  if (hasHealthCheckPort(before) && !hasHealthCheckPort(spec)) dropUnchanged('healthCheckNodePort')
  if (before.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    dropUnchanged('allocateLoadBalancerNodePorts')
    dropUnchanged('loadBalancerClass')
  }
  if (isReachedFromOutside(before) && !isReachedFromOutside(spec)) dropUnchanged('externalTrafficPolicy')
  if (spec.type !== 'LoadBalancer') draft.status = { ...draft.status, loadBalancer: {} }
}

function checkService({ metadata, spec }: { metadata: { annotations?: Record<string, string> }; spec: Spec }, problems: Problems): void {
  const { type = '', ports = [] } = spec
  if (ports.length === 0 && !isHeadless(spec) && type !== 'ExternalName') problems.required('spec.ports')
  checkType(spec, problems)
  const names = new Set<string>()
  ports.forEach((port, index) => checkPort(port, ports.length > 1, names, `spec.ports[${index}]`, problems))
  checkLabels(spec.selector, 'spec.selector', problems)
  checkAffinity(spec, problems)
  if (type !== 'ExternalName') checkClusterIps(spec, problems)
  spec.externalIPs?.forEach((address, index) => {
    const faults = ipFaults(address)
    problems.each(`spec.externalIPs[${index}]`, address, faults)
    if (faults.length === 0) checkUsableAddress(address, `spec.externalIPs[${index}]`, problems)
  })
  problems.choice('spec.type', type, TYPES)
  checkUniquePorts(spec, problems)
  checkLoadBalancer(spec, metadata.annotations, problems)
  checkTrafficPolicies(spec, problems)
  if (problems.found.length === 0) checkFamilies(spec, problems)
}

function checkType(spec: Spec, problems: Problems): void {
  const { type = '', ports } = spec
  if (type === 'LoadBalancer')
    ports?.forEach(({ port }, index) => {
      if (port === KUBELET_PORT) problems.invalid(`spec.ports[${index}]`, port, `may not expose port ${port} externally since it is used by kubelet`)
    })
  if (hasNodePorts(spec) && isHeadless(spec)) problems.invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`)
  if (type !== 'ExternalName') return
  for (const field of ['clusterIPs', 'ipFamilies'] as const) if (spec[field]?.length) problems.forbidden(`spec.${field}`, 'may not be set for ExternalName services')
  if (spec.ipFamilyPolicy !== undefined) problems.forbidden('spec.ipFamilyPolicy', 'may not be set for ExternalName services')
  const name = (spec.externalName ?? '').replace(/\.$/, '')
  if (name === '') problems.required('spec.externalName')
  else problems.each('spec.externalName', name, subdomainFaults(name))
}

function checkPort(port: ServicePort, needsName: boolean, names: Set<string>, path: string, problems: Problems): void {
  const { name = '', protocol, targetPort, appProtocol } = port
  if (name === '') {
    if (needsName) problems.required(`${path}.name`)
  } else {
    problems.each(`${path}.name`, name, labelFaults(name))
    if (names.has(name)) problems.duplicate(`${path}.name`, name)
    names.add(name)
  }
  problems.each(`${path}.port`, port.port ?? 0, portNumberFaults(port.port))
  problems.choice(`${path}.protocol`, protocol, PROTOCOLS)
  problems.each(`${path}.targetPort`, targetPort ?? 0, portFaults(targetPort))
  if (appProtocol !== undefined) problems.each(`${path}.appProtocol`, appProtocol, qualifiedNameFaults(appProtocol))
}

function checkAffinity({ sessionAffinity, sessionAffinityConfig }: Spec, problems: Problems): void {
  problems.choice('spec.sessionAffinity', sessionAffinity, ['ClientIP', 'None'])
  if (sessionAffinity !== 'ClientIP') return
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 0
  if (seconds <= 0 || seconds > STICKY_MOST_SECONDS) problems.invalid('spec.sessionAffinityConfig.clientIP.timeoutSeconds', seconds, `must be greater than 0 and less than ${STICKY_MOST_SECONDS}`)
}

function checkClusterIps(spec: Spec, problems: Problems): void {
  const { clusterIP = '', clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec
  const path = 'spec.clusterIPs'
  const shown = goStrings(clusterIPs)
  if (clusterIP !== '') {
    if (clusterIPs.length === 0) problems.required(path)
    else if (clusterIPs[0] !== clusterIP) problems.invalid(path, shown, 'first value must match `clusterIP`')
  } else if (clusterIPs.length > 0) problems.invalid(path, shown, 'must be empty when `clusterIP` is not specified')
  ipFamilies.forEach((family, index) => {
    problems.optionalChoice(`spec.ipFamilies[${index}]`, family, ['IPv4', 'IPv6'])
    if (ipFamilies.indexOf(family) < index) problems.duplicate(`spec.ipFamilies[${index}]`, family)
  })
  problems.optionalChoice('spec.ipFamilyPolicy', ipFamilyPolicy, ['PreferDualStack', 'RequireDualStack', 'SingleStack'])
  let sound = true
  clusterIPs.forEach((address, index) => {
    if (index === 0 && address === 'None') {
      if (clusterIPs.length > 1) problems.invalid(path, shown, "'None' must be the first and only value")
      sound &&= clusterIPs.length === 1
      return
    }
    const faults = ipFaults(address)
    problems.each(`${path}[${index}]`, address, faults)
    sound &&= faults.length === 0
  })
  if (clusterIPs.length > 2) problems.invalid(path, shown, 'may only hold up to 2 values')
  if (!sound || clusterIPs[0] === 'None') return
  if (clusterIPs.length > 1 && new Set(clusterIPs.map(isIpv6)).size < 2) problems.invalid(path, shown, 'may specify no more than one IP for each IP family')
  clusterIPs.forEach((address, index) => {
    const family = ipFamilies[index]
    if (family && (family === 'IPv6') !== isIpv6(address)) problems.invalid(`${path}[${index}]`, address, `expected an ${family} value as indicated by \`ipFamilies[${index}]\``)
  })
}

function checkUniquePorts({ type, ports = [] }: Spec, problems: Problems): void {
  ports.forEach(({ nodePort }, index) => {
    if (type === 'ClusterIP' && nodePort) problems.forbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'")
  })
  ports.forEach(({ nodePort, protocol }, index) => {
    if (nodePort && ports.slice(0, index).some((other) => other.nodePort === nodePort && other.protocol === protocol)) problems.duplicate(`spec.ports[${index}].nodePort`, nodePort)
  })
  ports.forEach(({ port, protocol = '' }, index) => {
    if (!ports.slice(0, index).some((other) => other.port === port && other.protocol === protocol)) return
    problems.duplicate(`spec.ports[${index}]`, goStruct('core.ServicePort', { Name: '', Protocol: protocol, AppProtocol: goPointer('string', undefined), Port: port, TargetPort: goIntOrString(0), NodePort: 0 }))
  })
}

const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'"
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges'

function checkLoadBalancer(spec: Spec, annotations: Readonly<Record<string, string>> | undefined, problems: Problems): void {
  const isLoadBalancer = spec.type === 'LoadBalancer'
  const annotated = annotations?.[SOURCE_RANGES]
  if (spec.loadBalancerSourceRanges?.length) {
    if (!isLoadBalancer) problems.forbidden('spec.LoadBalancerSourceRanges', ONLY_LOAD_BALANCER)
    spec.loadBalancerSourceRanges.forEach((range, index) => problems.each(`spec.LoadBalancerSourceRanges[${index}]`, range.trim(), cidrFaults(range.trim())))
  } else if (annotated !== undefined) {
    const path = `metadata.annotations[${SOURCE_RANGES}]`
    if (!isLoadBalancer) problems.forbidden(path, ONLY_LOAD_BALANCER)
    for (const range of annotated.trim() === '' ? [] : annotated.split(',')) problems.each(path, range.trim(), cidrFaults(range.trim()))
  }
  if (spec.allocateLoadBalancerNodePorts !== undefined && !isLoadBalancer) problems.forbidden('spec.allocateLoadBalancerNodePorts', ONLY_LOAD_BALANCER)
  if (spec.loadBalancerClass === undefined) return
  if (isLoadBalancer) problems.each('spec.loadBalancerClass', spec.loadBalancerClass, qualifiedNameFaults(spec.loadBalancerClass))
  else problems.forbidden('spec.loadBalancerClass', ONLY_LOAD_BALANCER)
}

function checkTrafficPolicies(spec: Spec, problems: Problems): void {
  const { externalTrafficPolicy: external, healthCheckNodePort } = spec
  if (isReachedFromOutside(spec)) problems.choice('spec.externalTrafficPolicy', external, ['Cluster', 'Local'])
  else if (external) problems.invalid('spec.externalTrafficPolicy', external, 'may only be set for externally-accessible services')
  if (healthCheckNodePort) {
    if (!hasHealthCheckPort(spec)) problems.invalid('spec.healthCheckNodePort', healthCheckNodePort, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")
    else problems.each('spec.healthCheckNodePort', healthCheckNodePort, portNumberFaults(healthCheckNodePort))
  }
  problems.optionalChoice('spec.internalTrafficPolicy', spec.internalTrafficPolicy, ['Cluster', 'Local'])
  problems.optionalChoice('spec.trafficDistribution', spec.trafficDistribution, ['PreferClose'])
}

function checkUpdate(spec: Spec, old: Spec, problems: Problems): void {
  const bothHaveAddresses = spec.type !== 'ExternalName' && old.type !== 'ExternalName'
  if (bothHaveAddresses && !(isHeadless(spec) && isHeadless(old))) checkClusterIpsUpdate(spec, old, problems)
  if (spec.type === 'LoadBalancer' && old.type === 'LoadBalancer' && spec.loadBalancerClass !== old.loadBalancerClass) problems.invalid('spec.loadBalancerClass', spec.loadBalancerClass ?? 'null', 'may not change once set')
  if (hasHealthCheckPort(spec) && hasHealthCheckPort(old) && spec.healthCheckNodePort !== old.healthCheckNodePort) problems.forbidden('spec.healthCheckNodePort', 'field is immutable')
}

function checkClusterIpsUpdate(spec: Spec, old: Spec, problems: Problems): void {
  const before = old.clusterIPs ?? []
  const after = spec.clusterIPs ?? []
  const shown = goStrings(after)
  if (before.length === after.length) {
    before.forEach((address, index) => {
      if (address !== after[index]) problems.invalid(`spec.clusterIPs[${index}]`, shown, 'may not change once set')
    })
  } else if (before.length > 0) {
    if (after.length === 0) problems.invalid('spec.clusterIPs[0]', shown, 'primary clusterIP can not be unset')
    else if (after[0] !== before[0]) problems.invalid('spec.clusterIPs[0]', shown, 'may not change once set')
    if (before.length > after.length && after.length === 1 && spec.ipFamilyPolicy !== 'SingleStack')
      problems.invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy ?? 'null', "must be set to 'SingleStack' when releasing the secondary clusterIP")
  }
}

function externalAddress({ spec, status }: Service): string {
  const external = spec.externalIPs ?? []
  if (spec.type === 'ExternalName') return spec.externalName ?? ''
  if (spec.type !== 'LoadBalancer') return orNone(external.join(','))
  const ingress = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').sort()
  return [...ingress, ...external].join(',') || '<pending>'
}

function portsCell({ ports = [] }: Spec): string {
  return orNone(ports.map(({ port, nodePort, protocol }) => (nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`)).join(','))
}
