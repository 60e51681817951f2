import { formatTime } from '../base/time.ts'
import type { Kind } from './kind.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { label1035Faults, pathFaults, portNumberFaults, subdomainFaults } from './validation/names.ts'

interface Spec {
  readonly service?: { readonly namespace?: string; readonly name?: string; readonly port?: number }
  readonly group?: string
  readonly version?: string
  readonly insecureSkipTLSVerify?: boolean
  readonly caBundle?: string
  readonly groupPriorityMinimum?: number
  readonly versionPriority?: number
}

interface Condition {
  readonly type: string
  readonly status: string
  readonly reason?: string
}

/** Who serves a group version. Requests are not passed on to services: those of others are stored, and remain unavailable. */
export const apiService: Kind = {
  ...basics('apiregistration.k8s.io', 'APIService', 'apiservices'),
  namespaced: false,
  categories: ['api-extensions'],
  status: true,
  generation: 'none',
  requiresResourceVersion: true,
  inert: true,
  nameFaults: pathFaults,
  defaults(draft) {
    const service = draft['spec']?.service
    if (service) service.port ??= 443
  },
  prepareForCreate(draft, { nowMs }) {
    const local = { type: 'Available', status: 'True', lastTransitionTime: formatTime(nowMs), reason: 'Local', message: 'Local APIServices are always available' }
    draft['status'] = draft['spec']?.service ? {} : { conditions: [local] }
  },
  validate: (draft) => problemsOf((problems) => checkSpec((draft['spec'] ?? {}) as Spec, draft.metadata['name'] ?? '', problems)),
  validateStatusUpdate: (next) =>
    problemsOf((problems) =>
      ((next['status']?.conditions ?? []) as Condition[]).forEach(({ status = '' }, index) => {
        if (!['True', 'False', 'Unknown'].includes(status)) problems.notSupported(`status.conditions[${index}].status`, status, ['True', 'False', 'Unknown'])
      }),
    ),
  columns: columns('APIService', 'Service', 'Available', 'Age'),
  cells(object, context) {
    const { service } = object['spec'] as Spec
    const available = ((object['status'] as { conditions?: Condition[] }).conditions ?? []).find(({ type }) => type === 'Available')
    const told = available && available.status !== 'True' && available.reason ? `${available.status} (${available.reason})` : (available?.status ?? 'Unknown')
    return [service ? `${service.namespace}/${service.name}` : 'Local', told, age(object, context)]
  },
}

function checkSpec(spec: Spec, name: string, problems: Problems): void {
  const { group = '', version = '', groupPriorityMinimum = 0, versionPriority = 0, service, caBundle = '', insecureSkipTLSVerify = false } = spec
  const required = `${version}.${group}`
  if (pathFaults(name).length === 0 && name !== required) problems.invalid('metadata.name', name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(required)}`)
  if (group === '' && version !== 'v1') problems.required('spec.group', 'only v1 may have an empty group and it better be legacy kube')
  if (group !== '') problems.each('spec.group', group, subdomainFaults(group))
  problems.each('spec.version', version, label1035Faults(version))
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > 20_000) problems.invalid('spec.groupPriorityMinimum', groupPriorityMinimum, 'must be positive and less than 20000')
  if (versionPriority <= 0 || versionPriority > 1000) problems.invalid('spec.versionPriority', versionPriority, 'must be positive and less than 1000')
  if (!service) {
    if (caBundle !== '') problems.invalid('spec.caBundle', `${bytesOf(caBundle)} bytes`, 'local APIServices may not have a caBundle')
    if (insecureSkipTLSVerify) problems.invalid('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify')
    return
  }
  if (!service.namespace) problems.required('spec.service.namespace')
  if (!service.name) problems.required('spec.service.name')
  const faults = portNumberFaults(service.port)
  if (faults.length > 0) problems.invalid('spec.service.port', service.port ?? 0, `port is not valid: ${faults.join(', ')}`)
  if (insecureSkipTLSVerify && caBundle !== '') problems.invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present')
}

/** How many bytes a text in base64 stands for. */
function bytesOf(base64: string): number {
  return Math.floor((base64.replace(/=+$/, '').length * 3) / 4)
}
