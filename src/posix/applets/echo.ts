import type { Program } from '../process.ts'
import { unescapeText } from './escapes.ts'
import { write } from './input.ts'

export const echo: Program = function* (process) {
  const words = process.arguments.slice(1)
  let newline = true
  let escapes = false
  while (/^-[neE]+$/.test(words[0] ?? '')) {
    const option = words.shift() as string
    if (option.includes('n')) newline = false
    if (option.includes('e')) escapes = true
    if (option.includes('E')) escapes = false
  }
  const text = words.join(' ')
  const { text: shown, end } = escapes ? unescapeText(text) : { text, end: false }
  yield* write(shown + (newline && !end ? '\n' : ''))
  return 0
}
