import type { FieldError, Kind } from './kind.ts'
import type { Node } from './resources.ts'
import { ALL_VERBS } from './standard.ts'
import { AGE, age, column } from './tables/columns.ts'
import { duplicate, forbiddenField, invalidValue, notSupported, required } from './validation/errors.ts'
import { qualifiedNameProblems } from './validation/names.ts'

const ROLE_PREFIX = 'node-role.kubernetes.io/'
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']
const NOT_READY = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }
const NODE_INFO = ['machineID', 'systemUUID', 'bootID', 'kernelVersion', 'osImage', 'containerRuntimeVersion', 'kubeletVersion', 'kubeProxyVersion', 'operatingSystem', 'architecture']

export const node: Kind = {
  group: '',
  versions: ['v1'],
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  namespaced: false,
  verbs: ALL_VERBS,
  schema: 'core/v1.Node',
  status: true,
  generation: 'none',
  subresources: { proxy: { verbs: ['get', 'create', 'update', 'patch', 'delete'], kind: { group: '', version: 'v1', kind: 'NodeProxyOptions' } } },
  defaults(draft) {
    const status = draft['status']
    if (status?.capacity && !status.allocatable) status.allocatable = { ...status.capacity }
  },
  prepareForCreate(draft) {
    // A new machine takes no pods until its controller has seen it Ready (TaintNodesByCondition admission).
    draft['spec'] ??= {}
    const taints = draft['spec'].taints ?? []
    if (!taints.some((taint: typeof NOT_READY) => taint.key === NOT_READY.key && taint.effect === NOT_READY.effect)) draft['spec'].taints = [...taints, NOT_READY]
    const status = (draft['status'] ??= {})
    status.daemonEndpoints = { kubeletEndpoint: { Port: 0, ...status.daemonEndpoints?.kubeletEndpoint } }
    status.nodeInfo = { ...Object.fromEntries(NODE_INFO.map((field) => [field, ''])), ...status.nodeInfo }
  },
  validate(object) {
    const errors: FieldError[] = []
    const seen = new Set<string>()
    ;(object['spec']?.taints ?? []).forEach((taint: { key?: string; value?: string; effect?: string }, index: number) => {
      const at = `spec.taints[${index}]`
      errors.push(...qualifiedNameProblems(taint.key ?? '').map((detail) => invalidValue(`${at}.key`, taint.key ?? '', detail)))
      if (!taint.effect) errors.push(required(`${at}.effect`))
      else if (!EFFECTS.includes(taint.effect)) errors.push(notSupported(`${at}.effect`, taint.effect, EFFECTS))
      const key = `${taint.key}:${taint.effect}`
      if (seen.has(key)) errors.push({ ...duplicate(at, taint), detail: `Duplicate value: ${JSON.stringify(taint)}: taints must be unique by key and effect pair` })
      seen.add(key)
    })
    return errors
  },
  validateUpdate(next, old) {
    const before = (old as unknown as Node).spec?.podCIDR
    return before && next['spec']?.podCIDR !== before ? [forbiddenField('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid')] : []
  },
  selectableFields: { 'spec.unschedulable': (object) => String((object as unknown as Node).spec?.unschedulable ?? false) },
  columns: [
    column('Status'),
    column('Roles'),
    AGE,
    column('Version'),
    column('Internal-IP', 'string', 'wide'),
    column('External-IP', 'string', 'wide'),
    column('OS-Image', 'string', 'wide'),
    column('Kernel-Version', 'string', 'wide'),
    column('Container-Runtime', 'string', 'wide'),
  ],
  cells(object, context) {
    const machine = object as unknown as Node
    const info = machine.status?.nodeInfo
    const address = (type: string): string => machine.status?.addresses?.find((candidate) => candidate.type === type)?.address ?? '<none>'
    return [
      statusWord(machine),
      rolesOf(machine),
      age(object, context),
      info?.kubeletVersion ?? '',
      address('InternalIP'),
      address('ExternalIP'),
      info?.osImage || '<unknown>',
      info?.kernelVersion || '<unknown>',
      info?.containerRuntimeVersion || '<unknown>',
    ]
  },
}

function statusWord(machine: Node): string {
  const ready = machine.status?.conditions?.find(({ type }) => type === 'Ready')
  const word = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown'
  return machine.spec?.unschedulable ? `${word},SchedulingDisabled` : word
}

function rolesOf(machine: Node): string {
  const labels = Object.entries(machine.metadata.labels ?? {})
  const roles = labels.flatMap(([key, value]) => (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length ? [key.slice(ROLE_PREFIX.length)] : key === 'kubernetes.io/role' && value ? [value] : []))
  return [...new Set(roles)].sort().join(',') || '<none>'
}
