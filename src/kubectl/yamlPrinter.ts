import { readsAsString } from './yamlScalars.ts'

/** Text of a JSON value as sigs.k8s.io/yaml prints it (go-yaml v2): sorted keys, lists not indented, lines folded after column 80. */
export function printYaml(value: unknown): string {
  const writer = new YamlWriter()
  writer.value(plain(value), { indent: 0, position: 'root' })
  return writer.text
}

/** JSON's view of a value: undefined members vanish. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => (each === undefined ? null : plain(each)))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [key, plain(each)]),
  )
}

const BEST_WIDTH = 80

interface Place {
  /** Columns by which this value's block is indented. */
  readonly indent: number
  readonly position: 'root' | 'mapping value' | 'sequence item'
}

class YamlWriter {
  text = ''
  #column = 0

  #put(text: string): void {
    this.text += text
    const newline = text.lastIndexOf('\n')
    this.#column = newline < 0 ? this.#column + [...text].length : [...text.slice(newline + 1)].length
  }

  #break(indent: number): void {
    this.#put(`\n${' '.repeat(indent)}`)
  }

  value(value: unknown, place: Place): void {
    if (Array.isArray(value)) this.#sequence(value, place)
    else if (value !== null && typeof value === 'object') this.#mapping(value as Record<string, unknown>, place)
    else {
      if (place.position === 'mapping value') this.#put(' ')
      this.#scalar(value, place.indent)
      this.#put('\n')
    }
  }

  #empty(text: string, { position }: Place): void {
    this.#put(position === 'mapping value' ? ` ${text}\n` : `${text}\n`)
  }

  #sequence(items: readonly unknown[], place: Place): void {
    if (items.length === 0) return this.#empty('[]', place)
    if (place.position === 'mapping value') this.#put('\n')
    items.forEach((item, index) => {
      const continues = index === 0 && place.position === 'sequence item'
      this.#put(`${continues ? '' : ' '.repeat(place.indent)}- `)
      const isScalar = item === null || typeof item !== 'object'
      this.value(item, { indent: isScalar ? place.indent : place.indent + 2, position: 'sequence item' })
    })
  }

  #mapping(object: Record<string, unknown>, place: Place): void {
    const keys = Object.keys(object).sort(compareKeys)
    if (keys.length === 0) return this.#empty('{}', place)
    if (place.position === 'mapping value') this.#put('\n')
    keys.forEach((key, index) => {
      if (index > 0 || place.position !== 'sequence item') this.#put(' '.repeat(place.indent))
      this.#key(key, place.indent)
      const value = object[key]
      const isScalar = value === null || typeof value !== 'object'
      this.value(value, { indent: isScalar || Array.isArray(value) ? place.indent : place.indent + 2, position: 'mapping value' })
    })
  }

  #key(key: string, indent: number): void {
    const isSimple = [...key].length <= 128 && !key.includes('\n')
    if (isSimple) this.#put(`${inlineText(key, true)}:`)
    else {
      this.#put('? ')
      this.#string(key, indent, false)
      this.#put(`\n${' '.repeat(indent)}:`)
    }
  }

  #scalar(value: unknown, indent: number): void {
    if (typeof value === 'string') this.#string(value, indent, false)
    else if (typeof value === 'number') this.#put(numberText(value))
    else this.#put(String(value))
  }

  #string(text: string, indent: number, isKey: boolean): void {
    const shape = analyse(text)
    const style = styleOf(text, shape, isKey)
    const inner = indent + 2
    if (style === 'plain') this.#folded(text, inner)
    else if (style === 'single') {
      this.#put("'")
      this.#folded(text.replaceAll("'", "''"), inner, true)
      this.#put("'")
    } else if (style === 'double') this.#doubleQuoted(text, inner)
    else this.#literal(text, inner)
  }

  /** Writes words, breaking the line at a single blank once the best width is passed. */
  #folded(text: string, indent: number, quoted = false): void {
    const characters = [...text]
    let run = ''
    let afterBlank = false
    characters.forEach((character, index) => {
      if (character !== ' ') {
        run += character
        afterBlank = false
        return
      }
      const inside = !quoted || (index > 0 && index < characters.length - 1)
      if (!afterBlank && inside && this.#column + [...run].length > BEST_WIDTH && characters[index + 1] !== ' ') {
        this.#put(run)
        run = ''
        this.#break(indent)
      } else run += ' '
      afterBlank = true
    })
    this.#put(run)
  }

  #doubleQuoted(text: string, indent: number): void {
    const characters = [...text]
    let run = '"'
    let afterBlank = false
    characters.forEach((character, index) => {
      const isInner = index > 0 && index < characters.length - 1
      if (character === ' ' && !afterBlank && isInner && this.#column + [...run].length > BEST_WIDTH) {
        this.#put(run)
        run = ''
        this.#break(indent)
        if (characters[index + 1] === ' ') run = '\\'
        afterBlank = true
        return
      }
      run += escaped(character)
      afterBlank = character === ' '
    })
    this.#put(`${run}"`)
  }

  #literal(text: string, indent: number): void {
    const hint = /^[ \n]/.test(text) ? '2' : ''
    const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : ''
    this.#put(`|${hint}${chomp}`)
    const body = text.endsWith('\n') ? text.slice(0, -1) : text
    for (const line of body.split('\n')) this.#put(line === '' ? '\n' : `\n${' '.repeat(indent)}${line}`)
  }
}

