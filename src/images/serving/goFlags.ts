/** Command lines of Go programs (`flag`, `pflag`): `--name=value`, `--name value`, `-name`, and what is left over. */
export interface GoFlags {
  readonly values: Readonly<Record<string, string>>
  readonly operands: readonly string[]
  /** The first flag that is not known. */
  readonly unknown: string | undefined
}

/** @param known flags by name, with their defaults; those with a default of `true` or `false` need no value. */
export function parseGoFlags(words: readonly string[], known: Readonly<Record<string, string>>): GoFlags {
  const values: Record<string, string> = { ...known }
  const operands: string[] = []
  let unknown: string | undefined
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string
    if (word === '--') return { values, operands: [...operands, ...words.slice(at + 1)], unknown }
    const match = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word)
    const [, name = '', value] = match ?? []
    if (!match) operands.push(word)
    else if (!Object.hasOwn(known, name)) unknown ??= word
    else if (value !== undefined) values[name] = value
    else if (known[name] === 'true' || known[name] === 'false') values[name] = 'true'
    else values[name] = words[++at] ?? ''
  }
  return { values, operands, unknown }
}
