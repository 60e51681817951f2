/** SHA-256 (FIPS 180-4). */
import { utf8Bytes } from './base64.ts'

const PRIMES = firstPrimes(64)
const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * 2 ** 32)
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)))
const ROUNDS = PRIMES.map((prime) => fraction(Math.cbrt(prime)))

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let candidate = 2; primes.length < count; candidate++) if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  return primes
}

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/** The 32 bytes of the sum of a text in UTF-8. */
export function sha256(text: string): number[] {
  const bytes = utf8Bytes(text)
  const bits = bytes.length * 8
  bytes.push(0x80)
  while (bytes.length % 64 !== 56) bytes.push(0)
  for (const part of [Math.floor(bits / 2 ** 32), bits]) for (const by of [24, 16, 8, 0]) bytes.push((part >>> by) & 255)
  let state = START
  for (let at = 0; at < bytes.length; at += 64) state = nextState(state, bytes, at)
  return state.flatMap((word) => [24, 16, 8, 0].map((by) => (word >>> by) & 255))
}

/** Bytes as lower-case hexadecimal digits. */
export function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function nextState(state: readonly number[], bytes: readonly number[], at: number): number[] {
  const words: number[] = []
  for (let i = 0; i < 16; i++) words.push([0, 1, 2, 3].reduce((word, byte) => (word << 8) | (bytes[at + 4 * i + byte] as number), 0))
  for (let i = 16; i < 64; i++) {
    const [early, late] = [words[i - 15] as number, words[i - 2] as number]
    const first = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
    const second = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
    words.push(((words[i - 16] as number) + first + (words[i - 7] as number) + second) | 0)
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let i = 0; i < 64; i++) {
    const sumE = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const first = (h + sumE + ((e & f) ^ (~e & g)) + (ROUNDS[i] as number) + (words[i] as number)) | 0
    const sumA = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const second = (sumA + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + (state[index] as number)) | 0)
}
