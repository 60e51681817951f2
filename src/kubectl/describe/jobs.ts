import type { CronJob, Job, JobTemplateSpec } from 'kubernetes-types/batch/v1'
import { humanDuration } from '../../base/duration.ts'
import { rfc1123 } from '../duration.ts'
import { selectorText } from '../workload/selectorText.ts'
import { describerOf } from './describer.ts'
import { describeEvents } from './eventLines.ts'
import { controllerOf } from './owners.ts'
import { describePodTemplate } from './podTemplate.ts'
import { booleanWord, Sheet } from './sheet.ts'
import { referenceTo } from './source.ts'

/** Lists of completed indexes are cut after the comma that follows this many characters. */
const INDEXES_LENGTH = 50

export const job = describerOf<Job>('batch/v1', 'Job', async (object, source) => {
  const { metadata = {}, spec, status = {} } = object
  const sheet = new Sheet()
  const line = (title: string, value: unknown) => {
    if (value !== undefined && value !== '') sheet.line(0, `${title}:\t${value}`)
  }
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Namespace:\t${metadata.namespace}`)
  sheet.line(0, `Selector:\t${selectorText(spec?.selector)}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  line('Controlled By', controllerOf(metadata))
  line('Parallelism', spec?.parallelism)
  line('Completions', spec?.completions ?? '<unset>')
  line('Completion Mode', spec?.completionMode)
  line('Suspend', spec?.suspend)
  line('Backoff Limit', spec?.backoffLimit)
  line('TTL Seconds After Finished', spec?.ttlSecondsAfterFinished)
  const { startTime, completionTime } = status
  line('Start Time', startTime && rfc1123(startTime))
  line('Completed At', completionTime && rfc1123(completionTime))
  if (startTime && completionTime) line('Duration', humanDuration(Date.parse(completionTime) - Date.parse(startTime)))
  line('Active Deadline Seconds', spec?.activeDeadlineSeconds === undefined ? undefined : `${spec.activeDeadlineSeconds}s`)
  const ready = status.ready === undefined ? '' : ` (${status.ready} Ready)`
  line('Pods Statuses', `${status.active ?? 0} Active${ready} / ${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed`)
  if (spec?.completionMode === 'Indexed') line('Completed Indexes', shortIndexes(status.completedIndexes ?? ''))
  describePodTemplate(sheet, spec?.template)
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

function shortIndexes(indexes: string): string {
  if (indexes === '') return '<none>'
  const comma = indexes.indexOf(',', INDEXES_LENGTH)
  return comma < 0 ? indexes : `${indexes.slice(0, comma + 1)}...`
}

export const cronJob = describerOf<CronJob>('batch/v1', 'CronJob', async (object, source) => {
  const { metadata = {}, spec, status = {} } = object
  const sheet = new Sheet()
  const orUnset = (value: unknown) => value ?? '<unset>'
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Namespace:\t${metadata.namespace}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, `Schedule:\t${spec?.schedule ?? ''}`)
  sheet.line(0, `Concurrency Policy:\t${spec?.concurrencyPolicy ?? ''}`)
  sheet.line(0, `Suspend:\t${booleanWord(spec?.suspend)}`)
  sheet.line(0, `Successful Job History Limit:\t${orUnset(spec?.successfulJobsHistoryLimit)}`)
  sheet.line(0, `Failed Job History Limit:\t${orUnset(spec?.failedJobsHistoryLimit)}`)
  sheet.line(0, `Starting Deadline Seconds:\t${spec?.startingDeadlineSeconds === undefined ? '<unset>' : `${spec.startingDeadlineSeconds}s`}`)
  describeJobTemplate(sheet, spec?.jobTemplate)
  sheet.line(0, `Last Schedule Time:\t${status.lastScheduleTime ? rfc1123(status.lastScheduleTime) : '<unset>'}`)
  sheet.line(0, `Active Jobs:\t${(status.active ?? []).map(({ name }) => name).join(', ') || '<none>'}`)
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

function describeJobTemplate(sheet: Sheet, template: JobTemplateSpec | undefined): void {
  const spec = template?.spec
  sheet.line(0, `Selector:\t${spec?.selector ? selectorText(spec.selector) : '<unset>'}`)
  sheet.line(0, `Parallelism:\t${spec?.parallelism ?? '<unset>'}`)
  sheet.line(0, `Completions:\t${spec?.completions ?? '<unset>'}`)
  if (spec?.activeDeadlineSeconds !== undefined) sheet.line(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s`)
  describePodTemplate(sheet, spec?.template)
}
