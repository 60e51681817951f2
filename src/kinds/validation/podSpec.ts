/** Pod specs, in pods and in templates (`ValidatePodSpec` of `pkg/apis/core/validation`). */
import type { PodDNSConfig, PodSpec } from 'kubernetes-types/core/v1'
import { checkContainers, checkEphemeralContainers, checkInitContainers } from './containers.ts'
import type { Problems } from './errors.ts'
import { goStrings } from './goValue.ts'
import { checkLabels } from './metadata.ts'
import { ipFaults, labelFaults, qualifiedNameFaults, subdomainFaults } from './names.ts'
import { checkRange, INT32_MAX } from './numbers.ts'
import { checkAffinity, checkSpread, checkTolerations } from './scheduling.ts'
import { checkPodSecurityContext } from './security.ts'
import { checkVolumes } from './volumes.ts'

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never']
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']

/** Of whom it is the spec: a pod has a name; a template has none, and is not yet complete. */
export interface SpecOwner {
  readonly podName?: string
}

export function checkPodSpec(spec: Partial<PodSpec>, path: string, problems: Problems, { podName }: SpecOwner = {}): void {
  const { initContainers = [], restartPolicy = '', terminationGracePeriodSeconds: graceSeconds } = spec
  // A required list that nobody wrote is null, as in Go.
  const containers = spec.containers ?? []
  if (graceSeconds === undefined) problems.required(`${path}.terminationGracePeriodSeconds`)
  const volumes = checkVolumes(spec.volumes, podName ?? '', `${path}.volumes`, problems)
  const surroundings = { volumes, graceSeconds, restartPolicy }
  checkContainers(containers, surroundings, `${path}.containers`, problems)
  checkInitContainers(initContainers, containers, surroundings, `${path}.initContainers`, problems)
  checkEphemeralContainers((spec.ephemeralContainers ?? []) as never, [...containers, ...initContainers], surroundings, `${path}.ephemeralContainers`, problems)
  if (spec.hostNetwork) checkHostNetwork(spec, podName !== undefined, path, problems)
  problems.choice(`${path}.restartPolicy`, restartPolicy, RESTART_POLICIES)
  problems.choice(`${path}.dnsPolicy`, spec.dnsPolicy, DNS_POLICIES)
  checkLabels(spec.nodeSelector, `${path}.nodeSelector`, problems)
  checkPodSecurityContext(spec as PodSpec, `${path}.securityContext`, problems)
  checkAffinity(spec.affinity, `${path}.affinity`, problems)
  checkDnsConfig(spec, `${path}.dnsConfig`, problems)
  spec.readinessGates?.forEach(({ conditionType = '' }, index) => problems.each(`${path}.readinessGates[${index}].conditionType`, conditionType, qualifiedNameFaults(conditionType)))
  checkSchedulingGates(spec, `${path}.schedulingGates`, problems)
  checkSpread(spec.topologySpreadConstraints, `${path}.topologySpreadConstraints`, problems)
  if (spec.hostUsers === false) for (const [field, shown] of HOST_NAMESPACES) if (spec[field]) problems.forbidden(`${path}.${shown}`, 'when `pod.Spec.HostUsers` is false')
  checkNames(spec, path, problems)
  checkPriority(spec, path, problems)
}

/** Fields that share the host's namespaces, and how the server spells them in this message. */
const HOST_NAMESPACES = [
  ['hostNetwork', 'hostNetwork'],
  ['hostPID', 'HostPID'],
  ['hostIPC', 'HostIPC'],
] as const

