import { selectorOfObject } from '../base/selectors.ts'
import { deepEqual } from '../base/equality.ts'
import { humanDuration } from '../base/duration.ts'
import { parseTime } from '../base/time.ts'
import type { Job } from './resources.ts'
import type { Draft, Kind } from './kind.ts'
import { basics } from './standard.ts'
import { age, columns, containerCells } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goLabels, goSelector } from './validation/goValue.ts'
import { goObject } from './validation/goObject.ts'
import { checkJobSpec, type JobFields } from './validation/jobSpec.ts'
import { checkJobStatus, isTrue } from './validation/jobStatus.ts'
import { checkLabelSelector } from './validation/labelSelector.ts'
import { labelFaults } from './validation/names.ts'
import { checkSelected, labelNameWarning } from './validation/template.ts'
import { defaultTemplate, emptyStatus, selectorCell } from './workload.ts'
import { INT32_MAX } from './validation/numbers.ts'

const NAME_LABELS = ['job-name', 'batch.kubernetes.io/job-name']
const UID_LABELS = ['controller-uid', 'batch.kubernetes.io/controller-uid']
const SELECTED = 'batch.kubernetes.io/controller-uid'
/** What may change while a job waits for its start. */
const DIRECTIVES = ['nodeSelector', 'tolerations', 'schedulingGates'] as const

export const job: Kind = {
  ...basics('batch', 'Job', 'jobs'),
  categories: ['all'],
  status: true,
  generation: 'spec',
  orphansDependents: true,
  defaults(draft) {
    const spec = (draft.spec ??= {})
    defaultTemplate(spec)
    if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1
    spec.parallelism ??= 1
    spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : INT32_MAX
    labelAsPods(draft)
    spec.completionMode ??= 'NonIndexed'
    spec.suspend ??= false
    for (const rule of spec.podFailurePolicy?.rules ?? []) for (const pattern of rule.onPodConditions ?? []) pattern.status ||= 'True'
    spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed'
    spec.manualSelector ??= false
  },
  prepareForCreate(draft) {
    if (!draft.spec.manualSelector) generateSelector(draft)
    labelAsPods(draft)
    emptyStatus(draft)
  },
  validate: (draft) => problemsOf((problems) => checkJob(draft, problems)),
  validateUpdate: (next, old) => problemsOf((problems) => checkUpdate(next.spec, old as unknown as Job, problems)),
  validateStatusUpdate: (next, old) => problemsOf((problems) => checkJobStatus(next as never, old as never, problems)),
  warnings: (object, old) => (old ? [] : labelNameWarning(object.metadata['name'])),
  selectableFields: { 'status.successful': ({ status }: Job) => String(status.succeeded ?? 0) },
  columns: columns('Job', 'Status', 'Completions', 'Duration', 'Age', 'Containers', 'Images', 'Selector'),
  cells(object, context) {
    const item = object as unknown as Job
    return [statusWord(item), completionsCell(item), durationCell(item, context.nowMs), age(object, context), ...containerCells(item.spec.template), selectorCell(item.spec.selector)]
  },
}

/** A job without labels gets those of its pods. */
function labelAsPods(draft: Draft): void {
  const { labels } = draft['spec'].template.metadata
  if (labels && Object.keys(draft.metadata['labels'] ?? {}).length === 0) draft.metadata['labels'] = { ...labels }
}

/** The labels by which a job knows its pods: its own name and uid (`generateSelector`). */
function generateSelector(draft: Draft): void {
  const { spec, metadata } = draft
  const labels = { ...spec.template.metadata.labels }
  for (const label of NAME_LABELS) labels[label] ??= metadata['name']
  for (const label of UID_LABELS) labels[label] ??= metadata['uid']
  spec.template.metadata = { ...spec.template.metadata, labels }
  spec.selector = { ...spec.selector, matchLabels: { ...spec.selector?.matchLabels } }
  spec.selector.matchLabels[SELECTED] ??= metadata['uid']
}

