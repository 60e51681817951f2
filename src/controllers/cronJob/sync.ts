import type { CronJobStatus } from 'kubernetes-types/batch/v1'
import { CronError, parseCron, type CronSchedule } from '../../base/cron.ts'
import { formatTime, parseTime } from '../../base/time.ts'
import { referenceTo } from '../../client/eventRecorder.ts'
import { isAlreadyExists, isNamespaceTerminating, isNotFound, StatusError } from '../../client/status.ts'
import type { CronJob, Job } from '../../kinds/resources.ts'
import { finishedBy } from '../job/conditions.ts'
import type { ControllerContext } from '../runtime/controller.ts'
import { controllerOf, controllerReference } from '../runtime/ownership.ts'
import { nextAfter, ScheduleError, standingOf, type Standing } from './schedule.ts'
import { timeZone, type TimeZone } from './timeZone.ts'

/** So long after the full minute a start is looked for, lest clocks that differ miss it. */
const PADDING_MS = 100
const SCHEDULED_FOR = 'batch.kubernetes.io/cronjob-scheduled-timestamp'

/** One look at one CronJob (`cronjob_controllerv2.go sync`). */
export class Sync {
  readonly #context: ControllerContext
  #cronJob: CronJob
  #status: CronJobStatus
  #changed = false

  constructor(context: ControllerContext, cronJob: CronJob) {
    this.#context = context
    this.#cronJob = cronJob
    this.#status = { ...cronJob.status }
  }

  /** @returns in how many milliseconds the next start is due; undefined if nothing but a change can bring one. */
  run(jobs: readonly Job[]): number | undefined {
    this.#deleteOld(jobs)
    let nextMs: number | undefined
    let failure: unknown
    try {
      this.#noteJobs(jobs)
      nextMs = this.#cronJob.metadata.deletionTimestamp ? undefined : this.#start()
    } catch (error) {
      failure = error
    }
    if (this.#changed) this.#write()
    if (failure) throw failure
    return nextMs
  }

  /** Deletes finished Jobs beyond the limits of the history, the oldest first. */
  #deleteOld(jobs: readonly Job[]): void {
    const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = this.#cronJob.spec
    for (const [type, limit] of [['Complete', successfulJobsHistoryLimit], ['Failed', failedJobsHistoryLimit]] as const) {
      if (limit === undefined) continue
      const finished = jobs.filter((job) => finishedBy(job)?.type === type).sort(byStart)
      for (const job of finished.slice(0, Math.max(0, finished.length - limit))) this.#delete(job)
    }
  }

  /** Brings the list of running Jobs up to date. */
  #noteJobs(jobs: readonly Job[]): void {
    for (const job of jobs) {
      const listed = this.#isActive(job.metadata.uid)
      const finished = finishedBy(job)
      if (!finished && !listed) this.#noteUnlisted(job)
      if (finished && listed) {
        this.#dropActive(job.metadata.uid)
        this.#tell('Normal', 'SawCompletedJob', `Saw completed job: ${job.metadata.name}, condition: ${finished.type}`)
      }
      const { completionTime } = job.status
      const { lastSuccessfulTime } = this.#status
      if (finished?.type === 'Complete' && completionTime !== undefined && (lastSuccessfulTime === undefined || parseTime(completionTime) > parseTime(lastSuccessfulTime))) {
        this.#status.lastSuccessfulTime = completionTime
        this.#changed = true
      }
    }
    const known = new Set(jobs.map(({ metadata }) => metadata.uid))
    for (const { uid = '', namespace = '', name = '' } of this.#status.active ?? []) {
      if (known.has(uid) || this.#job(namespace, name)) continue
      this.#tell('Normal', 'MissingJob', `Active job went missing: ${name}`)
      this.#dropActive(uid)
    }
  }

