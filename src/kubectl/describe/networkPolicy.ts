import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from 'kubernetes-types/networking/v1'
import { formatSelector } from '../workload/selectorText.ts'
import { describerOf } from './describer.ts'
import { Sheet } from './sheet.ts'

/** One direction of traffic and its words. */
interface Direction {
  readonly name: 'ingress' | 'egress'
  readonly peer: 'From' | 'To'
  readonly unrestricted: string
}

const INGRESS: Direction = { name: 'ingress', peer: 'From', unrestricted: 'From: <any> (traffic not restricted by source)' }
const EGRESS: Direction = { name: 'egress', peer: 'To', unrestricted: 'To: <any> (traffic not restricted by destination)' }

interface Rule {
  readonly ports: readonly NetworkPolicyPort[]
  readonly peers: readonly NetworkPolicyPeer[]
}

export const networkPolicy = describerOf<NetworkPolicy>('networking.k8s.io/v1', 'NetworkPolicy', async ({ metadata = {}, spec }) => {
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Namespace:\t${metadata.namespace}`)
  sheet.line(0, `Created on:\t${(metadata.creationTimestamp ?? '').replace('T', ' ').replace('Z', ' +0000 UTC')}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, 'Spec:')
  const selector = formatSelector(spec?.podSelector)
  sheet.line(1, `PodSelector:     ${selector === '<none>' ? '<none> (Allowing the specific traffic to all pods in this namespace)' : selector}`)
  const types = spec?.policyTypes ?? []
  describeDirection(sheet, INGRESS, types.includes('Ingress') ? (spec?.ingress ?? []).map(({ ports = [], from = [] }) => ({ ports, peers: from })) : undefined)
  describeDirection(sheet, EGRESS, types.includes('Egress') ? (spec?.egress ?? []).map(({ ports = [], to = [] }) => ({ ports, peers: to })) : undefined)
  sheet.line(1, `Policy Types: ${types.join(', ') || '<none>'}`)
  return sheet
})

function describeDirection(sheet: Sheet, direction: Direction, rules: readonly Rule[] | undefined): void {
  if (!rules) return sheet.line(1, `Not affecting ${direction.name} traffic`)
  sheet.line(1, `Allowing ${direction.name} traffic:`)
  if (rules.length === 0) sheet.line(2, `<none> (Selected pods are isolated for ${direction.name} connectivity)`)
  rules.forEach(({ ports, peers }, index) => {
    if (ports.length === 0) sheet.line(2, 'To Port: <any> (traffic allowed to all ports)')
    for (const { port = '<nil>', endPort, protocol = 'TCP' } of ports) sheet.line(2, endPort === undefined ? `To Port: ${port}/${protocol}` : `To Port Range: ${port}-${endPort}/${protocol}`)
    if (peers.length === 0) sheet.line(2, direction.unrestricted)
    for (const peer of peers) describePeer(sheet, direction, peer)
    if (index < rules.length - 1) sheet.line(2, '----------')
  })
}

function describePeer(sheet: Sheet, { peer: word }: Direction, { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): void {
  sheet.line(2, `${word}:`)
  if (namespaceSelector) sheet.line(3, `NamespaceSelector: ${formatSelector(namespaceSelector)}`)
  if (podSelector) sheet.line(3, `PodSelector: ${formatSelector(podSelector)}`)
  if (podSelector || namespaceSelector || !ipBlock) return
  sheet.line(3, 'IPBlock:')
  sheet.line(4, `CIDR: ${ipBlock.cidr}`)
  sheet.line(4, `Except: ${(ipBlock.except ?? []).join(', ')}`)
}