function checkNames(spec: Partial<PodSpec>, path: string, problems: Problems): void {
  const name = (field: 'serviceAccountName' | 'nodeName' | 'hostname' | 'subdomain', faults: (text: string) => string[]): void => {
    if (spec[field]) problems.each(`${path}.${field}`, spec[field], faults(spec[field]))
  }
  name('serviceAccountName', subdomainFaults)
  name('nodeName', subdomainFaults)
  checkRange(spec.activeDeadlineSeconds, 1, INT32_MAX, `${path}.activeDeadlineSeconds`, problems)
  name('hostname', labelFaults)
  name('subdomain', labelFaults)
  checkTolerations(spec.tolerations, `${path}.tolerations`, problems)
  spec.hostAliases?.forEach(({ ip = '', hostnames }, index) => {
    const at = `${path}.hostAliases[${index}]`
    problems.each(`${at}.ip`, ip, ipFaults(ip))
    hostnames?.forEach((host, hostIndex) => problems.each(`${at}.hostnames[${hostIndex}]`, host, subdomainFaults(host)))
  })
}

function checkPriority(spec: Partial<PodSpec>, path: string, problems: Problems): void {
  if (spec.priorityClassName) problems.each(`${path}.priorityClassName`, spec.priorityClassName, subdomainFaults(spec.priorityClassName))
  if (spec.runtimeClassName !== undefined) problems.each(`${path}.runtimeClassName`, spec.runtimeClassName, subdomainFaults(spec.runtimeClassName))
  problems.optionalChoice(`${path}.preemptionPolicy`, spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'])
  if (!spec.os) return
  if (!spec.os.name) problems.required(`${path}.os.name`, 'cannot be empty')
  else problems.optionalChoice(`${path}.os.name`, spec.os.name, ['linux', 'windows'])
}

/** On the host's network a container's port is the host's. */
function checkHostNetwork({ containers }: Partial<PodSpec>, isPod: boolean, path: string, problems: Problems): void {
  containers?.forEach(({ ports }, index) =>
    ports?.forEach(({ hostPort = 0, containerPort }, portIndex) => {
      if ((isPod || hostPort !== 0) && hostPort !== containerPort) problems.invalid(`${path}.containers[${index}].ports[${portIndex}].hostPort`, hostPort, 'must match `containerPort` when `hostNetwork` is true')
    }),
  )
}

function checkSchedulingGates({ schedulingGates }: Partial<PodSpec>, path: string, problems: Problems): void {
  const seen = new Set<string>()
  schedulingGates?.forEach(({ name = '' }, index) => {
    problems.each(`${path}[${index}]`, name, qualifiedNameFaults(name))
    if (seen.has(name)) problems.duplicate(`${path}[${index}]`, name)
    seen.add(name)
  })
}

const NAMESERVERS_MOST = 3
const SEARCHES_MOST = 32
const SEARCHES_MOST_CHARACTERS = 2048

function checkDnsConfig({ dnsPolicy, dnsConfig }: { dnsPolicy?: string; dnsConfig?: PodDNSConfig }, path: string, problems: Problems): void {
  if (dnsPolicy === 'None') {
    if (!dnsConfig) return problems.required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')
    if (!dnsConfig.nameservers?.length) return problems.required(`${path}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')
  }
  const { nameservers = [], searches = [], options = [] } = dnsConfig ?? {}
  if (nameservers.length > NAMESERVERS_MOST) problems.invalid(`${path}.nameservers`, goStrings(nameservers), `must not have more than ${NAMESERVERS_MOST} nameservers`)
  nameservers.forEach((address, index) => problems.each(`${path}.nameservers[${index}]`, address, ipFaults(address)))
  if (searches.length > SEARCHES_MOST) problems.invalid(`${path}.searches`, goStrings(searches), `must not have more than ${SEARCHES_MOST} search paths`)
  if (searches.join(' ').length > SEARCHES_MOST_CHARACTERS) problems.invalid(`${path}.searches`, goStrings(searches), `must not have more than ${SEARCHES_MOST_CHARACTERS} characters (including spaces) in the search list`)
  searches.forEach((search, index) => {
    const name = search.replace(/\.$/, '')
    problems.each(`${path}.searches[${index}]`, name, subdomainFaults(name))
  })
  options.forEach(({ name }, index) => {
    if (!name) problems.required(`${path}.options[${index}]`, 'must not be empty')
  })
}