function inlineText(text: string, isKey: boolean): string {
  const style = styleOf(text, analyse(text), isKey)
  if (style === 'plain') return text
  return style === 'single' ? `'${text.replaceAll("'", "''")}'` : `"${[...text].map(escaped).join('')}"`
}

function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value)
  return String(value).replace(/e([-+])(\d)$/, 'e$10$2')
}

interface Shape {
  plain: boolean
  single: boolean
  literal: boolean
}

const isPrintable = (character: string) => {
  const code = character.codePointAt(0) as number
  return (code >= 0x20 && code <= 0x7e) || code === 0x0a || code === 0x85 || (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff) || code > 0xffff
}

/** Which styles can hold a text (libyaml's analyze_scalar, block context). */
function analyse(text: string): Shape {
  const shape: Shape = { plain: true, single: true, literal: true }
  if (text === '') return { plain: false, single: true, literal: false }
  if (/^(---|\.\.\.)/.test(text) || /^[#,[\]{}&*!|>'"%@`]/.test(text) || /^[?:-](\s|$)/.test(text) || /.:(\s|$)|\s#/s.test(text)) shape.plain = false
  if (/^[ \n]|[ \n]$/.test(text) || text.includes('\n')) shape.plain = false
  if (text.endsWith(' ')) shape.literal = false
  if (/\n /.test(text)) shape.plain = shape.single = false
  if (/ \n/.test(text) || [...text].some((character) => !isPrintable(character))) shape.plain = shape.single = shape.literal = false
  return shape
}

function styleOf(text: string, shape: Shape, isKey: boolean): 'plain' | 'single' | 'double' | 'literal' {
  if (text.includes('\n')) return shape.literal && !isKey ? 'literal' : 'double'
  if (!readsAsString(text)) return 'double'
  if (shape.plain) return 'plain'
  return shape.single ? 'single' : 'double'
}

const ESCAPES: Readonly<Record<string, string>> = { '\0': '\\0', '\x07': '\\a', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\v': '\\v', '\f': '\\f', '\r': '\\r', '\x1b': '\\e', '"': '\\"', '\\': '\\\\', '\x85': '\\N', '\xa0': '\\_', '\u2028': '\\L', '\u2029': '\\P' }

function escaped(character: string): string {
  const known = ESCAPES[character]
  if (known && (character === '"' || character === '\\' || !isPrintable(character) || character === '\n')) return known
  if (isPrintable(character)) return character
  const code = character.codePointAt(0) as number
  const hex = code.toString(16).toUpperCase()
  return code <= 0xff ? `\\x${hex.padStart(2, '0')}` : code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

const isLetter = (character: string) => /\p{L}/u.test(character)
const isDigit = (character: string | undefined) => character !== undefined && /\d/.test(character)

function digitsFrom(characters: readonly string[], start: number): string {
  let end = start
  while (isDigit(characters[end])) end++
  return characters.slice(start, end).join('')
}

/** The order of keys: letters after all else, numbers inside of names by value (go-yaml's keyList). */
export function compareKeys(left: string, right: string): number {
  const a = [...left]
  const b = [...right]
  for (let index = 0; index < a.length && index < b.length; index++) {
    const [x, y] = [a[index] as string, b[index] as string]
    if (x === y) continue
    if (isLetter(x) && isLetter(y)) return x < y ? -1 : 1
    if (isLetter(x) || isLetter(y)) return isLetter(y) ? -1 : 1
    let before = index
    while (before > 0 && isDigit(a[before - 1])) before--
    const insideNumber = (x === '0' || y === '0') && /[1-9]/.test(a.slice(before, index).join(''))
    const lead = insideNumber ? '1' : ''
    const [m, n] = [digitsFrom(a, index), digitsFrom(b, index)]
    const difference = Number(lead + m) - Number(lead + n) || m.length - n.length
    return difference || (x < y ? -1 : 1)
  }
  return a.length - b.length
}
