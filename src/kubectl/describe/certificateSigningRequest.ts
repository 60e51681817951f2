import type { CertificateSigningRequest } from 'kubernetes-types/certificates/v1'
import { humanDuration } from '../../base/duration.ts'
import { rfc1123 } from '../duration.ts'
import { KubectlError, messageOf } from '../errors.ts'
import { type CertificateRequest, parseCertificateRequest, type SubjectAttribute } from './certificateRequest.ts'
import { describerOf } from './describer.ts'
import { describeEvents } from './eventLines.ts'
import { joinLabels, Sheet } from './sheet.ts'
import { referenceTo } from './source.ts'

const SUBJECT_LISTS: readonly (readonly [string, SubjectAttribute])[] = [
  ['Organization', 'organization'],
  ['Organizational Unit', 'organizationalUnit'],
  ['Country', 'country'],
  ['Locality', 'locality'],
  ['Province', 'province'],
  ['StreetAddress', 'streetAddress'],
  ['PostalCode', 'postalCode'],
]

export const certificateSigningRequest = describerOf<CertificateSigningRequest>('certificates.k8s.io/v1', 'CertificateSigningRequest', async (object, source) => {
  const { metadata = {}, spec } = object
  const request = readRequest(spec.request)
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Labels:\t${joinLabels(metadata.labels)}`)
  sheet.line(0, `Annotations:\t${joinLabels(metadata.annotations)}`)
  sheet.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp ?? '')}`)
  sheet.line(0, `Requesting User:\t${spec.username ?? ''}`)
  if (spec.signerName) sheet.line(0, `Signer:\t${spec.signerName}`)
  if (spec.expirationSeconds !== undefined) sheet.line(0, `Requested Duration:\t${humanDuration(spec.expirationSeconds * 1000)}`)
  sheet.line(0, `Status:\t${statusText(object)}`)
  describeSubject(sheet, request)
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

function readRequest(text: string): CertificateRequest {
  try {
    return parseCertificateRequest(text)
  } catch (error) {
    throw new KubectlError(`Error parsing CSR: ${messageOf(error)}`)
  }
}

function statusText({ status }: CertificateSigningRequest): string {
  const has = (type: string) => status?.conditions?.some((condition) => condition.type === type)
  return `${has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending'}${has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`
}

function describeSubject(sheet: Sheet, { subject, dnsNames, emailAddresses, uris, ipAddresses }: CertificateRequest): void {
  const list = (title: string, values: readonly string[]) => {
    if (values.length > 0) sheet.line(0, `\t${title}:\t${values.join('\n\t\t')}`)
  }
  sheet.line(0, 'Subject:')
  sheet.line(0, `\tCommon Name:\t${subject.commonName.at(-1) ?? ''}`)
  sheet.line(0, `\tSerial Number:\t${subject.serialNumber.at(-1) ?? ''}`)
  for (const [title, attribute] of SUBJECT_LISTS) list(title, subject[attribute])
  if (dnsNames.length + emailAddresses.length + uris.length + ipAddresses.length === 0) return
  sheet.line(0, 'Subject Alternative Names:')
  list('DNS Names', dnsNames)
  list('Email Addresses', emailAddresses)
  list('URIs', uris)
  list('IP Addresses', ipAddresses)
}
