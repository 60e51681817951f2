/** Configurations of admission webhooks. They are stored and checked; no webhook is called. */
import { deepEqual } from '../base/equality.ts'
import type { ValidatingWebhook, WebhookClientConfig } from 'kubernetes-types/admissionregistration/v1'
import type { Kind } from './kind.ts'
import type { MutatingWebhookConfiguration } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { checkMatchConditions, checkRule, defaultMatch, FAILURE_POLICIES, MATCH_POLICIES, type MatchCondition } from './validation/admissionRules.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goStrings } from './validation/goValue.ts'
import { checkLabelSelector } from './validation/labelSelector.ts'
import { label1035Faults, portNumberFaults, subdomainFaults } from './validation/names.ts'

type Webhook = ValidatingWebhook & { readonly reinvocationPolicy?: string; readonly matchConditions?: readonly MatchCondition[] }

const REVIEW_VERSIONS = ['v1', 'v1beta1']
const SIDE_EFFECTS = ['None', 'NoneOnDryRun']
const TIMEOUT_LONGEST_SECONDS = 30

export const validatingWebhookConfiguration = configuration('ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', false)
export const mutatingWebhookConfiguration = configuration('MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', true)

function configuration(kind: string, plural: string, mutating: boolean): Kind {
  return {
    ...basics('admissionregistration.k8s.io', kind, plural),
    namespaced: false,
    categories: ['api-extensions'],
    generation: (next, old) => !deepEqual(next['webhooks'], old['webhooks']),
    requiresResourceVersion: true,
    inert: true,
    defaults(draft) {
      for (const webhook of draft['webhooks'] ?? []) {
        webhook.failurePolicy ??= 'Fail'
        webhook.timeoutSeconds ??= 10
        if (mutating) webhook.reinvocationPolicy ??= 'Never'
        if (webhook.clientConfig?.service) webhook.clientConfig.service.port ??= 443
        defaultMatch(webhook)
      }
    },
    validate: (draft) =>
      problemsOf((problems) => {
        const webhooks = (draft['webhooks'] ?? []) as readonly Webhook[]
        webhooks.forEach((webhook, index) => {
          const at = `webhooks[${index}]`
          checkWebhook(webhook, mutating, at, problems)
          checkReviewVersions(webhook.admissionReviewVersions ?? [], `${at}.admissionReviewVersions`, problems)
          if (webhook.name && webhooks.slice(0, index).some(({ name }) => name === webhook.name)) problems.duplicate(`${at}.name`, webhook.name)
        })
      }),
    columns: columns(kind, 'Webhooks', 'Age'),
    cells: (object, context) => [(object as unknown as MutatingWebhookConfiguration).webhooks?.length ?? 0, age(object, context)],
  }
}

function checkWebhook(webhook: Webhook, mutating: boolean, path: string, problems: Problems): void {
  checkName(webhook.name ?? '', `${path}.name`, problems)
  webhook.rules?.forEach((rule, index) => checkRule(rule, `${path}.rules[${index}]`, problems))
  problems.optionalChoice(`${path}.failurePolicy`, webhook.failurePolicy, FAILURE_POLICIES)
  problems.optionalChoice(`${path}.matchPolicy`, webhook.matchPolicy, MATCH_POLICIES)
  if (webhook.sideEffects === undefined) problems.required(`${path}.sideEffects`, `must specify one of ${SIDE_EFFECTS.join(', ')}`)
  else if (!SIDE_EFFECTS.includes(webhook.sideEffects)) problems.notSupported(`${path}.sideEffects`, webhook.sideEffects, SIDE_EFFECTS)
  const { timeoutSeconds } = webhook
  if (timeoutSeconds !== undefined && (timeoutSeconds > TIMEOUT_LONGEST_SECONDS || timeoutSeconds < 1)) problems.invalid(`${path}.timeoutSeconds`, timeoutSeconds, `the timeout value must be between 1 and ${TIMEOUT_LONGEST_SECONDS} seconds`)
  checkLabelSelector(webhook.namespaceSelector, `${path}.namespaceSelector`, problems)
  checkLabelSelector(webhook.objectSelector, `${path}.objectSelector`, problems)
  if (mutating) problems.optionalChoice(`${path}.reinvocationPolicy`, webhook.reinvocationPolicy, ['IfNeeded', 'Never'])
  checkClient(webhook.clientConfig ?? {}, `${path}.clientConfig`, problems)
  checkMatchConditions(webhook.matchConditions ?? [], `${path}.matchConditions`, problems)
}

