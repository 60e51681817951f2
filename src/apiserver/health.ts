import type { ApiResponse } from '../client/transport.ts'
import type { Query } from './requestInfo.ts'
import { text } from './responses.ts'

const HOOKS = [
  'start-apiserver-admission-initializer', 'generic-apiserver-start-informers', 'priority-and-fairness-config-consumer', 'priority-and-fairness-filter', 'storage-object-count-tracker-hook',
  'start-apiextensions-informers', 'start-apiextensions-controllers', 'crd-informer-synced', 'start-system-namespaces-controller', 'start-cluster-authentication-info-controller',
  'start-kube-apiserver-identity-lease-controller', 'start-kube-apiserver-identity-lease-garbage-collector', 'start-legacy-token-tracking-controller', 'start-service-ip-repair-controllers',
  'rbac/bootstrap-roles', 'scheduling/bootstrap-system-priority-classes', 'priority-and-fairness-config-producer', 'bootstrap-controller', 'start-kube-aggregator-informers',
  'apiservice-status-local-available-controller', 'apiservice-status-remote-available-controller', 'apiservice-registration-controller', 'apiservice-discovery-controller', 'kube-apiserver-autoregistration',
]
const LATE_HOOKS = ['apiservice-openapi-controller', 'apiservice-openapiv3-controller']
const CHECKS = [...HOOKS.map((hook) => `poststarthook/${hook}`), 'autoregister-completion', ...LATE_HOOKS.map((hook) => `poststarthook/${hook}`)]

/** The checks behind each path, in the order in which they are made. A server that answers at all passes them. */
const CHECKS_OF = {
  healthz: ['ping', 'log', 'etcd', ...CHECKS],
  livez: ['ping', 'log', 'etcd', ...CHECKS],
  readyz: ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', ...CHECKS, 'shutdown'],
}

type HealthPath = keyof typeof CHECKS_OF

/** `/healthz`, `/livez` and `/readyz`, and each of their checks below them. */
export function healthCheck(path: HealthPath, check: string, query: Query): ApiResponse | undefined {
  const checks = CHECKS_OF[path]
  if (check !== '') return checks.includes(check) ? text(200, 'ok', {}) : undefined
  if (!query.has('verbose')) return text(200, 'ok')
  const excluded = query.all('exclude')
  return text(200, `${checks.map((name) => `[+]${name} ${excluded.includes(name) ? 'excluded: ok' : 'ok'}\n`).join('')}${path} check passed\n`)
}

export function healthPaths(): string[] {
  return Object.entries(CHECKS_OF).flatMap(([path, checks]) => [`/${path}`, ...checks.map((check) => `/${path}/${check}`)])
}
