/** Breaks lines at blanks so that none is longer than the limit; words that are longer stay whole. Newlines and indentation of the text are kept. */
export function wordWrap(text: string, limit: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, limit))
    .join('\n')
}

function wrapLine(line: string, limit: number): string {
  let result = ''
  let column = 0
  for (const [, blanks = '', word = ''] of line.matchAll(/([^\S\u00a0]*)([\S\u00a0]*)/g)) {
    const before = column + blanks.length
    if (word === '') {
      if (before <= limit) result += blanks
    } else if (before + word.length > limit && before > 1) {
      result += `\n${word}`
      column = word.length
    } else {
      result += blanks + word
      column = before + word.length
    }
  }
  return result
}

/** Each line with blanks before it, empty ones too. */
export function indent(text: string, columns: number): string {
  const pad = ' '.repeat(columns)
  return pad + text.replaceAll('\n', `\n${pad}`)
}