function checkJob(draft: Draft, problems: Problems): void {
  const spec = draft['spec'] as JobFields
  const { name = '', uid = '' } = draft.metadata as { name?: string; uid?: string }
  if (!spec.manualSelector && spec.selector) checkGenerated(spec, name, uid, problems)
  checkJobSpec(spec, 'spec', problems)
  if (!spec.selector) problems.required('spec.selector')
  else checkLabelSelector(spec.selector, 'spec.selector', problems)
  checkSelected(spec.selector, spec.template, 'spec.template', problems)
  if (spec.completionMode === 'Indexed' && (spec.completions ?? 0) > 0) {
    const hostname = `${name}-${(spec.completions as number) - 1}`
    if (labelFaults(hostname).length > 0) problems.invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${hostname}`)
  }
}

function checkGenerated(spec: JobFields, name: string, uid: string, problems: Problems): void {
  const labels = spec.template?.metadata?.labels ?? {}
  const expected: Record<string, string> = {}
  for (const [label, value] of [['controller-uid', uid], ['job-name', name], ['batch.kubernetes.io/controller-uid', uid], ['batch.kubernetes.io/job-name', name]] as const) {
    expected[label] = value
    const path = `spec.template.metadata.labels[${label}]`
    if (labels[label] === undefined) problems.required(path, `must be '${value}'`)
    else if (labels[label] !== value) problems.invalid(path, goLabels(labels), `must be '${value}'`)
  }
  if (spec.selector && !selectorOfObject(spec.selector as never).matches(expected)) problems.invalid('spec.selector', goSelector(spec.selector), '`selector` not auto-generated')
}

function checkUpdate(spec: JobFields, old: Job, problems: Problems): void {
  const before = old.spec as JobFields
  if (spec.completionMode !== 'Indexed') immutable('completions', spec.completions)
  else if (spec.completions !== before.completions && spec.completions !== undefined && spec.completions !== spec.parallelism)
    problems.invalid('spec.completions', spec.completions, 'can only be modified in tandem with spec.parallelism')
  immutable('selector', goSelector(spec.selector ?? {}))
  const template = before.suspend === true && !old.status.startTime ? withDirectivesOf(spec.template, before.template) : before.template
  if (!deepEqual(template, spec.template)) problems.immutable('spec.template', goObject('core/v1.PodTemplateSpec', spec.template))
  immutable('completionMode', spec.completionMode)
  immutable('podFailurePolicy', spec.podFailurePolicy && goObject('batch/v1.PodFailurePolicy', spec.podFailurePolicy))
  immutable('backoffLimitPerIndex', spec.backoffLimitPerIndex)
  immutable('managedBy', spec.managedBy)
  immutable('successPolicy', spec.successPolicy && goObject('batch/v1.SuccessPolicy', spec.successPolicy))

  function immutable(field: keyof JobFields, shown: unknown): void {
    if (!deepEqual(spec[field], before[field])) problems.immutable(`spec.${field}`, shown ?? 'null')
  }
}

/** The old template with where its pods may go taken from the new one. */
function withDirectivesOf(next: Record<string, any>, old: Record<string, any>): Record<string, unknown> {
  const nodeAffinity = next['spec'].affinity?.nodeAffinity
  const { nodeAffinity: _, ...others } = old['spec'].affinity ?? {}
  const affinity = next['spec'].affinity || Object.keys(others).length > 0 ? { ...others, ...(nodeAffinity ? { nodeAffinity } : {}) } : undefined
  const spec: Record<string, unknown> = { ...old['spec'], ...Object.fromEntries(DIRECTIVES.map((field) => [field, next['spec'][field]])), affinity }
  return { ...old, metadata: { ...old['metadata'], labels: next['metadata']?.labels, annotations: next['metadata']?.annotations }, spec }
}

function statusWord({ metadata, status }: Job): string {
  const is = (type: string): boolean => isTrue(status.conditions, type)
  if (is('Complete')) return 'Complete'
  if (is('Failed')) return 'Failed'
  if (metadata.deletionTimestamp) return 'Terminating'
  return is('Suspended') ? 'Suspended' : is('FailureTarget') ? 'FailureTarget' : 'Running'
}

function completionsCell({ spec, status }: Job): string {
  const done = status.succeeded ?? 0
  if (spec.completions !== undefined) return `${done}/${spec.completions}`
  return (spec.parallelism ?? 0) > 1 ? `${done}/1 of ${spec.parallelism}` : `${done}/1`
}

function durationCell({ status }: Job, nowMs: number): string {
  if (!status.startTime) return ''
  return humanDuration((status.completionTime ? parseTime(status.completionTime) : nowMs) - parseTime(status.startTime))
}
