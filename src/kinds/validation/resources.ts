/** Names and amounts of resources: cpu, memory, hugepages, extended ones (`pkg/apis/core/helper`, `ValidateResourceRequirements`). */
import { compareQuantities, parseQuantity } from '../../base/quantity.ts'
import type { ResourceRequirements } from 'kubernetes-types/core/v1'
import type { Problems } from './errors.ts'
import { GoText, goQuantity } from './goValue.ts'
import { qualifiedNameFaults } from './names.ts'

const COMPUTE = ['cpu', 'memory', 'ephemeral-storage']
const COUNTED_OBJECTS = ['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps', 'persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers']
const QUOTA = [...COMPUTE, ...COMPUTE.flatMap((name) => [`requests.${name}`, `limits.${name}`]), 'requests.storage', ...COUNTED_OBJECTS]
const STANDARD = [...QUOTA, 'storage']

const isHugePages = (name: string): boolean => name.startsWith('hugepages-')
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/')

/** Whether more of a resource may be promised than there is: then limits may be above requests. */
export function isOvercommitAllowed(name: string): boolean {
  return isNative(name) && !isHugePages(name)
}

/** Whether quotas know the resource by this name alone. */
export function isStandardQuotaName(name: string): boolean {
  return QUOTA.includes(name) || isHugePages(name) || name.startsWith('requests.hugepages-')
}

/** Resources that others than Kubernetes name: `example.com/gpu`. */
export function isExtendedResource(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.') && qualifiedNameFaults(`requests.${name}`).length === 0
}

export function checkResourceName(name: string, path: string, problems: Problems): boolean {
  const shown = new GoText(name)
  const faults = qualifiedNameFaults(name)
  problems.each(path, shown, faults)
  if (faults.length > 0) return false
  const standard = name.includes('/') || STANDARD.includes(name) || isHugePages(name) || name.startsWith('requests.hugepages-')
  if (!standard) problems.invalid(path, shown, 'must be a standard resource type or fully qualified')
  return standard
}

export function checkContainerResourceName(name: string, path: string, problems: Problems): void {
  checkResourceName(name, path, problems)
  const shown = new GoText(name)
  if (!name.includes('/')) {
    if (!COMPUTE.includes(name) && !isHugePages(name)) problems.invalid(path, shown, 'must be a standard resource for containers')
  } else if (!isNative(name) && !isExtendedResource(name)) problems.invalid(path, shown, "doesn't follow extended resource name standard")
}

export function checkQuotaResourceName(name: string, path: string, problems: Problems): void {
  checkResourceName(name, path, problems)
  if (!name.includes('/') && !isStandardQuotaName(name)) problems.invalid(path, new GoText(name), 'must be a standard resource for quota')
}

/** Checks that an amount is not negative, and whole where only whole ones make sense. */
export function checkAmount(name: string, amount: string, path: string, problems: Problems): void {
  const { nano } = parseQuantity(amount)
  if (nano < 0n) problems.invalid(path, amount, 'must be greater than or equal to 0')
  if ((COUNTED_OBJECTS.includes(name) || isExtendedResource(name)) && nano % 1_000_000_000n !== 0n) problems.invalid(path, goQuantity(amount), 'must be an integer')
}

function checkHugePages(name: string, amount: string, path: string, problems: Problems): void {
  if (!isHugePages(name)) return
  const size = parseQuantity(name.slice('hugepages-'.length)).nano
  if (parseQuantity(amount).nano % size !== 0n) problems.invalid(path, amount, `${amount} is not positive integer multiple of ${name}`)
}

/** Checks requests and limits of a container. */
export function checkResourceRequirements(resources: ResourceRequirements | undefined, path: string, problems: Problems): void {
  const limits = (resources?.limits ?? {}) as Record<string, string>
  const requests = (resources?.requests ?? {}) as Record<string, string>
  for (const [name, amount] of Object.entries(limits)) {
    const at = `${path}.limits[${name}]`
    checkContainerResourceName(name, at, problems)
    checkAmount(name, amount, at, problems)
    checkHugePages(name, amount, at, problems)
  }
  for (const [name, amount] of Object.entries(requests)) {
    const at = `${path}.requests[${name}]`
    checkContainerResourceName(name, at, problems)
    checkAmount(name, amount, at, problems)
    const limit = limits[name]
    const overcommits = isOvercommitAllowed(name)
    if (limit === undefined) {
      if (!overcommits) problems.required(`${path}.limits`, 'Limit must be set for non overcommitable resources')
    } else {
      const compared = compareQuantities(parseQuantity(amount), parseQuantity(limit))
      if (compared !== 0 && !overcommits) problems.invalid(`${path}.requests`, amount, `must be equal to ${name} limit of ${limit}`)
      else if (compared > 0) problems.invalid(`${path}.requests`, amount, `must be less than or equal to ${name} limit of ${limit}`)
    }
    checkHugePages(name, amount, at, problems)
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)]
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) problems.forbidden(path, 'HugePages require cpu or memory')
}
