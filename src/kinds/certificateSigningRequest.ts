import { base64ToText } from '../base/base64.ts'
import { humanDuration } from '../base/duration.ts'
import { deepEqual } from '../base/equality.ts'
import { formatTime } from '../base/time.ts'
import type { CertificateSigningRequestCondition, CertificateSigningRequestSpec, CertificateSigningRequestStatus } from 'kubernetes-types/certificates/v1'
import type { Draft, Kind } from './kind.ts'
import type { CertificateSigningRequest } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goBytes } from './validation/goValue.ts'
import { checkSignerName } from './validation/signers.ts'

const USAGES = [
  'any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign', 'data encipherment', 'decipher only', 'digital signature', 'email protection', 'encipher only', 'ipsec end system',
  'ipsec tunnel', 'ipsec user', 'key agreement', 'key encipherment', 'microsoft sgc', 'netscape sgc', 'ocsp signing', 's/mime', 'server auth', 'signing', 'timestamping',
]
const EXPIRES_EARLIEST_SECONDS = 600
const LEGACY_SIGNER = 'kubernetes.io/legacy-unknown'
const DECISIONS = ['Approved', 'Denied']

type Condition = CertificateSigningRequestCondition

/** Requests for certificates. The request itself is not read beyond its PEM frame. */
export const certificateSigningRequest: Kind = {
  ...basics('certificates.k8s.io', 'CertificateSigningRequest', 'certificatesigningrequests'),
  namespaced: false,
  shortNames: ['csr'],
  status: true,
  generation: 'none',
  nameFaults: () => [],
  subresources: { approval: { verbs: ['get', 'patch', 'update'] } },
  prepareForCreate(draft, { caller }) {
    const spec = (draft['spec'] ??= {})
    for (const field of ['username', 'uid', 'groups', 'extra']) delete spec[field]
    if (caller) {
      spec.username = caller.user
      if (caller.uid) spec.uid = caller.uid
      if (caller.groups.length > 0) spec.groups = [...caller.groups]
    }
    draft['status'] = {}
  },
  prepareForUpdate(draft, old) {
    draft['spec'] = old['spec']
  },
  prepareForStatusUpdate(draft, old, { nowMs }) {
    draft['status'].conditions = withTimes(draft['status'].conditions ?? [], old['status'] as CertificateSigningRequestStatus, nowMs)
    if (draft['status'].conditions.length === 0) delete draft['status'].conditions
  },
  validate: (draft) => problemsOf((problems) => checkRequest(draft, problems)),
  validateStatusUpdate: (next, old) =>
    problemsOf((problems) => {
      const before = (old as unknown as CertificateSigningRequest).status
      checkConditions(next['status'].conditions ?? [], problems)
      checkCertificate(next['status'].certificate, before.certificate, problems)
      checkKept(next['status'].conditions ?? [], before.conditions ?? [], problems)
      for (const type of DECISIONS) {
        const [after, earlier] = [ofType(next['status'].conditions ?? [], type), ofType(before.conditions ?? [], type)]
        if (after.length > earlier.length) problems.forbidden('status.conditions', `updates may not add a condition of type "${type}"`)
        else if (after.length === earlier.length && !deepEqual(after, earlier)) problems.forbidden('status.conditions', `updates may not modify a condition of type "${type}"`)
      }
    }),
  selectableFields: { 'spec.signerName': ({ spec }: CertificateSigningRequest) => spec.signerName },
  columns: columns('CertificateSigningRequest', 'Age', 'SignerName', 'Requestor', 'RequestedDuration', 'Condition'),
  cells(object, context) {
    const { spec, status } = object as unknown as CertificateSigningRequest
    const { expirationSeconds } = spec as { expirationSeconds?: number }
    return [age(object, context), spec.signerName || '<none>', spec.username ?? '', expirationSeconds === undefined ? '<none>' : humanDuration(expirationSeconds * 1000), conditionWord(status)]
  },
}

/** An approval or refusal as it is to be stored: the conditions of a request, with their times; only they may change. */
export function approved(old: CertificateSigningRequest, conditions: readonly Condition[], nowMs: number): { status: CertificateSigningRequestStatus; problems: ReturnType<typeof problemsOf> } {
  const timed = withTimes(conditions, old.status, nowMs)
  const problems = problemsOf((found) => {
    checkConditions(timed, found)
    checkKept(timed, old.status.conditions ?? [], found)
  })
  return { status: { ...old.status, ...(timed.length > 0 ? { conditions: timed } : {}) }, problems }
}