  /** A running Job that is not listed: either the list here is old, or somebody else has made it. */
  #noteUnlisted({ metadata }: Job): void {
    const { namespace = '', name } = this.#cronJob.metadata
    const fresh = this.#context.api.get('cronjobs.batch', namespace, name)
    if (!fresh.status.active?.some(({ uid }) => uid === metadata.uid)) return this.#tell('Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${metadata.name}`)
    this.#cronJob = fresh
    this.#status = { ...fresh.status }
  }

  /** Starts the Job that is due, if one is and may. Returns when to look again. */
  #start(): number | undefined {
    const { schedule: text, timeZone: zoneName = '', suspend } = this.#cronJob.spec
    const { nowMs } = this.#context.simulation
    const zone = this.#zone(zoneName)
    if (!zone || suspend) return undefined
    let schedule: CronSchedule
    let standing: Standing
    try {
      schedule = parseCron(text)
      standing = standingOf(schedule, earliestMs(this.#cronJob.spec.startingDeadlineSeconds, this.#withStatus(), nowMs), nowMs, zone)
    } catch (error) {
      if (error instanceof CronError) return void this.#tell('Warning', 'UnparseableSchedule', `unparseable schedule: ${JSON.stringify(text)} : ${error.message}`)
      if (error instanceof ScheduleError) return void this.#tell('Warning', 'InvalidSchedule', `invalid schedule: ${text} : ${error.message}`)
      throw error
    }
    const { dueMs } = standing
    if (dueMs !== undefined) {
      if (standing.missed === 'many') this.#tell('Warning', 'TooManyMissedTimes', 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew')
      if (this.#mayStart(dueMs, nowMs) && !this.#create(dueMs, zone)) return undefined
    }
    return untilNextMs(this.#withStatus(), schedule, zone, nowMs)
  }

  #zone(name: string): TimeZone | undefined {
    try {
      return timeZone(name)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      this.#tell('Warning', 'UnknownTimeZone', `invalid timeZone: ${JSON.stringify(name)}: unknown time zone ${name}`)
      return undefined
    }
  }

  /** Whether nothing speaks against the start that is due; Jobs that must make room are deleted. */
  #mayStart(dueMs: number, nowMs: number): boolean {
    const { startingDeadlineSeconds, concurrencyPolicy } = this.#cronJob.spec
    const { active = [], lastScheduleTime } = this.#status
    if (startingDeadlineSeconds !== undefined && dueMs + startingDeadlineSeconds * 1000 < nowMs) {
      this.#tell('Warning', 'MissSchedule', `Missed scheduled time to start a job: ${new Date(dueMs).toUTCString().replace('GMT', '+0000')}`)
      return false
    }
    if (active.some(({ name }) => name === this.#jobName(dueMs)) || (lastScheduleTime !== undefined && parseTime(lastScheduleTime) === dueMs)) return false
    if (concurrencyPolicy === 'Forbid' && active.length > 0) {
      this.#tell('Normal', 'JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid')
      return false
    }
    if (concurrencyPolicy === 'Replace') for (const { namespace = '', name = '' } of active) this.#replace(namespace, name)
    return true
  }

  #replace(namespace: string, name: string): void {
    let job: Job
    try {
      job = this.#context.api.get('jobs.batch', namespace, name)
    } catch (error) {
      if (error instanceof StatusError) this.#tell('Warning', 'FailedGet', `Get job: ${error.message}`)
      throw error
    }
    if (!this.#delete(job)) throw new Error(`could not replace job ${namespace}/${name}`)
  }

  /** Makes the Job of a start and lists it. False if somebody has made it already and lists it himself. */
  #create(dueMs: number, zone: TimeZone): boolean {
    const { metadata, spec } = this.#cronJob.spec.jobTemplate
    const { namespace = '' } = this.#cronJob.metadata
    const name = this.#jobName(dueMs)
    const labels = metadata?.labels ?? {}
    const annotations = { ...metadata?.annotations, [SCHEDULED_FOR]: zone.format(dueMs) }
    let job: Job | undefined
    try {
      job = this.#context.api.create('jobs.batch', { metadata: { name, namespace, ...(Object.keys(labels).length > 0 ? { labels } : {}), annotations, ownerReferences: [controllerReference(this.#cronJob)] }, spec } as never)
      this.#tell('Normal', 'SuccessfulCreate', `Created job ${name}`)
    } catch (error) {
      if (!isAlreadyExists(error)) {
        if (error instanceof StatusError && !isNamespaceTerminating(error)) this.#tell('Warning', 'FailedCreate', `Error creating job: ${error.message}`)
        throw error
      }
      job = this.#job(namespace, name)
      if (!job || controllerOf(job)?.uid !== this.#cronJob.metadata.uid || this.#isActive(job.metadata.uid)) return false
    }
    this.#status.active = [...(this.#status.active ?? []), referenceTo(job)]
    this.#status.lastScheduleTime = formatTime(dueMs)
    this.#changed = true
    return true
  }

  #delete({ metadata }: Job): boolean {
    try {
      this.#context.api.delete('jobs.batch', metadata.namespace ?? '', metadata.name, { propagationPolicy: 'Background' })
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      this.#tell('Warning', 'FailedDelete', `Deleted job: ${error.message}`)
      return false
    }
    this.#dropActive(metadata.uid)
    this.#tell('Normal', 'SuccessfulDelete', `Deleted job ${metadata.name}`)
    return true
  }

  /** Minutes since the Unix epoch make the name, so that no start is made twice. */
  #jobName(dueMs: number): string {
    return `${this.#cronJob.metadata.name}-${Math.floor(dueMs / 60_000)}`
  }

  #job(namespace: string, name: string): Job | undefined {
    try {
      return this.#context.api.get('jobs.batch', namespace, name)
    } catch (error) {
      if (isNotFound(error)) return undefined
      throw error
    }
  }

  #isActive(jobUid: string): boolean {
    return this.#status.active?.some(({ uid }) => uid === jobUid) ?? false
  }

  #dropActive(jobUid: string): void {
    this.#status.active = this.#status.active?.filter(({ uid }) => uid !== jobUid)
    this.#changed = true
  }

  #tell(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#context.events.event(this.#cronJob, type, reason, message)
  }

  #withStatus(): CronJob {
    return { ...this.#cronJob, status: this.#status }
  }

  #write(): void {
    const { active, ...others } = this.#status
    this.#context.api.update('cronjobs.batch', { ...this.#cronJob, status: { ...others, ...(active?.length ? { active } : {}) } } as never, { subresource: 'status' })
  }
}

