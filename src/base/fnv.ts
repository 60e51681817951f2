import { NAME_ALPHABET } from './random.ts'

/** FNV-1a, 32 bits, over bytes; an unsigned number. */
export function fnv32a(bytes: Iterable<number>): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/** A sum as a name may hold it: each decimal digit replaced by a letter or digit that is not easily confused (`apimachinery/pkg/util/rand SafeEncodeString`). */
export function safeEncode(sum: number): string {
  return Array.from(String(sum), (digit) => NAME_ALPHABET[digit.charCodeAt(0) % NAME_ALPHABET.length]).join('')
}
