/** POSIX regular expressions as those of JavaScript. */

/** What a pattern may be at the most: longer ones are mistakes, or traps. */
const LENGTH_MOST = 2_000

/** @param extended as `grep -E`: `+ ? | ( ) { }` have a meaning without a backslash, and lose it with one. Throws for a pattern that is none. */
export function compilePattern(pattern: string, { extended = false, ignoreCase = false, fixed = false, flags = '' }: { extended?: boolean; ignoreCase?: boolean; fixed?: boolean; flags?: string }): RegExp {
  if (pattern.length > LENGTH_MOST) throw new SyntaxError('Regular expression too big')
  const source = fixed ? pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : translated(pattern, extended)
  return new RegExp(source, `${flags}${ignoreCase ? 'i' : ''}`)
}

function translated(pattern: string, extended: boolean): string {
  let out = ''
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string
    if (character === '[') {
      const end = bracketEnd(pattern, at)
      out += bracket(pattern.slice(at, end))
      at = end - 1
    } else if (character === '\\') {
      const next = pattern[++at] ?? '\\'
      if ('+?|(){}'.includes(next)) out += extended ? `\\${next}` : next
      else if (next === '<' || next === '>') out += '\\b'
      else out += /[\w.^$*[\]\\/-]/.test(next) ? (/[a-zA-Z0-9]/.test(next) && !'wWsSbBdDnt123456789'.includes(next) ? next : `\\${next}`) : next
    } else if (!extended && '+?|(){}'.includes(character)) out += `\\${character}`
    else if (!extended && character === '*' && (out === '' || out === '^' || out.endsWith('('))) out += '\\*'
    else if (!extended && character === '^' && at > 0 && !out.endsWith('(') && !out.endsWith('|')) out += '\\^'
    else if (!extended && character === '$' && at < pattern.length - 1 && !/^\\[)|]/.test(pattern.slice(at + 1))) out += '\\$'
    else out += character
  }
  return out
}

function bracketEnd(pattern: string, at: number): number {
  let end = at + 1
  if (pattern[end] === '^') end++
  if (pattern[end] === ']') end++
  while (end < pattern.length && pattern[end] !== ']') end = pattern.startsWith('[:', end) ? pattern.indexOf(':]', end) + 2 || pattern.length : end + 1
  if (end >= pattern.length) throw new SyntaxError('Unmatched [')
  return end + 1
}

const CLASSES: Readonly<Record<string, string>> = { alpha: 'a-zA-Z', digit: '0-9', alnum: 'a-zA-Z0-9', upper: 'A-Z', lower: 'a-z', space: '\\s', blank: ' \\t', punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9a-fA-F', word: '\\w' }

function bracket(text: string): string {
  const inner = text.slice(1, -1)
  const negated = inner.startsWith('^')
  const body = (negated ? inner.slice(1) : inner).replace(/\[:(\w+):\]|[\\\][]/g, (match, name?: string) => (name === undefined ? `\\${match}` : (CLASSES[name] ?? '')))
  return `[${negated ? '^' : ''}${body}]`
}