function ofType(conditions: readonly Condition[], type: string): Condition[] {
  return conditions.filter((condition) => condition.type === type)
}

function withTimes(conditions: readonly Condition[], old: CertificateSigningRequestStatus | undefined, nowMs: number): Condition[] {
  const now = formatTime(nowMs)
  return conditions.map((condition) => {
    const before = old?.conditions?.find(({ type, status }) => type === condition.type && status === condition.status)
    return { ...condition, lastUpdateTime: condition.lastUpdateTime ?? now, lastTransitionTime: condition.lastTransitionTime ?? before?.lastTransitionTime ?? now }
  })
}

function conditionWord({ conditions = [], certificate }: CertificateSigningRequestStatus): string {
  const has = (type: string): boolean => ofType(conditions, type).length > 0
  const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending'
  return decision + (has('Failed') ? ',Failed' : '') + (certificate ? ',Issued' : '')
}

function checkRequest(draft: Draft, problems: Problems): void {
  const { request = '', usages = [], signerName = '', expirationSeconds } = (draft['spec'] ?? {}) as CertificateSigningRequestSpec & { expirationSeconds?: number }
  if (!/-----BEGIN CERTIFICATE REQUEST-----[\s\S]*-----END CERTIFICATE REQUEST-----/.test(base64ToText(request))) problems.invalid('spec.request', goBytes(request), 'PEM block type must be CERTIFICATE REQUEST')
  if (usages.length === 0) problems.required('spec.usages')
  usages.forEach((usage, index) => problems.optionalChoice(`spec.usages[${index}]`, usage, USAGES))
  usages.forEach((usage, index) => {
    if (usages.indexOf(usage) < index) problems.duplicate(`spec.usages[${index}]`, usage)
  })
  if (signerName === LEGACY_SIGNER) problems.invalid('spec.signerName', signerName, 'the legacy signerName is not allowed via this API version')
  else checkSignerName(signerName, 'spec.signerName', problems)
  if (expirationSeconds !== undefined && expirationSeconds < EXPIRES_EARLIEST_SECONDS) problems.invalid('spec.expirationSeconds', expirationSeconds, 'may not specify a duration less than 600 seconds (10 minutes)')
}

function checkConditions(conditions: readonly Condition[], problems: Problems): void {
  conditions.forEach(({ type = '', status = '' }, index) => {
    const at = `status.conditions[${index}]`
    if (type === '') problems.required(`${at}.type`)
    problems.choice(`${at}.status`, status, ['Approved', 'Denied', 'Failed'].includes(type) ? ['True'] : ['False', 'True', 'Unknown'])
    const other = type === 'Approved' ? 'Denied' : type === 'Denied' ? 'Approved' : undefined
    if (other && ofType(conditions.slice(0, index), other).length > 0) problems.invalid(`${at}.type`, type, 'Approved and Denied conditions are mutually exclusive')
    if (ofType(conditions.slice(0, index), type).length > 0) problems.duplicate(`${at}.type`, type)
  })
}

function checkKept(conditions: readonly Condition[], before: readonly Condition[], problems: Problems): void {
  for (const type of ['Approved', 'Denied', 'Failed']) if (ofType(conditions, type).length < ofType(before, type).length) problems.forbidden('status.conditions', `updates may not remove a condition of type "${type}"`)
}

function checkCertificate(certificate: string | undefined, before: string | undefined, problems: Problems): void {
  if ((certificate ?? '') === (before ?? '')) return
  const refuse = (fault: string): void => problems.invalid('status.certificate', '<certificate data>', fault)
  const blocks = [...base64ToText(certificate ?? '').matchAll(/-----BEGIN ([^-]+)-----/g)].map(([, type]) => type)
  const other = blocks.find((type) => type !== 'CERTIFICATE')
  if (certificate && other) refuse(`only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(other)}`)
  else if (certificate && blocks.length === 0) refuse('must contain at least one CERTIFICATE PEM block')
  if (before) problems.forbidden('status.certificate', 'updates may not modify existing certificate content')
}
