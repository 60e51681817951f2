import type { IPBlock, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec } from 'kubernetes-types/networking/v1'
import type { Kind } from './kind.ts'
import type { NetworkPolicy } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { isWithin } from './validation/addresses.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goStrings } from './validation/goValue.ts'
import { checkLabelSelector } from './validation/labelSelector.ts'
import { cidrFaults, portNameFaults, portNumberFaults } from './validation/names.ts'
import { selectorCell } from './workload.ts'

const DIRECTIONS = ['Ingress', 'Egress']

export const networkPolicy: Kind = {
  ...basics('networking.k8s.io', 'NetworkPolicy', 'networkpolicies'),
  shortNames: ['netpol'],
  generation: 'spec',
  defaults(draft) {
    const spec = (draft.spec ??= {})
    spec.podSelector ??= {}
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) for (const port of rule.ports ?? []) port.protocol ??= 'TCP'
    if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? [...DIRECTIONS] : ['Ingress']
  },
  validate: (draft) => problemsOf((problems) => checkSpec(draft.spec, problems)),
  columns: columns('NetworkPolicy', 'Pod-Selector', 'Age'),
  cells: (object, context) => [selectorCell((object as unknown as NetworkPolicy).spec.podSelector) || '<none>', age(object, context)],
}

function checkSpec({ podSelector, ingress = [], egress = [], policyTypes = [] }: NetworkPolicySpec, problems: Problems): void {
  checkLabelSelector(podSelector, 'spec.podSelector', problems)
  const checkRule = (ports: readonly NetworkPolicyPort[] | undefined, peers: readonly NetworkPolicyPeer[] | undefined, path: string, side: string): void => {
    ports?.forEach((port, index) => checkPort(port, `${path}.ports[${index}]`, problems))
    peers?.forEach((peer, index) => checkPeer(peer, `${path}.${side}[${index}]`, problems))
  }
  ingress.forEach(({ ports, from }, index) => checkRule(ports, from, `spec.ingress[${index}]`, 'from'))
  egress.forEach(({ ports, to }, index) => checkRule(ports, to, `spec.egress[${index}]`, 'to'))
  if (policyTypes.length > DIRECTIONS.length) return problems.invalid('spec.policyTypes', goStrings(policyTypes), 'may not specify more than two policyTypes')
  policyTypes.forEach((type, index) => problems.optionalChoice(`spec.policyTypes[${index}]`, type, DIRECTIONS))
}

function checkPort({ protocol, port, endPort }: NetworkPolicyPort, path: string, problems: Problems): void {
  problems.optionalChoice(`${path}.protocol`, protocol, ['TCP', 'UDP', 'SCTP'])
  const at = `${path}.endPort`
  if (port === undefined) {
    if (endPort !== undefined) problems.invalid(at, endPort, 'may not be specified when `port` is not specified')
  } else if (typeof port === 'string') {
    if (endPort !== undefined) problems.invalid(at, endPort, 'may not be specified when `port` is non-numeric')
    problems.each(`${path}.port`, port, portNameFaults(port))
  } else {
    const first = port as number
    problems.each(`${path}.port`, first, portNumberFaults(first))
    if (endPort === undefined) return
    // The real server shows the port that the range begins with.
    if (endPort < first) problems.invalid(at, first, 'must be greater than or equal to `port`')
    problems.each(at, endPort, portNumberFaults(endPort))
  }
}

function checkPeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, path: string, problems: Problems): void {
  checkLabelSelector(podSelector, `${path}.podSelector`, problems)
  checkLabelSelector(namespaceSelector, `${path}.namespaceSelector`, problems)
  if (ipBlock) checkBlock(ipBlock, `${path}.ipBlock`, problems)
  if (!podSelector && !namespaceSelector && !ipBlock) problems.required(path, 'must specify a peer')
  else if (ipBlock && (podSelector || namespaceSelector)) problems.forbidden(path, 'may not specify both ipBlock and another peer')
}

function checkBlock({ cidr = '', except = [] }: IPBlock, path: string, problems: Problems): void {
  if (cidr === '') return problems.required(`${path}.cidr`)
  const faults = cidrFaults(cidr)
  problems.each(`${path}.cidr`, cidr, faults)
  if (faults.length > 0) return
  except.forEach((range, index) => {
    const at = `${path}.except[${index}]`
    const own = cidrFaults(range)
    problems.each(at, range, own)
    if (own.length === 0 && !isWithin(range, cidr)) problems.invalid(at, range, 'must be a strict subset of `cidr`')
  })
}
