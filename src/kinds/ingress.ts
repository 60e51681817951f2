import type { HTTPIngressPath, IngressBackend, IngressRule, IngressSpec } from 'kubernetes-types/networking/v1'
import type { Kind } from './kind.ts'
import type { Ingress } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goList } from './validation/goValue.ts'
import { ipFaults, label1035Faults, portNameFaults, portNumberFaults, subdomainFaults, wildcardFaults } from './validation/names.ts'
import { checkTypedReference } from './validation/references.ts'

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix']
/** What no exact path or prefix may hold or end with. */
const BAD_SEQUENCES = ['//', '/./', '/../', '%2f', '%2F']
const BAD_ENDS = ['/..', '/.']
const HOSTS_SHOWN_MOST = 3

export const ingress: Kind = {
  ...basics('networking.k8s.io', 'Ingress', 'ingresses'),
  shortNames: ['ing'],
  status: true,
  generation: 'spec',
  prepareForCreate(draft) {
    draft.status = { loadBalancer: {} }
  },
  validate: (draft) => problemsOf((problems) => checkSpec(draft['spec'] ?? {}, problems)),
  validateCreate: ({ metadata, spec }) =>
    problemsOf((problems) => {
      const annotated = metadata['annotations']?.[CLASS_ANNOTATION]
      if (annotated !== undefined && spec?.ingressClassName !== undefined && annotated !== spec.ingressClassName)
        problems.invalid(`annotations.${CLASS_ANNOTATION}`, annotated, 'must match `ingressClassName` when both are specified')
    }),
  validateStatusUpdate: (next) =>
    problemsOf((problems) =>
      (next as unknown as Ingress).status.loadBalancer?.ingress?.forEach(({ ip, hostname }, index) => {
        const at = `status.loadBalancer.ingress[${index}]`
        if (ip) problems.each(`${at}.ip`, ip, ipFaults(ip))
        if (!hostname) return
        problems.each(`${at}.hostname`, hostname, subdomainFaults(hostname))
        if (isAddress(hostname)) problems.invalid(`${at}.hostname`, hostname, NOT_AN_ADDRESS)
      }),
    ),
  warnings({ metadata, spec }, old) {
    const deprecated = !old && metadata['annotations']?.[CLASS_ANNOTATION] !== undefined && spec?.ingressClassName === undefined
    return deprecated ? [`annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`] : []
  },
  columns: columns('Ingress', 'Class', 'Hosts', 'Address', 'Ports', 'Age'),
  cells(object, context) {
    const { spec, status } = object as unknown as Ingress
    const addresses = (status.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip || hostname || [])
    return [spec.ingressClassName ?? '<none>', hostsCell(spec.rules ?? []), [...new Set(addresses)].sort().join(','), spec.tls?.length ? '80, 443' : '80', age(object, context)]
  },
}

const NOT_AN_ADDRESS = 'must be a DNS name, not an IP address'
const isAddress = (host: string): boolean => ipFaults(host).length === 0

function hostsCell(rules: readonly IngressRule[]): string {
  const hosts = rules.flatMap(({ host }) => host || [])
  if (hosts.length === 0) return '*'
  const shown = hosts.slice(0, HOSTS_SHOWN_MOST).join(',')
  const full = rules.findIndex((_, index) => rules.slice(0, index).filter(({ host }) => host).length === HOSTS_SHOWN_MOST)
  return full >= 0 ? `${shown} + ${rules.length - HOSTS_SHOWN_MOST} more...` : shown
}

function checkSpec({ rules = [], defaultBackend, tls = [], ingressClassName }: IngressSpec, problems: Problems): void {
  if (rules.length === 0 && !defaultBackend) problems.invalid('spec', goList('networking.IngressRule', []), 'either `defaultBackend` or `rules` must be specified')
  if (defaultBackend) checkBackend(defaultBackend, 'spec.defaultBackend', problems)
  rules.forEach(({ host, http }, index) => {
    const at = `spec.rules[${index}]`
    if (host) {
      if (isAddress(host)) problems.invalid(`${at}.host`, host, NOT_AN_ADDRESS)
      checkHost(host, `${at}.host`, problems)
    }
    if (!http) return
    if (!http.paths?.length) problems.required(`${at}.http.paths`)
    http.paths?.forEach((path, place) => checkPath(path, `${at}.http.paths[${place}]`, problems))
  })
  tls.forEach(({ hosts = [], secretName }, index) => {
    hosts.forEach((host, place) => checkHost(host, `spec.tls[${index}].hosts[${place}]`, problems))
    if (secretName) problems.each(`spec.tls[${index}].secretName`, secretName, subdomainFaults(secretName))
  })
  if (ingressClassName !== undefined) problems.each('spec.ingressClassName', ingressClassName, subdomainFaults(ingressClassName))
}

function checkHost(host: string, path: string, problems: Problems): void {
  problems.each(path, host, host.includes('*') ? wildcardFaults(host) : subdomainFaults(host))
}

function checkPath({ path = '', pathType, backend }: HTTPIngressPath, at: string, problems: Problems): void {
  if (pathType === undefined) return problems.required(`${at}.pathType`, 'pathType must be specified')
  if (!PATH_TYPES.includes(pathType)) problems.notSupported(`${at}.pathType`, pathType, PATH_TYPES)
  else if (!path.startsWith('/') && (path !== '' || pathType !== 'ImplementationSpecific')) problems.invalid(`${at}.path`, path, 'must be an absolute path')
  if (pathType === 'Exact' || pathType === 'Prefix') {
    for (const sequence of BAD_SEQUENCES) if (path.includes(sequence)) problems.invalid(`${at}.path`, path, `must not contain '${sequence}'`)
    for (const end of BAD_ENDS) if (path.endsWith(end)) problems.invalid(`${at}.path`, path, `cannot end with '${end}'`)
  }
  checkBackend(backend ?? {}, `${at}.backend`, problems)
}

function checkBackend({ service, resource }: IngressBackend, path: string, problems: Problems): void {
  if (service && resource) return problems.invalid(path, '', 'cannot set both resource and service backends')
  if (resource) return checkTypedReference(resource, `${path}.resource`, problems)
  if (!service) return problems.invalid(path, '', 'resource or service backend is required')
  if (!service.name) problems.required(`${path}.service.name`)
  else problems.each(`${path}.service.name`, service.name, label1035Faults(service.name))
  const { name, number } = service.port ?? {}
  if (name && number) problems.invalid(path, '', 'cannot set both port name & port number')
  else if (name) problems.each(`${path}.service.port.name`, name, portNameFaults(name))
  else if (number) problems.each(`${path}.service.port.number`, number, portNumberFaults(number))
  else problems.required(path, 'port name or number is required')
}
