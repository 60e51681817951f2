/** Options as getopt(3) reads them. */
export interface Options {
  readonly flags: ReadonlySet<string>
  /** The last value of each option that takes one. */
  readonly values: ReadonlyMap<string, string>
  /** All values of options that may be given several times, in order. */
  readonly all: readonly (readonly [string, string])[]
  readonly operands: readonly string[]
  /** An option that there is not: `-x`. */
  readonly unknown?: string
}

/**
 * @param letters those that are known, each followed by `:` if it takes a value: `n:qv`.
 * @param long long names and the letters that they stand for.
 */
export function parseOptions(words: readonly string[], letters: string, long: Readonly<Record<string, string>> = {}): Options {
  const flags = new Set<string>()
  const values = new Map<string, string>()
  const all: (readonly [string, string])[] = []
  const operands: string[] = []
  let unknown: string | undefined
  const takesValue = (letter: string): boolean => letters[letters.indexOf(letter) + 1] === ':'
  const note = (letter: string, value: string): void => {
    values.set(letter, value)
    all.push([letter, value])
  }
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string
    if (word === '--') {
      operands.push(...words.slice(index + 1))
      break
    }
    if (word.startsWith('--')) {
      const [name = '', given] = splitOnce(word.slice(2))
      const letter = long[name]
      if (letter === undefined) unknown ??= word
      else if (takesValue(letter)) note(letter, given ?? words[++index] ?? '')
      else flags.add(letter)
    } else if (/^-./.test(word)) {
      for (let at = 1; at < word.length; at++) {
        const letter = word[at] as string
        if (letter === ':' || !letters.includes(letter)) unknown ??= `-${letter}`
        else if (takesValue(letter)) {
          note(letter, at + 1 < word.length ? word.slice(at + 1) : (words[++index] ?? ''))
          break
        } else flags.add(letter)
      }
    } else operands.push(word)
  }
  return { flags, values, all, operands, ...(unknown === undefined ? {} : { unknown }) }
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf('=')
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}
