/** Probes and lifecycle hooks. */
import type { Lifecycle, Probe } from 'kubernetes-types/core/v1'
import type { Problems } from './errors.ts'
import { headerNameFaults, portFaults } from './names.ts'

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const

/** Checks what a probe or a hook does: one thing. */
function checkHandler(handler: any, graceSeconds: number | undefined, path: string, problems: Problems): void {
  const [first, ...others] = HANDLERS.filter((kind) => handler[kind])
  if (!first) return problems.required(path, 'must specify a handler type')
  const action = handler[first]
  const at = `${path}.${first}`
  if (first === 'exec') {
    if (!action.command?.length) problems.required(`${at}.command`)
  } else if (first === 'sleep') {
    const { seconds = 0 } = action
    if (graceSeconds !== undefined && (seconds <= 0 || seconds > graceSeconds))
      problems.invalid(at, seconds, `must be greater than 0 and less than terminationGracePeriodSeconds (${graceSeconds}). Enable AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep.`)
  } else {
    if (first === 'httpGet' && !action.path) problems.required(`${at}.path`)
    problems.each(`${at}.port`, action.port ?? 0, portFaults(action.port))
    if (first === 'httpGet') problems.optionalChoice(`${at}.scheme`, action.scheme ?? '', ['HTTP', 'HTTPS'])
    for (const { name = '' } of action.httpHeaders ?? []) problems.each(`${at}.httpHeaders`, name, headerNameFaults(name))
  }
  for (const kind of others) problems.forbidden(`${path}.${kind}`, 'may not specify more than 1 handler type')
}

export function checkLifecycle(lifecycle: Lifecycle | undefined, graceSeconds: number | undefined, path: string, problems: Problems): void {
  for (const hook of ['postStart', 'preStop'] as const) if (lifecycle?.[hook]) checkHandler(lifecycle[hook], graceSeconds, `${path}.${hook}`, problems)
}

const NUMBERS = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const

export const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const

export function checkProbe(probe: Probe | undefined, kind: (typeof PROBES)[number], graceSeconds: number | undefined, path: string, problems: Problems): void {
  if (!probe) return
  checkHandler(probe, graceSeconds, path, problems)
  for (const number of NUMBERS) problems.nonNegative(`${path}.${number}`, probe[number])
  const grace = probe.terminationGracePeriodSeconds
  if (grace !== undefined && grace <= 0) problems.invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0')
  if (kind === 'readinessProbe') {
    if (grace !== undefined) problems.invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes')
  } else if (probe.successThreshold !== 1) problems.invalid(`${path}.successThreshold`, probe.successThreshold ?? 0, 'must be 1')
}
