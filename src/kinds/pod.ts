import { deepEqual } from '../base/equality.ts'
import type { Draft, FieldError, Kind, Reference } from './kind.ts'
import { defaultPod, defaultPodSpec } from './podSpec/defaults.ts'
import { qualityOfService } from './podSpec/qualityOfService.ts'
import { podReferences } from './podSpec/references.ts'
import { restartsCell, summarizePod } from './podStatus.ts'
import type { Pod } from './resources.ts'
import { ALL_VERBS } from './standard.ts'
import { AGE, age, column } from './tables/columns.ts'
import { forbiddenField } from './validation/errors.ts'
import { validatePodSpec } from './validation/podSpec.ts'

const READ_AND_WRITE = { verbs: ['create', 'get'] } as const

export const pod: Kind = {
  group: '',
  versions: ['v1'],
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  verbs: ALL_VERBS,
  schema: 'core/v1.Pod',
  status: true,
  generation: 'none',
  subresources: {
    attach: { ...READ_AND_WRITE, kind: { group: '', version: 'v1', kind: 'PodAttachOptions' } },
    binding: { verbs: ['create'], kind: { group: '', version: 'v1', kind: 'Binding' } },
    exec: { ...READ_AND_WRITE, kind: { group: '', version: 'v1', kind: 'PodExecOptions' } },
    log: { verbs: ['get'] },
  },
  defaults(draft) {
    const spec = (draft['spec'] ??= {})
    defaultPodSpec(spec)
    defaultPod(spec)
  },
  prepareForCreate(draft) {
    draft['status'] = { phase: 'Pending', qosClass: qualityOfService(draft['spec']) }
    if ((draft['spec'].schedulingGates?.length ?? 0) > 0) draft['status'].conditions = [{ type: 'PodScheduled', status: 'False', lastProbeTime: null, lastTransitionTime: null, reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates' }]
  },
  validate: (object) => validatePodSpec(object['spec'] ?? {}, 'spec'),
  validateUpdate: (next, old) => validateSpecUpdate(next, old as unknown as Pod),
  gracePeriodSeconds(object, asked) {
    const { spec, status } = object as unknown as Pod
    if (!spec.nodeName || status.phase === 'Succeeded' || status.phase === 'Failed') return 0
    const seconds = asked ?? spec.terminationGracePeriodSeconds ?? 30
    return seconds < 0 ? 1 : seconds
  },
  selectableFields: {
    'spec.nodeName': (object) => (object as unknown as Pod).spec.nodeName ?? '',
    'spec.restartPolicy': (object) => (object as unknown as Pod).spec.restartPolicy ?? '',
    'spec.schedulerName': (object) => (object as unknown as Pod).spec.schedulerName ?? '',
    'spec.serviceAccountName': (object) => (object as unknown as Pod).spec.serviceAccountName ?? '',
    'spec.hostNetwork': (object) => String((object as unknown as Pod).spec.hostNetwork ?? false),
    'status.phase': (object) => (object as unknown as Pod).status.phase ?? '',
    'status.podIP': (object) => (object as unknown as Pod).status.podIP ?? '',
    'status.nominatedNodeName': (object) => (object as unknown as Pod).status.nominatedNodeName ?? '',
  },
  columns: [
    column('Ready'),
    column('Status'),
    column('Restarts'),
    AGE,
    column('IP', 'string', 'wide'),
    column('Node', 'string', 'wide'),
    column('Nominated Node', 'string', 'wide'),
    column('Readiness Gates', 'string', 'wide'),
  ],
  cells(object, context) {
    const item = object as unknown as Pod
    const summary = summarizePod(item)
    return [
      summary.ready,
      summary.status,
      restartsCell(summary, context.nowMs),
      age(object, context),
      item.status.podIP || '<none>',
      item.spec.nodeName || '<none>',
      item.status.nominatedNodeName || '<none>',
      gatesCell(item),
    ]
  },
  rowConditions(object) {
    const { phase, reason, message } = (object as unknown as Pod).status
    if (phase !== 'Succeeded' && phase !== 'Failed') return undefined
    const told = phase === 'Succeeded' ? { reason: 'Succeeded', message: 'The pod has completed successfully.' } : { reason: 'Failed', message: 'The pod failed.' }
    return [{ type: 'Completed', status: 'True', reason: reason || told.reason, message: message || told.message }]
  },
  references: (object): Reference[] => podReferences((object as unknown as Pod).spec, object.metadata.namespace ?? ''),
}

function gatesCell({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? []
  if (gates.length === 0) return '<none>'
  const met = gates.filter((gate) => status.conditions?.some(({ type, status: value }) => type === gate.conditionType && value === 'True'))
  return `${met.length}/${gates.length}`
}

const UPDATE_RULE =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

/** A running pod's spec stays as it is but for images, the deadline and more tolerations; while it is gated its placement may be narrowed (`ValidatePodUpdate`). */
function validateSpecUpdate(next: Draft, old: Pod): FieldError[] {
  const spec = next['spec']
  const gated = (old.spec.schedulingGates?.length ?? 0) > 0
  const errors: FieldError[] = []
  const before = withoutChangeable(old.spec, gated)
  const after = withoutChangeable(spec, gated)
  if (spec.containers?.length !== old.spec.containers.length) return [forbiddenField('spec.containers', 'pod updates may not add or remove containers')]
  if (spec.activeDeadlineSeconds !== old.spec.activeDeadlineSeconds && old.spec.activeDeadlineSeconds !== undefined && (spec.activeDeadlineSeconds === undefined || spec.activeDeadlineSeconds > old.spec.activeDeadlineSeconds))
    errors.push(forbiddenField('spec.activeDeadlineSeconds', `must be less than or equal to previous value`))
  if (!(old.spec.tolerations ?? []).every((toleration) => (spec.tolerations ?? []).some((candidate: unknown) => deepEqual(candidate, toleration))))
    errors.push(forbiddenField('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'))
  const addedGates = (spec.schedulingGates ?? []).filter((gate: unknown) => !(old.spec.schedulingGates ?? []).some((known) => deepEqual(known, gate)))
  if (addedGates.length > 0) errors.push(forbiddenField('spec.schedulingGates', 'only deletion is allowed, but found new scheduling gate'))
  if (!deepEqual(before, after)) errors.push(forbiddenField('spec', `${UPDATE_RULE}\n${specDifference(before, after)}`))
  return errors
}

function withoutChangeable(spec: any, gated: boolean): Record<string, unknown> {
  const { containers, initContainers, activeDeadlineSeconds: _, tolerations: __, schedulingGates: ___, nodeSelector, affinity, ...rest } = spec
  const withoutImage = (list: any[] | undefined): unknown[] | undefined => list?.map(({ image: ____, ...container }) => container)
  return { ...rest, containers: withoutImage(containers), initContainers: withoutImage(initContainers), ...(gated ? {} : { nodeSelector, affinity }) }
}

/** The fields that differ, in the manner of the real server's diff. */
function specDifference(before: Record<string, unknown>, after: Record<string, unknown>): string {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => !deepEqual(before[field], after[field])).sort()
  const lines = fields.flatMap((field) => [`- \t${capitalized(field)}: ${JSON.stringify(before[field] ?? null)},`, `+ \t${capitalized(field)}: ${JSON.stringify(after[field] ?? null)},`])
  return `  core.PodSpec{\n${lines.join('\n')}\n  }\n`
}

function capitalized(field: string): string {
  return field.slice(0, 1).toUpperCase() + field.slice(1)
}

