const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
export function utf8Bytes(text: string): number[] {
  const out: number[] = []
  for (const character of text) {
    let code = character.codePointAt(0) as number
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd
    if (code < 0x80) out.push(code)
    else if (code < 0x800) out.push(0xc0 | (code >> 6), 0x80 | (code & 63))
    else if (code < 0x10000) out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    else out.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
  }
  return out
}

/** The text of UTF-8 bytes; what is no UTF-8 becomes U+FFFD. */
export function utf8Text(bytes: ArrayLike<number>): string {
  let text = ''
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i++] as number
    const more = first < 0x80 ? 0 : first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : -1
    let code = more <= 0 ? first : first & (0x3f >> more)
    let good = more >= 0
    for (let k = 0; good && k < more; k++) {
      const next = bytes[i] as number
      if (i >= bytes.length || (next & 0xc0) !== 0x80) good = false
      else {
        code = (code << 6) | (next & 63)
        i++
      }
    }
    text += good && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
  }
  return text
}

export function bytesToBase64(bytes: ArrayLike<number>): string {
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i] as number, bytes[i + 1], bytes[i + 2]]
    out += DIGITS[a >> 2]
    out += DIGITS[((a & 3) << 4) | ((b ?? 0) >> 4)]
    out += b === undefined ? '=' : DIGITS[((b & 15) << 2) | ((c ?? 0) >> 6)]
    out += c === undefined ? '=' : DIGITS[c & 63]
  }
  return out
}

/** The bytes of a base64 text (line breaks are skipped, as Go does); undefined if it is none. */
export function base64ToBytes(text: string): number[] | undefined {
  const clean = text.replaceAll(/[\r\n]/g, '')
  if (clean.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(clean)) return undefined
  const out: number[] = []
  for (let i = 0; i < clean.length; i += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => DIGITS.indexOf(clean[i + k] as string)) as [number, number, number, number]
    out.push((a << 2) | (b >> 4))
    if (c >= 0) out.push(((b & 15) << 4) | (c >> 2))
    if (d >= 0) out.push(((c & 3) << 6) | d)
  }
  return out
}

export function textToBase64(text: string): string {
  return bytesToBase64(utf8Bytes(text))
}

/** The UTF-8 text behind a base64 text; '' if it is none. */
export function base64ToText(text: string): string {
  return utf8Text(base64ToBytes(text) ?? [])
}
