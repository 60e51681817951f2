import { deepEqual } from '../base/equality.ts'
import { formatTime } from '../base/time.ts'
import type { Container, PodSpec, Toleration } from 'kubernetes-types/core/v1'
import type { Kind } from './kind.ts'
import { defaultPod, defaultPodSpec } from './podSpec/defaults.ts'
import { qualityOfService } from './podSpec/qualityOfService.ts'
import { podReferences } from './podSpec/references.ts'
import { restartsCell, summarizePod } from './podStatus.ts'
import type { Pod } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns, orNone } from './tables/columns.ts'
import { checkImageOfPod } from './validation/containers.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { INT32_MAX, rangeFault } from './validation/numbers.ts'
import { checkPodSpec } from './validation/podSpec.ts'
import { checkTolerations } from './validation/scheduling.ts'

const STREAM_VERBS = ['create', 'get'] as const
const options = (kind: string) => ({ group: '', version: 'v1', kind })

export const pod: Kind = {
  ...basics('', 'Pod', 'pods'),
  shortNames: ['po'],
  categories: ['all'],
  status: true,
  generation: 'none',
  subresources: {
    attach: { verbs: STREAM_VERBS, kind: options('PodAttachOptions') },
    binding: { verbs: ['create'], kind: options('Binding') },
    ephemeralcontainers: { verbs: ['get', 'patch', 'update'] },
    eviction: { verbs: ['create'], kind: { group: 'policy', version: 'v1', kind: 'Eviction' } },
    exec: { verbs: STREAM_VERBS, kind: options('PodExecOptions') },
    log: { verbs: ['get'] },
    portforward: { verbs: STREAM_VERBS, kind: options('PodPortForwardOptions') },
    proxy: { verbs: ['get', 'create', 'update', 'patch', 'delete'], kind: options('PodProxyOptions') },
  },
  defaults(draft) {
    const spec = (draft.spec ??= {})
    defaultPodSpec(spec)
    defaultPod(spec)
  },
  prepareForCreate(draft, { nowMs }) {
    const { spec } = draft
    if (spec.terminationGracePeriodSeconds < 0) spec.terminationGracePeriodSeconds = 1
    draft.status = { phase: 'Pending', qosClass: qualityOfService(spec) }
    if (spec.schedulingGates?.length)
      draft.status.conditions = [{ type: 'PodScheduled', status: 'False', lastProbeTime: null, lastTransitionTime: formatTime(nowMs), reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates' }]
  },
  prepareForUpdate(draft) {
    if (draft.spec.terminationGracePeriodSeconds < 0) draft.spec.terminationGracePeriodSeconds = 1
  },
  validate: (draft) =>
    problemsOf((problems) => {
      const spec = draft.spec as PodSpec
      checkPodSpec(spec, 'spec', problems, { podName: draft.metadata.name ?? '' })
      for (const list of ['containers', 'initContainers'] as const) spec[list]?.forEach((container, index) => checkImageOfPod(container, `spec.${list}[${index}]`, problems))
    }),
  validateCreate: (draft) => problemsOf((problems) => checkNew(draft.spec, problems)),
  validateUpdate: (next, old) => problemsOf((problems) => checkUpdate(next.spec, (old as unknown as Pod).spec, problems)),
  gracePeriodSeconds(object, asked) {
    const { spec, status } = object as unknown as Pod
    if (!spec.nodeName || status.phase === 'Succeeded' || status.phase === 'Failed') return 0
    const seconds = asked ?? spec.terminationGracePeriodSeconds ?? 30
    return seconds < 0 ? 1 : seconds
  },
  selectableFields: {
    'spec.nodeName': ({ spec }: Pod) => spec.nodeName ?? '',
    'spec.restartPolicy': ({ spec }: Pod) => spec.restartPolicy ?? '',
    'spec.schedulerName': ({ spec }: Pod) => spec.schedulerName ?? '',
    'spec.serviceAccountName': ({ spec }: Pod) => spec.serviceAccountName ?? '',
    'spec.hostNetwork': ({ spec }: Pod) => String(spec.hostNetwork ?? false),
    'status.phase': ({ status }: Pod) => status.phase ?? '',
    'status.podIP': ({ status }: Pod) => status.podIP ?? '',
    'status.podIPs': ({ status }: Pod) => status.podIP ?? '',
    'status.nominatedNodeName': ({ status }: Pod) => status.nominatedNodeName ?? '',
  },
  columns: columns('Pod', 'Ready', 'Status', 'Restarts', 'Age', 'IP', 'Node', 'Nominated Node', 'Readiness Gates'),
  cells(object, context) {
    const item = object as unknown as Pod
    const { spec, status } = item
    const summary = summarizePod(item)
    return [summary.ready, summary.status, restartsCell(summary, context.nowMs), age(object, context), orNone(status.podIPs?.[0]?.ip ?? status.podIP), orNone(spec.nodeName), orNone(status.nominatedNodeName), gatesCell(item)]
  },
  rowConditions(object) {
    const { phase } = (object as unknown as Pod).status
    if (phase !== 'Succeeded' && phase !== 'Failed') return undefined
    const told = phase === 'Succeeded' ? { reason: 'Succeeded', message: 'The pod has completed successfully.' } : { reason: 'Failed', message: 'The pod failed.' }
    return [{ type: 'Completed', status: 'True', ...told }]
  },
  references: (object) => podReferences((object as unknown as Pod).spec, object.metadata.namespace ?? ''),
}

function gatesCell({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? []
  if (gates.length === 0) return '<none>'
  const met = gates.filter((gate) => status.conditions?.some(({ type, status: value }) => type === gate.conditionType && value === 'True'))
  return `${met.length}/${gates.length}`
}

function checkNew(spec: PodSpec, problems: Problems): void {
  if (spec.ephemeralContainers?.length) problems.forbidden('spec.ephemeralContainers', 'cannot be set on create')
  if (spec.nodeName && spec.schedulingGates?.length) problems.forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared')
}

const CHANGEABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
]

/** A pod's spec stays as it is but for images, the deadline and more tolerations; while it is gated its placement may be narrowed (`ValidatePodUpdate`). */
function checkUpdate(spec: PodSpec, old: PodSpec, problems: Problems): void {
  for (const list of ['containers', 'initContainers'] as const) {
    if ((spec[list]?.length ?? 0) !== (old[list]?.length ?? 0)) return problems.forbidden(`spec.${list}`, 'pod updates may not add or remove containers')
    spec[list]?.forEach((container, index) => {
      if (!container.image) problems.required(`spec.${list}[${index}].image`)
      checkImageOfPod(container, `spec.${list}[${index}]`, problems)
    })
  }
  const deadline = spec.activeDeadlineSeconds
  if (deadline === undefined) {
    if (old.activeDeadlineSeconds !== undefined) problems.invalid('spec.activeDeadlineSeconds', 'null', 'must not update from a positive integer to nil value')
  } else if (deadline < 0 || deadline > INT32_MAX) return problems.invalid('spec.activeDeadlineSeconds', deadline, rangeFault(0, INT32_MAX))
  else if (old.activeDeadlineSeconds !== undefined && old.activeDeadlineSeconds < deadline) return problems.invalid('spec.activeDeadlineSeconds', deadline, 'must be less than or equal to previous value')
  checkTolerationsUpdate(spec.tolerations ?? [], old.tolerations ?? [], problems)
  spec.schedulingGates?.forEach(({ name }, index) => {
    if (!old.schedulingGates?.some((gate) => gate.name === name)) problems.forbidden(`spec.schedulingGates[${index}].name`, `only deletion is allowed, but found new scheduling gate '${name}'`)
  })
  const before = unchangeable(old, old)
  const after = unchangeable(spec, old)
  if (!deepEqual(before, after)) problems.forbidden('spec', `pod updates may not change fields other than ${CHANGEABLE.join(',')}\n${difference(before, after)}`)
}

function checkTolerationsUpdate(tolerations: readonly Toleration[], old: readonly Toleration[], problems: Problems): void {
  const kept = old.every((toleration) => tolerations.some((next) => deepEqual({ ...toleration, tolerationSeconds: next.tolerationSeconds }, next)))
  if (kept) checkTolerations(tolerations, 'spec.tolerations', problems)
  else problems.forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')
}

/** What of a spec must stay as it was. */
function unchangeable(spec: PodSpec, old: PodSpec): Record<string, unknown> {
  const { containers, initContainers, activeDeadlineSeconds: _, tolerations: __, schedulingGates: ___, nodeSelector, affinity, ...rest } = spec
  const withoutImages = (list: readonly Container[] | undefined): unknown[] | undefined => list?.map(({ image: ____, ...container }) => container)
  const { nodeAffinity: _____, ...otherAffinity } = affinity ?? {}
  const placement = old.schedulingGates?.length ? { affinity: Object.keys(otherAffinity).length > 0 ? otherAffinity : undefined } : { nodeSelector, affinity }
  return { ...rest, containers: withoutImages(containers), initContainers: withoutImages(initContainers), ...placement }
}

/** The fields that differ, after the manner of the real server's diff. */
function difference(before: Record<string, unknown>, after: Record<string, unknown>): string {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => !deepEqual(before[field], after[field])).sort()
  const line = (sign: string, field: string, value: unknown): string => `${sign}\u00a0\t${field.charAt(0).toUpperCase()}${field.slice(1)}: ${JSON.stringify(value ?? null)},`
  return `\u00a0\u00a0core.PodSpec{\n${fields.flatMap((field) => [line('-', field, before[field]), line('+', field, after[field])]).join('\n')}\n\u00a0\u00a0}\n`
}

