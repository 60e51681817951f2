const SIMPLE: Readonly<Record<string, string>> = { a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' }

/** Backslash escapes as echo and printf know them. `end`: a `\c` was met, after which nothing is written. */
export function unescapeText(text: string): { readonly text: string; readonly end: boolean } {
  let out = ''
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '\\' || at + 1 >= text.length) {
      out += text[at]
      continue
    }
    const rest = text.slice(at + 1)
    const octal = /^0?[0-7]{1,3}/.exec(rest)
    const hex = /^x[0-9a-fA-F]{1,2}/.exec(rest)
    if (rest[0] === 'c') return { text: out, end: true }
    if (octal) {
      out += String.fromCharCode(Number.parseInt(octal[0], 8) & 255)
      at += octal[0].length
    } else if (hex) {
      out += String.fromCharCode(Number.parseInt(hex[0].slice(1), 16))
      at += hex[0].length
    } else {
      const simple = SIMPLE[rest[0] as string]
      out += simple ?? `\\${rest[0]}`
      at++
    }
  }
  return { text: out, end: false }
}
