import { CronError, parseCron } from '../base/cron.ts'
import type { CronJobSpec } from 'kubernetes-types/batch/v1'
import type { Kind } from './kind.ts'
import type { CronJob } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns, containerCells, since } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goSelector } from './validation/goValue.ts'
import { checkJobSpec } from './validation/jobSpec.ts'
import { labelNameWarning } from './validation/template.ts'
import { timeZoneFault } from './validation/timeZones.ts'
import { defaultTemplate, emptyStatus, selectorCell } from './workload.ts'

type Spec = CronJobSpec & { readonly timeZone?: string }

/** What the controller appends to make a job's name. */
const SUFFIX_LENGTH = 11
const NAME_LONGEST = 63 - SUFFIX_LENGTH

export const cronJob: Kind = {
  ...basics('batch', 'CronJob', 'cronjobs'),
  shortNames: ['cj'],
  categories: ['all'],
  status: true,
  generation: 'spec',
  defaults(draft) {
    const spec = (draft.spec ??= {})
    const template = (spec.jobTemplate ??= {})
    template.metadata = { creationTimestamp: null, ...template.metadata }
    template.spec ??= {}
    defaultTemplate(template.spec)
    spec.concurrencyPolicy ||= 'Allow'
    spec.suspend ??= false
    spec.successfulJobsHistoryLimit ??= 3
    spec.failedJobsHistoryLimit ??= 1
  },
  prepareForCreate: emptyStatus,
  validate: (draft) => problemsOf((problems) => checkSpec(draft.spec, problems)),
  validateCreate: (draft) =>
    problemsOf((problems) => {
      checkTimeZone(draft.spec.timeZone, problems)
      const name: string = draft.metadata['name'] ?? ''
      if (name.length > NAME_LONGEST) problems.invalid('metadata.name', name, `must be no more than ${NAME_LONGEST} characters`)
    }),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      if (next.spec.timeZone !== (old['spec'] as Spec).timeZone) checkTimeZone(next.spec.timeZone, problems)
    }),
  warnings: (object, old) => (old ? [] : labelNameWarning(object.metadata['name'])),
  columns: columns('CronJob', 'Schedule', 'Timezone', 'Suspend', 'Active', 'Last Schedule', 'Age', 'Containers', 'Images', 'Selector'),
  cells(object, context) {
    const { status, ...item } = object as unknown as CronJob
    const spec: Spec = item.spec
    const template = spec.jobTemplate.spec
    const last = status.lastScheduleTime ? since(status.lastScheduleTime, context.nowMs) : '<none>'
    const suspend = spec.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False'
    return [spec.schedule, spec.timeZone ?? '<none>', suspend, status.active?.length ?? 0, last, age(object, context), ...containerCells(template?.template), template?.selector ? selectorCell(template.selector) : '<none>']
  },
}

function checkSpec(spec: Spec, problems: Problems): void {
  const { schedule = '', jobTemplate } = spec
  if (schedule === '') problems.required('spec.schedule')
  else checkSchedule(schedule, problems)
  problems.nonNegative('spec.startingDeadlineSeconds', spec.startingDeadlineSeconds)
  problems.choice('spec.concurrencyPolicy', spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace'])
  const path = 'spec.jobTemplate.spec'
  checkJobSpec(jobTemplate?.spec ?? ({} as never), path, problems)
  if (jobTemplate?.spec?.selector) problems.invalid(`${path}.selector`, goSelector(jobTemplate.spec.selector), '`selector` will be auto-generated')
  if (jobTemplate?.spec?.manualSelector) problems.notSupported(`${path}.manualSelector`, true, ['nil', 'false'])
  problems.nonNegative('spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit)
  problems.nonNegative('spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit)
}

function checkSchedule(schedule: string, problems: Problems): void {
  try {
    parseCron(schedule)
  } catch (error) {
    if (!(error instanceof CronError)) throw error
    problems.invalid('spec.schedule', schedule, error.message)
  }
  if (schedule.includes('TZ')) problems.invalid('spec.schedule', schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead')
}

function checkTimeZone(zone: string | undefined, problems: Problems): void {
  if (zone === undefined) return
  problems.each('spec.timeZone', zone, timeZoneFault(zone))
}
