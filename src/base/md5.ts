import { utf8Bytes } from './base64.ts'

/** MD5 of a text, as lower-case hexadecimal digits (RFC 1321). For orders that Kubernetes takes from it; it protects nothing. */
export function md5(text: string): string {
  const bytes = utf8Bytes(text)
  const length = bytes.length
  bytes.push(0x80)
  while (bytes.length % 64 !== 56) bytes.push(0)
  for (let i = 0; i < 8; i++) bytes.push(Math.floor((length * 8) / 2 ** (8 * i)) & 255)
  let state: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let at = 0; at < bytes.length; at += 64) state = withBlock(state, bytes, at)
  return state.map(hexOf).join('')
}

type State = readonly [number, number, number, number]

const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const
const SINES = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32))

function withBlock(state: State, bytes: readonly number[], at: number): State {
  const word = (i: number): number => (bytes[at + 4 * i] ?? 0) | ((bytes[at + 4 * i + 1] ?? 0) << 8) | ((bytes[at + 4 * i + 2] ?? 0) << 16) | ((bytes[at + 4 * i + 3] ?? 0) << 24)
  let [a, b, c, d] = state
  for (let step = 0; step < 64; step++) {
    const round = step >> 4
    const [mixed, index] = mix(round, step, b, c, d)
    const sum = (a + mixed + (SINES[step] as number) + word(index)) | 0
    const shift = (SHIFTS[round] as (typeof SHIFTS)[number])[step & 3] as number
    a = d
    d = c
    c = b
    b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0
  }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0]
}

/** The round's function of three words, and which word of the block the step takes. */
function mix(round: number, step: number, b: number, c: number, d: number): [number, number] {
  if (round === 0) return [(b & c) | (~b & d), step]
  if (round === 1) return [(d & b) | (~d & c), (5 * step + 1) & 15]
  if (round === 2) return [b ^ c ^ d, (3 * step + 5) & 15]
  return [c ^ (b | ~d), (7 * step) & 15]
}

function hexOf(word: number): string {
  return [0, 8, 16, 24].map((shift) => ((word >>> shift) & 255).toString(16).padStart(2, '0')).join('')
}
