import { compareQuantities, parseQuantity } from '../base/quantity.ts'
import type { LimitRangeItem } from 'kubernetes-types/core/v1'
import type { Kind } from './kind.ts'
import type { LimitRange } from './resources.ts'
import { basics } from './standard.ts'
import { CREATED_AT } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goQuantity } from './validation/goValue.ts'
import { qualifiedNameFaults } from './validation/names.ts'
import { checkContainerResourceName, checkResourceName, isOvercommitAllowed } from './validation/resources.ts'

type Amounts = Readonly<Record<string, string>>

const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim']
const LISTS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const

export const limitRange: Kind = {
  ...basics('', 'LimitRange', 'limitranges'),
  shortNames: ['limits'],
  createOnUpdate: true,
  ...CREATED_AT,
  defaults(draft) {
    draft.spec ??= { limits: null }
    for (const item of draft.spec.limits ?? []) if (item.type === 'Container') defaultItem(item)
  },
  validate: (draft) =>
    problemsOf((problems) => {
      const limits = ((draft as unknown as LimitRange).spec.limits ?? []) as readonly LimitRangeItem[]
      limits.forEach((item, index) => {
        const at = `spec.limits[${index}]`
        checkType(item.type ?? '', `${at}.type`, problems)
        if (limits.slice(0, index).some(({ type }) => type === item.type)) problems.duplicate(`${at}.type`, item.type)
        checkNames(item, at, problems)
        checkBounds(item, at, problems)
      })
    }),
}

/** Defaults follow from bounds: the default limit is the maximum, the default request the default limit or the minimum. */
function defaultItem(item: Record<string, any>): void {
  const limits = { ...item['max'], ...item['default'] }
  const requests = { ...item['min'], ...limits, ...item['defaultRequest'] }
  if (Object.keys(limits).length > 0) item['default'] = limits
  if (Object.keys(requests).length > 0) item['defaultRequest'] = requests
}

function checkType(type: string, path: string, problems: Problems): void {
  const faults = qualifiedNameFaults(type)
  problems.each(path, type, faults)
  if (faults.length === 0 && !type.includes('/') && !TYPES.includes(type)) problems.invalid(path, type, 'must be a standard limit type or fully qualified')
}

function checkNames(item: LimitRangeItem, path: string, problems: Problems): void {
  const checkName = item.type === 'Pod' || item.type === 'Container' ? checkContainerResourceName : checkResourceName
  for (const list of LISTS) {
    if (item.type === 'Pod' && (list === 'default' || list === 'defaultRequest')) {
      if (Object.keys(item[list] ?? {}).length > 0) problems.forbidden(`${path}.${list}`, "may not be specified when `type` is 'Pod'")
      continue
    }
    if (list === 'maxLimitRequestRatio' && item.type === 'PersistentVolumeClaim' && item.min?.['storage'] === undefined && item.max?.['storage'] === undefined)
      problems.required(`${path}.limits`, 'either minimum or maximum storage value is required, but neither was provided')
    for (const name of Object.keys(item[list] ?? {})) checkName(name, `${path}.${list}[${name}]`, problems)
  }
}

function checkBounds(item: LimitRangeItem, path: string, problems: Problems): void {
  const amounts = (list: (typeof LISTS)[number]): Amounts => (item.type === 'Pod' && (list === 'default' || list === 'defaultRequest') ? {} : ((item[list] ?? {}) as Amounts))
  for (const name of new Set(LISTS.flatMap((list) => Object.keys(amounts(list))))) {
    const [max, min, limit, request, ratio] = LISTS.map((list) => amounts(list)[name])
    const exceeds = (one: string | undefined, other: string | undefined): boolean => one !== undefined && other !== undefined && compareQuantities(parseQuantity(one), parseQuantity(other)) > 0
    const refuse = (list: string, shown: string | undefined, detail: string): void => problems.invalid(`${path}.${list}[${name}]`, goQuantity(shown ?? '0'), detail)
    if (exceeds(min, max)) refuse('min', min, `min value ${min} is greater than max value ${max}`)
    if (exceeds(min, request)) refuse('defaultRequest', request, `min value ${min} is greater than default request value ${request}`)
    if (exceeds(request, max)) refuse('defaultRequest', request, `default request value ${request} is greater than max value ${max}`)
    if (exceeds(request, limit)) refuse('defaultRequest', request, `default request value ${request} is greater than default limit value ${limit}`)
    // The real server shows the bound here, not the default.
    if (exceeds(min, limit)) refuse('default', min, `min value ${min} is greater than default value ${limit}`)
    if (exceeds(limit, max)) refuse('default', max, `default value ${limit} is greater than max value ${max}`)
    if (ratio !== undefined) checkRatio(ratio, min, max, refuse)
    if (!isOvercommitAllowed(name) && limit !== undefined && request !== undefined && limit !== request) refuse('defaultRequest', request, `default value ${limit} must equal to defaultRequest value ${request} in ${name}`)
  }
}

function checkRatio(ratio: string, min: string | undefined, max: string | undefined, refuse: (list: string, shown: string, detail: string) => void): void {
  const value = Number(parseQuantity(ratio).nano) / 1e9
  if (value < 1) refuse('maxLimitRequestRatio', ratio, `ratio ${ratio} is less than 1`)
  if (min === undefined || max === undefined) return
  const most = Number(parseQuantity(max).nano) / Number(parseQuantity(min).nano)
  if (value > most) refuse('maxLimitRequestRatio', ratio, `ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`)
}
