import type { Problems } from './errors.ts'
import { ipv4Bytes, isIpv6 } from './names.ts'

/** Ranges to which no traffic can be sent on (`ValidateNonSpecialIP`). */
const SPECIAL = [
  { is: (first: number, _second: number, text: string) => first === 127 || text === '::1', fault: 'may not be in the loopback range (127.0.0.0/8, ::1/128)' },
  { is: (first: number, second: number, text: string) => (first === 169 && second === 254) || /^fe[89ab]/i.test(text), fault: 'may not be in the link-local range (169.254.0.0/16, fe80::/10)' },
  { is: (first: number, second: number, text: string) => (first === 224 && second === 0 && text.startsWith('224.0.0.')) || /^ff02/i.test(text), fault: 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)' },
] as const

/** Checks that an address is one to which traffic can be sent on. */
export function checkUsableAddress(address: string, path: string, problems: Problems): void {
  const bytes = ipv4Bytes(address)
  if (!bytes && !isIpv6(address)) return problems.invalid(path, address, 'must be a valid IP address')
  if (address === '0.0.0.0' || address === '::') problems.invalid(path, address, `may not be unspecified (${address})`)
  for (const { is, fault } of SPECIAL) if (is(bytes?.[0] ?? 0, bytes?.[1] ?? 0, address)) problems.invalid(path, address, fault)
}

/** Whether a range of addresses lies within another and is smaller; both must be sound. */
export function isWithin(inner: string, outer: string): boolean {
  const [innerAddress = '', innerLength = ''] = inner.split('/')
  const [outerAddress = '', outerLength = ''] = outer.split('/')
  const [own, around] = [addressBits(innerAddress), addressBits(outerAddress)]
  return own.length === around.length && Number(innerLength) > Number(outerLength) && own.startsWith(around.slice(0, Number(outerLength)))
}

/** An address in zeros and ones. */
function addressBits(address: string): string {
  const bytes = ipv4Bytes(address)
  if (bytes) return bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)
  const [first = 0, second = 0, third = 0, fourth = 0] = (tail && ipv4Bytes(tail[2] as string)) ?? []
  const text = tail ? `${tail[1]}${(first * 256 + second).toString(16)}:${(third * 256 + fourth).toString(16)}` : address
  const [before = '', after] = text.split('::')
  const groups = (part: string | undefined): string[] => (part ? part.split(':') : [])
  const missing = after === undefined ? [] : Array.from({ length: 8 - groups(before).length - groups(after).length }, () => '0')
  return [...groups(before), ...missing, ...groups(after)].map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('')
}
