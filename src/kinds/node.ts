import type { Taint } from 'kubernetes-types/core/v1'
import type { Kind } from './kind.ts'
import type { Node } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns, orNone } from './tables/columns.ts'
import { Problems, problemsOf } from './validation/errors.ts'
import { goStruct, GoText } from './validation/goValue.ts'
import { cidrFaults, labelValueFaults, qualifiedNameFaults } from './validation/names.ts'
import { checkAmount } from './validation/resources.ts'
import { TAINT_EFFECTS } from './validation/scheduling.ts'

const ROLE_PREFIX = 'node-role.kubernetes.io/'
const NOT_READY = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }
const NODE_INFO = ['machineID', 'systemUUID', 'bootID', 'kernelVersion', 'osImage', 'containerRuntimeVersion', 'kubeletVersion', 'kubeProxyVersion', 'operatingSystem', 'architecture']

export const node: Kind = {
  ...basics('', 'Node', 'nodes'),
  namespaced: false,
  shortNames: ['no'],
  status: true,
  generation: 'none',
  subresources: { proxy: { verbs: ['get', 'create', 'update', 'patch', 'delete'], kind: { group: '', version: 'v1', kind: 'NodeProxyOptions' } } },
  defaults(draft) {
    draft.spec ??= {}
    const { status } = draft
    if (status?.capacity && !status.allocatable) status.allocatable = { ...status.capacity }
  },
  prepareForCreate(draft) {
    // A new machine takes no pods until its controller has seen it Ready (TaintNodesByCondition admission).
    const taints: Taint[] = draft.spec.taints ?? []
    if (!taints.some(({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect)) draft.spec.taints = [...taints, NOT_READY]
    const status = (draft.status ??= {})
    status.daemonEndpoints = { kubeletEndpoint: { Port: 0, ...status.daemonEndpoints?.kubeletEndpoint } }
    status.nodeInfo = { ...Object.fromEntries(NODE_INFO.map((field) => [field, ''])), ...status.nodeInfo }
  },
  validate: (draft) =>
    problemsOf((problems) => {
      const { spec, status } = draft as unknown as Node
      checkTaints(spec?.taints ?? [], 'metadata.taints', problems)
      for (const list of ['capacity', 'allocatable'] as const) for (const [name, amount] of Object.entries(status?.[list] ?? {})) checkAmount(name, String(amount), `status.${list}[${name}]`, problems)
      spec?.podCIDRs?.forEach((range, index) => problems.each(`spec.podCIDRs[${index}]`, range, cidrFaults(range)))
    }),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      const before = (old as unknown as Node).spec ?? {}
      const after = next.spec as NonNullable<Node['spec']>
      if (before.podCIDR && after.podCIDR !== before.podCIDR) problems.forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid')
      if (before.providerID && after.providerID !== before.providerID) problems.forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid')
    }),
  selectableFields: { 'spec.unschedulable': ({ spec }: Node) => String(spec?.unschedulable ?? false) },
  columns: columns('Node', 'Status', 'Roles', 'Age', 'Version', 'Internal-IP', 'External-IP', 'OS-Image', 'Kernel-Version', 'Container-Runtime'),
  cells(object, context) {
    const machine = object as unknown as Node
    const info = machine.status?.nodeInfo
    const address = (type: string): string => orNone(machine.status?.addresses?.find((candidate) => candidate.type === type)?.address)
    const told = (text: string | undefined): string => text || '<unknown>'
    return [statusWord(machine), rolesOf(machine), age(object, context), info?.kubeletVersion ?? '', address('InternalIP'), address('ExternalIP'), told(info?.osImage), told(info?.kernelVersion), told(info?.containerRuntimeVersion)]
  },
}

function checkTaints(taints: readonly Taint[], path: string, problems: Problems): void {
  const seen = new Set<string>()
  taints.forEach(({ key = '', value = '', effect = '' }, index) => {
    const at = `${path}[${index}]`
    problems.each(`${at}.key`, key, qualifiedNameFaults(key))
    const faults = labelValueFaults(value)
    if (faults.length > 0) problems.invalid(`${at}.value`, value, faults.join(';'))
    problems.choice(`${at}.effect`, effect, TAINT_EFFECTS)
    const pair = `${key}:${effect}`
    if (seen.has(pair)) {
      const shown = goStruct('core.Taint', { Key: key, Value: value, Effect: effect, TimeAdded: new GoText('<nil>') })
      problems.duplicate(at, new GoText(`${shown.text}: taints must be unique by key and effect pair`))
    }
    seen.add(pair)
  })
}

function statusWord(machine: Node): string {
  const ready = machine.status?.conditions?.find(({ type }) => type === 'Ready')
  const word = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown'
  return machine.spec?.unschedulable ? `${word},SchedulingDisabled` : word
}

function rolesOf(machine: Node): string {
  const labels = Object.entries(machine.metadata.labels ?? {})
  const roles = labels.flatMap(([key, value]) => (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length ? [key.slice(ROLE_PREFIX.length)] : key === 'kubernetes.io/role' && value ? [value] : []))
  return orNone([...new Set(roles)].sort().join(','))
}
