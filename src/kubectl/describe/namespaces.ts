import type { LimitRange, LimitRangeSpec, Namespace, ResourceQuota } from 'kubernetes-types/core/v1'
import { StatusError } from '../../client/status.ts'
import { canonicalQuantity, formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { rfc1123 } from '../duration.ts'
import { collectionPath } from '../paths.ts'
import { describerOf } from './describer.ts'
import { Sheet, sortedEntries } from './sheet.ts'
import type { DescribeSource } from './source.ts'

const NANO = 1_000_000_000n

const SCOPE_HELP: Readonly<Record<string, string>> = {
  Terminating: 'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating: 'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort: 'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
}

const LIMIT_HEADERS = ['Type', 'Resource', 'Min', 'Max', 'Default Request', 'Default Limit', 'Max Limit/Request Ratio']

export const namespace = describerOf<Namespace>('v1', 'Namespace', async ({ metadata = {}, status }, source) => {
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, `Status:\t${status?.phase ?? ''}`)
  const conditions = status?.conditions ?? []
  if (conditions.length > 0) {
    sheet.line(0, 'Conditions:')
    sheet.table(1, ['Type', 'Status', 'LastTransitionTime', 'Reason', 'Message'], conditions.map(({ type, status: value, lastTransitionTime, reason = '', message = '' }) => [type, value, rfc1123(lastTransitionTime ?? '0001-01-01T00:00:00Z'), reason, message]))
  }
  const quotas = await listKnown<ResourceQuota>(source, 'resourcequotas', metadata.name)
  if (quotas) describeQuotas(sheet, quotas)
  const ranges = await listKnown<LimitRange>(source, 'limitranges', metadata.name)
  if (ranges) describeRanges(sheet, ranges)
  return sheet
})

/** The objects of a type in a namespace; undefined when the server does not know the type. */
async function listKnown<T>(source: DescribeSource, resource: string, name: string | undefined): Promise<T[] | undefined> {
  try {
    return (await source.list(collectionPath('v1', resource, name))) as T[]
  } catch (error) {
    if (error instanceof StatusError && error.code === 404) return undefined
    throw error
  }
}

function describeQuotas(sheet: Sheet, quotas: readonly ResourceQuota[]): void {
  sheet.line(0, '')
  if (quotas.length === 0) return sheet.line(0, 'No resource quota.')
  sheet.line(0, 'Resource Quotas')
  for (const { metadata, spec, status } of [...quotas].sort((left, right) => ((left.metadata?.name ?? '') < (right.metadata?.name ?? '') ? -1 : 1))) {
    sheet.line(1, `Name:\t${metadata?.name}`)
    describeScopes(sheet, 1, '* ', spec?.scopes)
    const rows = sortedEntries(status?.hard).map(([name, hard]) => [name, canonicalQuantity(status?.used?.[name] ?? '0'), canonicalQuantity(hard)])
    sheet.table(1, ['Resource', 'Used', 'Hard'], rows, ['--------', '---', '---'])
  }
}

function describeScopes(sheet: Sheet, level: number, mark: string, scopes: readonly string[] = []): void {
  if (scopes.length === 0) return
  const sorted = [...scopes].sort()
  sheet.line(level, `Scopes:\t${sorted.join(', ')}`)
  for (const scope of sorted) if (SCOPE_HELP[scope]) sheet.line(level, `${mark}${SCOPE_HELP[scope]}`)
}

function describeRanges(sheet: Sheet, ranges: readonly LimitRange[]): void {
  sheet.line(0, '')
  if (ranges.length === 0) return sheet.line(0, 'No LimitRange resource.')
  sheet.line(0, 'Resource Limits')
  const rows = ranges.flatMap(({ spec }) => limitRows(spec)).map(([type, ...rest]) => [` ${type}`, ...rest])
  sheet.table(0, [` ${LIMIT_HEADERS[0]}`, ...LIMIT_HEADERS.slice(1)], rows, [' ----', ...LIMIT_HEADERS.slice(1).map((header) => '-'.repeat(header.length))])
}

/** One row for each resource that an item limits, in the order of their names. */
function limitRows(spec: LimitRangeSpec | undefined): string[][] {
  return (spec?.limits ?? []).flatMap((item) => {
    const lists = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio]
    const names = [...new Set(lists.flatMap((list) => Object.keys(list ?? {})))].sort()
    return names.map((name) => [item.type, name, ...lists.map((list) => (list?.[name] === undefined ? '-' : canonicalQuantity(list[name])))])
  })
}

export const limitRange = describerOf<LimitRange>('v1', 'LimitRange', async ({ metadata, spec }) => {
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata?.name}`)
  sheet.line(0, `Namespace:\t${metadata?.namespace}`)
  sheet.table(0, LIMIT_HEADERS, limitRows(spec))
  return sheet
})

export const resourceQuota = describerOf<ResourceQuota>('v1', 'ResourceQuota', async ({ metadata, spec, status }) => {
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata?.name}`)
  sheet.line(0, `Namespace:\t${metadata?.namespace}`)
  describeScopes(sheet, 0, ' * ', spec?.scopes)
  const rows = sortedEntries(status?.hard).map(([name, hard]) => [name, inFormOf(hard, status?.used?.[name] ?? '0'), canonicalQuantity(hard)])
  sheet.table(0, ['Resource', 'Used', 'Hard'], rows)
  return sheet
})

/** A quantity with the suffixes that the other one has: whole units, when it is written otherwise itself. */
function inFormOf(model: string, text: string): string {
  const { form } = parseQuantity(model)
  const quantity = parseQuantity(text)
  return formatQuantity(quantity.form === form ? quantity : { nano: ((quantity.nano + NANO - 1n) / NANO) * NANO, form })
}
