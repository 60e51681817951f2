import type { Lease } from 'kubernetes-types/coordination/v1'
import type { Node, Pod, Taint } from 'kubernetes-types/core/v1'
import { StatusError } from '../../client/status.ts'
import { canonicalQuantity, formatQuantity, parseQuantity, type Quantity } from '../../base/quantity.ts'
import { ageOf, rfc1123 } from '../duration.ts'
import { messageOf } from '../errors.ts'
import { collectionPath } from '../paths.ts'
import { describerOf } from './describer.ts'
import { describeEvents } from './eventLines.ts'
import { addAmounts, type Amounts, podAmounts } from './podResources.ts'
import { Sheet, sortedEntries } from './sheet.ts'
import { type DescribeSource, referenceTo } from './source.ts'

const ROLE_PREFIX = 'node-role.kubernetes.io/'
const ZERO: Quantity = { nano: 0n, form: 'DecimalSI' }

export const node = describerOf<Node>('v1', 'Node', async (object, source) => {
  const { metadata = {}, spec = {}, status = {} } = object
  const pods = await podsOf(source, metadata.name ?? '')
  const events = await eventsOf(source, object)
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Roles:\t${rolesOf(metadata.labels).join(',') || '<none>'}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp ?? '')}`)
  sheet.list('Taints', taintTexts(spec.taints ?? []))
  sheet.line(0, `Unschedulable:\t${spec.unschedulable ?? false}`)
  await describeLease(sheet, source, metadata.name ?? '')
  describeConditions(sheet, object)
  sheet.line(0, 'Addresses:')
  for (const { type, address } of status.addresses ?? []) sheet.line(1, `${type}:\t${address}`)
  describeQuantities(sheet, 'Capacity', status.capacity)
  describeQuantities(sheet, 'Allocatable', status.allocatable)
  describeSystem(sheet, object)
  if (spec.podCIDR) sheet.line(0, `PodCIDR:\t${spec.podCIDR}`)
  if (spec.podCIDRs?.length) sheet.line(0, `PodCIDRs:\t${spec.podCIDRs.join(',')}`)
  if (spec.providerID) sheet.line(0, `ProviderID:\t${spec.providerID}`)
  if (pods) describePods(sheet, object, pods, source.nowMs)
  else sheet.line(0, 'Pods:\tnot authorized')
  describeEvents(sheet, events, source.nowMs)
  return sheet
})

/** The pods on a node that have not ended; undefined when the user may not see them. */
async function podsOf(source: DescribeSource, name: string): Promise<Pod[] | undefined> {
  try {
    return (await source.list(collectionPath('v1', 'pods'), { fieldSelector: `spec.nodeName=${name},status.phase!=Succeeded,status.phase!=Failed` })) as Pod[]
  } catch (error) {
    if (error instanceof StatusError && error.code === 403) return undefined
    throw error
  }
}

/** The kubelet's events name the node instead of its UID. */
async function eventsOf(source: DescribeSource, object: Node) {
  const reference = referenceTo(object)
  const byUid = await source.events(reference)
  const byName = await source.events({ ...reference, uid: reference.name })
  return byUid && [...byUid, ...(byName ?? [])]
}

function rolesOf(labels: Readonly<Record<string, string>> = {}): string[] {
  const roles = Object.entries(labels).map(([key, value]) => (key.startsWith(ROLE_PREFIX) ? key.slice(ROLE_PREFIX.length) : key === 'kubernetes.io/role' ? value : ''))
  return [...new Set(roles.filter((role) => role !== ''))].sort()
}

function taintTexts(taints: readonly Taint[]): string[] {
  const order = ({ effect, key }: Taint) => `${effect},${key}`
  const sorted = [...taints].sort((left, right) => (order(left) < order(right) ? -1 : order(left) > order(right) ? 1 : 0))
  return sorted.map(({ key, value, effect }) => (value ? `${key}=${value}:${effect}` : effect ? `${key}:${effect}` : key))
}

async function describeLease(sheet: Sheet, source: DescribeSource, name: string): Promise<void> {
  let lease: Lease
  try {
    lease = await source.get(`${collectionPath('coordination.k8s.io/v1', 'leases', 'kube-node-lease')}/${name}`)
  } catch (error) {
    return sheet.line(0, `Lease:\tFailed to get lease: ${messageOf(error)}`)
  }
  const { holderIdentity, acquireTime, renewTime } = lease.spec ?? {}
  sheet.line(0, 'Lease:')
  sheet.line(1, `HolderIdentity:\t${holderIdentity ?? '<unset>'}`)
  sheet.line(1, `AcquireTime:\t${acquireTime ? rfc1123(acquireTime) : '<unset>'}`)
  sheet.line(1, `RenewTime:\t${renewTime ? rfc1123(renewTime) : '<unset>'}`)
}

function describeConditions(sheet: Sheet, { status }: Node): void {
  const conditions = status?.conditions ?? []
  if (conditions.length === 0) return
  const time = (timestamp: string | undefined) => rfc1123(timestamp ?? '0001-01-01T00:00:00Z')
  sheet.line(0, 'Conditions:')
  sheet.table(
    1,
    ['Type', 'Status', 'LastHeartbeatTime', 'LastTransitionTime', 'Reason', 'Message'],
    conditions.map(({ type, status: value, lastHeartbeatTime, lastTransitionTime, reason = '', message = '' }) => [`${type} `, `${value} `, `${time(lastHeartbeatTime)} `, `${time(lastTransitionTime)} `, `${reason} `, message]),
  )
}

function describeQuantities(sheet: Sheet, title: string, list: Readonly<Record<string, string>> | undefined): void {
  const entries = sortedEntries(list)
  if (entries.length > 0) sheet.line(0, `${title}:`)
  for (const [name, quantity] of entries) sheet.line(1, `${name}:\t${canonicalQuantity(quantity)}`)
}

function describeSystem(sheet: Sheet, { status }: Node): void {
  const info = status?.nodeInfo
  sheet.line(0, 'System Info:')
  sheet.line(1, `Machine ID:\t${info?.machineID ?? ''}`)
  sheet.line(1, `System UUID:\t${info?.systemUUID ?? ''}`)
  sheet.line(1, `Boot ID:\t${info?.bootID ?? ''}`)
  sheet.line(1, `Kernel Version:\t${info?.kernelVersion ?? ''}`)
  sheet.line(1, `OS Image:\t${info?.osImage ?? ''}`)
  sheet.line(1, `Operating System:\t${info?.operatingSystem ?? ''}`)
  sheet.line(1, `Architecture:\t${info?.architecture ?? ''}`)
  sheet.line(1, `Container Runtime Version:\t${info?.containerRuntimeVersion ?? ''}`)
  sheet.line(1, `Kubelet Version:\t${info?.kubeletVersion ?? ''}`)
  sheet.line(1, `Kube-Proxy Version:\t${info?.kubeProxyVersion ?? ''}`)
}

/** `100m (2%)` of what the node has. */
function share(amounts: Amounts, resource: string, allocatable: Readonly<Record<string, string>>): string {
  const amount = amounts.get(resource) ?? ZERO
  const whole = parseQuantity(allocatable[resource] ?? '0').nano
  return `${formatQuantity(amount)} (${whole === 0n ? 0 : Math.trunc((Number(amount.nano) / Number(whole)) * 100)}%)`
}

function describePods(sheet: Sheet, { status = {} }: Node, pods: readonly Pod[], nowMs: number): void {
  const allocatable = Object.keys(status.allocatable ?? {}).length > 0 ? (status.allocatable ?? {}) : (status.capacity ?? {})
  const total = { requests: new Map() as Amounts, limits: new Map() as Amounts }
  const rows = pods.map((pod) => {
    const [requests, limits] = [podAmounts(pod, 'requests'), podAmounts(pod, 'limits')]
    addAmounts(total.requests, requests)
    addAmounts(total.limits, limits)
    const shares = ['cpu', 'memory'].flatMap((resource) => [share(requests, resource, allocatable), share(limits, resource, allocatable)])
    return [pod.metadata?.namespace ?? '', pod.metadata?.name ?? '', '', ...shares, ageOf(pod.metadata?.creationTimestamp, nowMs)]
  })
  sheet.line(0, `Non-terminated Pods:\t(${pods.length} in total)`)
  sheet.table(1, ['Namespace', 'Name', '', 'CPU Requests', 'CPU Limits', 'Memory Requests', 'Memory Limits', 'Age'], rows)

  const names = Object.keys(allocatable).sort()
  const huge = names.filter((name) => name.startsWith('hugepages-'))
  const standard = ['cpu', 'memory', 'ephemeral-storage']
  const extended = names.filter((name) => !huge.includes(name) && !standard.includes(name) && name !== 'pods')
  sheet.line(0, 'Allocated resources:')
  sheet.line(1, '(Total limits may be over 100 percent, i.e., overcommitted.)')
  sheet.table(1, ['Resource', 'Requests', 'Limits'], [
    ...[...standard, ...huge].map((name) => [name, share(total.requests, name, allocatable), share(total.limits, name, allocatable)]),
    ...extended.map((name) => [name, formatQuantity(total.requests.get(name) ?? ZERO), formatQuantity(total.limits.get(name) ?? ZERO)]),
  ])
}
