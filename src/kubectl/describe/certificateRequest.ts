import { base64ToBytes, base64ToText, utf8Text } from '../../base/base64.ts'

/** What a certificate signing request (PKCS #10) asks a certificate for. */
export interface CertificateRequest {
  /** Values of the subject by attribute. */
  readonly subject: Readonly<Record<SubjectAttribute, readonly string[]>>
  readonly dnsNames: readonly string[]
  readonly emailAddresses: readonly string[]
  readonly uris: readonly string[]
  readonly ipAddresses: readonly string[]
}

const SUBJECT_ATTRIBUTES = { '550403': 'commonName', '550405': 'serialNumber', '550406': 'country', '550407': 'locality', '550408': 'province', '550409': 'streetAddress', '55040a': 'organization', '55040b': 'organizationalUnit', '550411': 'postalCode' } as const
export type SubjectAttribute = (typeof SUBJECT_ATTRIBUTES)[keyof typeof SUBJECT_ATTRIBUTES]

const EXTENSION_REQUEST = '2a864886f70d01090e'
const SUBJECT_ALTERNATIVE_NAME = '551d11'

const ATTRIBUTES_TAG = 0xa0
const OCTET_STRING_TAG = 0x04
/** Tags of the alternative names, by what they hold. */
const NAME_TAGS = { emailAddresses: 0x81, dnsNames: 0x82, uris: 0x86, ipAddresses: 0x87 }

/** One value of ASN.1's DER encoding. */
interface DerValue {
  readonly tag: number
  readonly content: readonly number[]
}

function derValues(bytes: readonly number[]): DerValue[] {
  const values: DerValue[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] as number
    let length = bytes[at + 1] ?? 0
    at += 2
    if (length >= 0x80) {
      const lengthBytes = bytes.slice(at, at + length - 0x80)
      at += lengthBytes.length
      length = lengthBytes.reduce((sum, byte) => sum * 256 + byte, 0)
    }
    if (at + length > bytes.length) throw new Error('asn1: syntax error: data truncated')
    values.push({ tag, content: bytes.slice(at, at + length) })
    at += length
  }
  return values
}

const inside = (value: DerValue | undefined): DerValue[] => (value ? derValues(value.content) : [])
const hex = (value: DerValue | undefined) => (value?.content ?? []).map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** Reads the base64 of a PEM text, as it stands in `spec.request`. Throws for what is no such request. */
export function parseCertificateRequest(request: string): CertificateRequest {
  const block = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([\s\S]*?)-----END/.exec(base64ToText(request))
  const bytes = block && base64ToBytes((block[1] as string).replace(/\s/g, ''))
  if (!bytes) throw new Error('PEM block type must be CERTIFICATE REQUEST')
  const [outer] = derValues(bytes)
  const [information] = inside(outer)
  const [, name, , ...rest] = inside(information)
  const alternativeNames = extensionOf(rest.find(({ tag }) => tag === ATTRIBUTES_TAG), SUBJECT_ALTERNATIVE_NAME)
  const named = (wanted: number) => alternativeNames.filter(({ tag }) => tag === wanted).map(({ content }) => content)
  return {
    subject: subjectOf(name),
    dnsNames: named(NAME_TAGS.dnsNames).map(utf8Text),
    emailAddresses: named(NAME_TAGS.emailAddresses).map(utf8Text),
    uris: named(NAME_TAGS.uris).map(utf8Text),
    ipAddresses: named(NAME_TAGS.ipAddresses).map(ipText),
  }
}

function subjectOf(name: DerValue | undefined): CertificateRequest['subject'] {
  const subject: Record<SubjectAttribute, string[]> = { commonName: [], serialNumber: [], country: [], locality: [], province: [], streetAddress: [], organization: [], organizationalUnit: [], postalCode: [] }
  for (const relative of inside(name)) {
    for (const pair of inside(relative)) {
      const [type, value] = inside(pair)
      const attribute = SUBJECT_ATTRIBUTES[hex(type) as keyof typeof SUBJECT_ATTRIBUTES]
      if (attribute && value) subject[attribute].push(utf8Text(value.content))
    }
  }
  return subject
}

/** The values of an extension that the request's attributes ask for. */
function extensionOf(attributes: DerValue | undefined, wanted: string): DerValue[] {
  for (const attribute of inside(attributes)) {
    const [type, values] = inside(attribute)
    if (hex(type) !== EXTENSION_REQUEST) continue
    for (const extension of inside(inside(values)[0])) {
      const [identifier, ...parts] = inside(extension)
      const content = parts.find(({ tag }) => tag === OCTET_STRING_TAG)
      if (hex(identifier) === wanted) return inside(inside(content)[0])
    }
  }
  return []
}

function ipText(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0)).toString(16))
  const longest = (`:${groups.join(':')}`.match(/(:0)+(?=:|$)/g) ?? []).filter((run) => run.length > 2).sort((left, right) => right.length - left.length)[0]
  if (!longest) return groups.join(':')
  return `:${groups.join(':')}`.replace(longest, ':').replace(/^:(?!:)/, '').replace(/^:$/, '::')
}
