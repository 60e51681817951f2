import { compareQuantities, parseQuantity, type Quantity, formatQuantity } from '../../base/quantity.ts'
import type { Container, LimitRangeItem, PodSpec } from 'kubernetes-types/core/v1'
import { addAmounts, podAmounts, type Amounts } from '../../kinds/podSpec/resources.ts'
import type { LimitRange } from '../../kinds/resources.ts'
import { forbidden } from '../errors.ts'
import type { AdmissionContext, AdmissionPlugin, Attributes } from './plugin.ts'

const ANNOTATION = 'kubernetes.io/limit-ranger'

/** Fills in what containers ask for, and holds pods and claims within the bounds of their namespace (`plugin/pkg/admission/limitranger`). */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  operations: ['create', 'update'],
  mutate(attributes, context) {
    if (attributes.resource !== 'pods' || attributes.operation !== 'create' || attributes.subresource !== '') return
    const { object } = attributes
    if (!object) return
    for (const { spec } of rangesOf(attributes, context)) {
      const told = fillIn(object['spec'] as PodSpec, spec.limits ?? [])
      if (told.length > 0) object.metadata['annotations'] = { ...object.metadata['annotations'], [ANNOTATION]: `LimitRanger plugin set: ${told.join('; ')}` }
    }
  },
  validate(attributes, context) {
    const { resource, object } = attributes
    const isPod = resource === 'pods' && attributes.operation === 'create'
    if (attributes.subresource !== '' || !object || (!isPod && resource !== 'persistentvolumeclaims')) return
    for (const { spec } of rangesOf(attributes, context)) {
      const faults = (spec.limits ?? []).flatMap((limit) => (isPod ? podFaults(object['spec'], limit) : claimFaults(object['spec'], limit)))
      if (faults.length > 0) throw forbidden({ group: '', plural: resource, name: attributes.name }, faults.length === 1 ? (faults[0] as string) : `[${faults.join(', ')}]`)
    }
  },
}

function rangesOf({ namespace }: Attributes, context: AdmissionContext): LimitRange[] {
  return context.list('limitranges', namespace) as unknown as LimitRange[]
}

/** Gives each container what it leaves open, and tells what was given. */
function fillIn(spec: PodSpec, limits: readonly LimitRangeItem[]): string[] {
  const ofContainers = limits.filter(({ type }) => type === 'Container')
  const defaults = { requests: Object.assign({}, ...ofContainers.map(({ defaultRequest }) => defaultRequest)), limits: Object.assign({}, ...ofContainers.map((limit) => limit.default)) }
  const told = (what: string) => (container: Container): string[] =>
    (['requests', 'limits'] as const).flatMap((list) => {
      const resources = (container.resources ??= {})
      const missing = Object.keys(defaults[list]).filter((name) => resources[list]?.[name] === undefined)
      if (missing.length === 0) return []
      resources[list] = { ...defaults[list], ...resources[list] }
      return [`${missing.sort().join(', ')} ${list.slice(0, -1)} for ${what} ${container.name}`]
    })
  return [...(spec.containers ?? []).flatMap(told('container')), ...(spec.initContainers ?? []).flatMap(told('init container'))]
}

function podFaults(spec: PodSpec, limit: LimitRangeItem): string[] {
  if (limit.type === 'Pod') return faultsOf(limit, podAmounts(spec, 'requests'), podAmounts(spec, 'limits'))
  if (limit.type !== 'Container') return []
  return [...(spec.containers ?? []), ...(spec.initContainers ?? [])].flatMap(({ resources }) => faultsOf(limit, amountsOf(resources?.requests), amountsOf(resources?.limits)))
}

function amountsOf(list: Readonly<Record<string, unknown>> | undefined): Amounts {
  const amounts: Amounts = new Map()
  addAmounts(amounts, list)
  return amounts
}

function bounds(list: unknown): [name: string, bound: string, quantity: Quantity][] {
  return Object.entries((list ?? {}) as Record<string, string>).map(([name, bound]) => [name, bound, parseQuantity(bound)])
}

function faultsOf(limit: LimitRangeItem, requests: Amounts, limits: Amounts): string[] {
  const { type } = limit
  const low = bounds(limit.min).map(([name, bound, least]) => {
    const [request, most] = [requests.get(name), limits.get(name)]
    const text = `minimum ${name} usage per ${type} is ${bound}`
    if (!request) return `${text}.  No request is specified`
    if (compareQuantities(request, least) < 0) return `${text}, but request is ${formatQuantity(request)}`
    return most && compareQuantities(most, least) < 0 ? `${text}, but limit is ${formatQuantity(most)}` : ''
  })
  const high = bounds(limit.max).map(([name, bound, largest]) => {
    const [request, most] = [requests.get(name), limits.get(name)]
    const text = `maximum ${name} usage per ${type} is ${bound}`
    if (!most) return `${text}.  No limit is specified`
    if (compareQuantities(most, largest) > 0) return `${text}, but limit is ${formatQuantity(most)}`
    return request && compareQuantities(request, largest) > 0 ? `${text}, but request is ${formatQuantity(request)}` : ''
  })
  const ratios = bounds(limit.maxLimitRequestRatio).map(([name, bound, ratio]) => {
    const [request, most] = [requests.get(name), limits.get(name)]
    const text = `${name} max limit to request ratio per ${type} is ${bound}`
    if (!request || request.nano === 0n) return `${text}, but no request is specified or request is 0`
    if (!most || most.nano === 0n) return `${text}, but no limit is specified or limit is 0`
    const actual = Number(most.nano) / Number(request.nano)
    return actual > Number(ratio.nano) / 1e9 ? `${text}, but provided ratio is ${actual.toFixed(6)}` : ''
  })
  return [...low, ...high, ...ratios].filter((fault) => fault !== '')
}

function claimFaults(spec: { resources?: { requests?: Record<string, unknown> } }, limit: LimitRangeItem): string[] {
  if (limit.type !== 'PersistentVolumeClaim') return []
  const requests = amountsOf(spec.resources?.requests)
  const high = bounds(limit.max).map(([name, bound, largest]) => {
    const request = requests.get(name)
    const text = `maximum ${name} usage per PersistentVolumeClaim is ${bound}`
    if (!request) return `${text}.  No request is specified`
    return compareQuantities(request, largest) > 0 ? `${text}, but request is ${formatQuantity(request)}` : ''
  })
  return [...faultsOf({ type: limit.type, ...(limit.min ? { min: limit.min } : {}) }, requests, new Map()), ...high.filter((fault) => fault !== '')]
}
