/** Fields of a pod that its containers may read, by the environment or by files (the downward API). */
import type { ObjectFieldSelector, ResourceFieldSelector } from 'kubernetes-types/core/v1'
import type { Problems } from './errors.ts'
import { qualifiedNameFaults } from './names.ts'

export const ENVIRONMENT_FIELDS = ['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs']
export const FILE_FIELDS = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid']
const READABLE = [...ENVIRONMENT_FIELDS, ...FILE_FIELDS, 'spec.restartPolicy', 'spec.schedulerName', 'status.phase', 'spec.host']
const RESOURCES = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory']
const SIZE_DIVISORS = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei']

export function checkFieldReference({ apiVersion, fieldPath = '' }: ObjectFieldSelector, allowed: readonly string[], path: string, problems: Problems): void {
  if (!apiVersion) return problems.required(`${path}.apiVersion`)
  if (fieldPath === '') return problems.required(`${path}.fieldPath`)
  const [, field = fieldPath, key] = /^(.+)\['(.*)'\]$/.exec(fieldPath) ?? []
  const subscripted = key !== undefined && (field === 'metadata.annotations' || field === 'metadata.labels')
  if (!subscripted && !READABLE.includes(fieldPath)) problems.invalid(`${path}.fieldPath`, fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`)
  else if (subscripted) problems.each(path, key, qualifiedNameFaults(field === 'metadata.annotations' ? key.toLowerCase() : key))
  else if (!allowed.includes(fieldPath)) problems.notSupported(`${path}.fieldPath`, fieldPath, allowed)
}

export function checkResourceReference({ containerName, resource = '', divisor = '0' }: ResourceFieldSelector, needsContainer: boolean, path: string, problems: Problems): void {
  const kind = resource.slice(resource.indexOf('.') + 1)
  const hugePages = /^(limits|requests)\.hugepages-/.test(resource)
  if (needsContainer && !containerName) problems.required(`${path}.containerName`)
  else if (resource === '') problems.required(`${path}.resource`)
  else if (!RESOURCES.includes(resource) && !hugePages) problems.notSupported(`${path}.resource`, resource, RESOURCES)
  if (divisor === '0') return
  if (kind === 'cpu') {
    if (divisor !== '1' && divisor !== '1m') problems.invalid(`${path}.divisor`, resource, "only divisor's values 1m and 1 are supported with the cpu resource")
    return
  }
  const name = kind === 'memory' ? 'memory' : kind === 'ephemeral-storage' ? 'local ephemeral storage' : hugePages ? 'hugepages' : ''
  if (name !== '' && !SIZE_DIVISORS.includes(divisor)) problems.invalid(`${path}.divisor`, resource, `only divisor's values ${SIZE_DIVISORS.join(', ')} are supported with the ${name} resource`)
}