function checkName(name: string, path: string, problems: Problems): void {
  const faults = subdomainFaults(name)
  if (name === '') problems.required(path)
  else if (faults.length > 0) problems.invalid(path, name, faults.join(','))
  else if (name.split('.').length < 3) problems.invalid(path, name, 'should be a domain with at least three segments separated by dots')
}

const URL_FORM = '; desired format: https://host[/path]'

function checkClient({ url, service }: WebhookClientConfig, path: string, problems: Problems): void {
  if ((url === undefined) === (service === undefined)) return problems.required(path, 'exactly one of url or service is required')
  if (url !== undefined) return checkUrl(url, `${path}.url`, problems)
  const { name, namespace, port, path: target } = service as { name?: string; namespace?: string; port?: number; path?: string }
  const at = `${path}.service`
  if (!name) problems.required(`${at}.name`, 'service name is required')
  if (!namespace) problems.required(`${at}.namespace`, 'service namespace is required')
  const faults = portNumberFaults(port)
  if (faults.length > 0) problems.invalid(`${at}.port`, port ?? 0, `port is not valid: ${faults.join(', ')}`)
  if (target !== undefined && target !== '' && target !== '/') checkServicePath(target, `${at}.path`, problems)
}

function checkUrl(url: string, path: string, problems: Problems): void {
  const [, scheme = '', , authority = '', , query, fragment] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/.exec(url) ?? []
  const at = authority.lastIndexOf('@')
  if (scheme.toLowerCase() !== 'https') problems.invalid(path, scheme.toLowerCase(), `'https' is the only allowed URL scheme${URL_FORM}`)
  if (authority.slice(at + 1) === '') problems.invalid(path, '', `host must be specified${URL_FORM}`)
  if (at >= 0) problems.invalid(path, authority.slice(0, at), 'user information is not permitted in the URL')
  if (fragment) problems.invalid(path, fragment, 'fragments are not permitted in the URL')
  if (query) problems.invalid(path, query, 'query parameters are not permitted in the URL')
}

function checkServicePath(target: string, path: string, problems: Problems): void {
  if (target === '//') return problems.invalid(path, target, 'segment[0] may not be empty')
  if (!target.startsWith('/')) problems.invalid(path, target, "must start with a '/'")
  const segments = target.slice(1).split('/')
  if (segments.at(-1) === '') segments.pop()
  segments.forEach((segment, index) => {
    if (segment === '') return problems.invalid(path, target, `segment[${index}] may not be empty`)
    const faults = subdomainFaults(segment)
    if (faults.length > 0) problems.invalid(path, target, `segment[${index}]: ${faults[0]}`)
  })
}

function checkReviewVersions(versions: readonly string[], path: string, problems: Problems): void {
  if (versions.length === 0) return problems.required(path, `must specify one of ${REVIEW_VERSIONS.join(', ')}`)
  versions.forEach((version, index) => {
    if (versions.indexOf(version) < index) problems.invalid(`${path}[${index}]`, version, 'duplicate version')
    else problems.each(`${path}[${index}]`, version, label1035Faults(version))
  })
  if (!versions.some((version) => REVIEW_VERSIONS.includes(version))) problems.invalid(path, goStrings(versions), `must include at least one of ${REVIEW_VERSIONS.join(', ')}`)
}