/** From when on starts count: the last one made, or the creation, or as far back as a start may still be made. */
function earliestMs(startingDeadlineSeconds: number | undefined, { metadata, status }: CronJob, nowMs: number): number {
  const sinceMs = parseTime(status.lastScheduleTime ?? metadata.creationTimestamp)
  return startingDeadlineSeconds === undefined ? sinceMs : Math.max(sinceMs, nowMs - startingDeadlineSeconds * 1000)
}

/** How long it is to the next start, in milliseconds (`nextScheduleTimeDuration`); undefined if there is none. */
export function untilNextMs(cronJob: CronJob, schedule: CronSchedule, zone: TimeZone, nowMs: number): number | undefined {
  let fromMs = nowMs
  try {
    const sinceMs = earliestMs(undefined, cronJob, nowMs)
    const { dueMs, missed } = standingOf(schedule, sinceMs, nowMs, zone)
    fromMs = dueMs ?? (missed === 'none' ? sinceMs : nowMs)
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error
  }
  const nextMs = nextAfter(schedule, fromMs, zone)
  return nextMs === undefined ? undefined : nextMs + PADDING_MS - nowMs
}

/** Those that were started first go first, those not started last. */
function byStart(a: Job, b: Job): number {
  const startMs = ({ status }: Job): number => (status.startTime === undefined ? Number.POSITIVE_INFINITY : parseTime(status.startTime))
  const [left, right] = [startMs(a), startMs(b)]
  return left === right ? (a.metadata.name < b.metadata.name ? -1 : 1) : left - right
}
