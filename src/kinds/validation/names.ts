/** How names, labels, ports and addresses must look (`k8s.io/apimachinery/pkg/util/validation`). Each function gives the faults of a text in the real server's words. */

function pattern(what: string, regex: string, ...examples: string[]): { regex: RegExp; fault: string } {
  return { regex: new RegExp(`^(?:${regex})$`), fault: `${what} (${examples.length > 0 ? `e.g. ${examples.map((example) => `'${example}'`).join(',  or ')}, ` : ''}regex used for validation is '${regex}')` }
}

const LABEL_TEXT = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const QUALIFIED_TEXT = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const NAME_RULE = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
const SUBDOMAIN_RULE = "must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"

const LABEL = pattern("a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character", LABEL_TEXT, 'my-name', '123-abc')
const LABEL_1035 = pattern("a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character", '[a-z]([-a-z0-9]*[a-z0-9])?', 'my-name', 'abc-123')
const SUBDOMAIN = pattern(`a lowercase RFC 1123 subdomain ${SUBDOMAIN_RULE}`, `${LABEL_TEXT}(\\.${LABEL_TEXT})*`, 'example.com')
const WILDCARD = pattern("a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character", `\\*\\.${LABEL_TEXT}(\\.${LABEL_TEXT})*`, '*.example.com')
const QUALIFIED = pattern(NAME_RULE, QUALIFIED_TEXT, 'MyName', 'my.name', '123-abc')
const LABEL_VALUE = pattern(`a valid label must be an empty string or ${NAME_RULE.replace('must ', '')}`, `(${QUALIFIED_TEXT})?`, 'MyValue', 'my_value', '12345')
const CONFIG_KEY = pattern("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", '[-._a-zA-Z0-9]+', 'key.name', 'KEY_NAME', 'key-name')
const HTTP_HEADER = pattern("a valid HTTP header must consist of alphanumeric characters or '-'", '[-A-Za-z0-9]+', 'X-Header-Name')
const PERCENT = pattern("a valid percent string must be a numeric string followed by an ending '%'", '[0-9]+%', '1%', '93%')
const HTTP_PATH = pattern('Invalid path', "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+")
const C_IDENTIFIER = pattern("a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'", '[A-Za-z_][A-Za-z0-9_]*', 'my_name', 'MY_NAME', 'MyName')

function faults(text: string, { regex, fault }: { regex: RegExp; fault: string }, longest?: number): string[] {
  return [...(longest !== undefined && text.length > longest ? [tooLong(longest)] : []), ...(regex.test(text) ? [] : [fault])]
}

export function tooLong(longest: number): string {
  return `must be no more than ${longest} characters`
}

export const subdomainFaults = (name: string): string[] => faults(name, SUBDOMAIN, 253)
export const labelFaults = (name: string): string[] => faults(name, LABEL, 63)
export const label1035Faults = (name: string): string[] => faults(name, LABEL_1035, 63)
export const wildcardFaults = (name: string): string[] => faults(name, WILDCARD, 253)
export const labelValueFaults = (value: string): string[] => faults(value, LABEL_VALUE, 63)
export const headerNameFaults = (name: string): string[] => faults(name, HTTP_HEADER)
export const percentFaults = (text: string): string[] => faults(text, PERCENT)
export const cIdentifierFaults = (text: string): string[] => faults(text, C_IDENTIFIER)

/** Names that become part of a path: those of RBAC objects, and parts of foreign references. */
export function pathFaults(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`]
  return ['/', '%'].filter((sign) => name.includes(sign)).map((sign) => `may not contain '${sign}'`)
}

/** Names of the kind `example.com/path`, of controllers and signers; an empty one is left to the caller. */
export function domainPathFaults(name: string): string[] {
  const slash = name.indexOf('/')
  if (slash <= 0 || slash === name.length - 1) return ['must be a domain-prefixed path (such as "acme.io/foo")']
  return [...subdomainFaults(name.slice(0, slash)), ...faults(name.slice(slash + 1), HTTP_PATH)]
}

/** Keys of labels and annotations, conditions, resources: `example.com/my-name`. */
export function qualifiedNameFaults(key: string): string[] {
  const parts = key.split('/')
  if (parts.length > 2) return [`a qualified name ${QUALIFIED.fault} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`]
  const name = parts.at(-1) ?? ''
  const prefix = parts.length === 1 ? [] : parts[0] === '' ? ['prefix part must be non-empty'] : subdomainFaults(parts[0] as string).map((fault) => `prefix part ${fault}`)
  const length = name === '' ? ['name part must be non-empty'] : name.length > 63 ? [`name part ${tooLong(63)}`] : []
  return [...prefix, ...length, ...(QUALIFIED.regex.test(name) ? [] : [`name part ${QUALIFIED.fault}`])]
}

/** Keys of ConfigMaps and Secrets: names of files. */
export function configKeyFaults(key: string): string[] {
  const out = faults(key, CONFIG_KEY, 253)
  if (key === '.') out.push(`must not be '.'`)
  else if (key === '..') out.push(`must not be '..'`)
  else if (key.startsWith('..')) out.push(`must not start with '..'`)
  return out
}

/** Names of environment variables: since 1.30 any printable ASCII but `=`. */
export function environmentNameFaults(name: string): string[] {
  if (name === '') return ['environment variable name must be non-empty']
  return /^[ -<>-~]+$/.test(name) ? [] : ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
}

export function portNameFaults(name: string): string[] {
  const out: string[] = []
  if (name.length > 15) out.push(tooLong(15))
  if (!/^[-a-z0-9]+$/.test(name)) out.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  if (!/[a-z]/.test(name)) out.push('must contain at least one letter (a-z)')
  if (name.includes('--')) out.push('must not contain consecutive hyphens')
  if (name.startsWith('-') || name.endsWith('-')) out.push('must not begin or end with a hyphen')
  return out
}

export function portNumberFaults(port: number | undefined): string[] {
  return (port ?? 0) >= 1 && (port ?? 0) <= 65_535 ? [] : ['must be between 1 and 65535, inclusive']
}

/** A port by number or by the name of a container's port. */
export function portFaults(port: number | string | undefined): string[] {
  return typeof port === 'string' ? portNameFaults(port) : portNumberFaults(port)
}

/** The four bytes of an IPv4 address; undefined if it is none. */
export function ipv4Bytes(text: string): number[] | undefined {
  if (!/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(text)) return undefined
  const bytes = text.split('.').map(Number)
  return bytes.every((byte) => byte <= 255) ? bytes : undefined
}

export function isIpv6(text: string): boolean {
  const [, head = text, tail] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? []
  if (tail !== undefined && !ipv4Bytes(tail)) return false
  const plain = tail === undefined ? head : `${head}0:0`
  const halves = plain.split('::')
  if (halves.length > 2 || !/^[0-9a-fA-F:]+$/.test(plain)) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  return groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) && (halves.length === 2 ? groups.length <= 7 : groups.length === 8)
}

export function ipFaults(address: string): string[] {
  return ipv4Bytes(address) || isIpv6(address) ? [] : ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']
}

/** An address range: `10.0.0.0/8`. */
export function cidrFaults(text: string): string[] {
  const [, address = '', bits = ''] = /^(.*)\/(\d{1,3})$/.exec(text) ?? []
  const good = ipv4Bytes(address) ? Number(bits) <= 32 : isIpv6(address) && Number(bits) <= 128
  return good && bits !== '' ? [] : ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']
}
