/**
 * The line on which one types: editing keys as in readline's emacs mode, history with search, completion. It knows no terminal but the text that goes to it: keys
 * come in as a terminal sends them, what is to be shown goes out with ANSI sequences.
 */
import { characterWidth, characters } from './characters.ts'

/** What may stand at the cursor's place, and where the word begins that it replaces. */
export interface Completions {
  readonly from: number
  readonly candidates: readonly string[]
}

export interface LineEditorOptions {
  /** Sends text to the terminal. */
  write(text: string): void
  columns(): number
  /** What the words before the cursor can become. */
  complete(line: string, cursor: number): Promise<Completions>
  /** A whole line was entered. */
  onLine(line: string): void
  /** Ctrl-C at the prompt. */
  onInterrupt(): void
  /** Ctrl-D on an empty line. */
  onEnd(): void
}

const HISTORY_MOST = 1_000

export class LineEditor {
  readonly #options: LineEditorOptions
  #prompt = ''
  /** Characters as a person counts them. */
  #line: string[] = []
  #cursor = 0
  #active = false
  /** Rows below the prompt's first on which the cursor was left. */
  #cursorRow = 0
  readonly history: string[] = []
  #historyAt = 0
  /** What was typed before the history was gone through. */
  #draft: string[] = []
  #killed: string[] = []
  #search: { text: string; at: number } | undefined
  #completedTwice = false
  /** Keys that came while completions were looked up: they are taken after that. */
  #held: string[] | undefined

  constructor(options: LineEditorOptions) {
    this.#options = options
  }

  /** Shows a prompt and takes keys from now on. */
  begin(prompt: string): void {
    this.#prompt = prompt
    this.#line = []
    this.#cursor = 0
    this.#cursorRow = 0
    this.#historyAt = this.history.length
    this.#active = true
    this.#held = undefined
    this.#show()
  }

  get active(): boolean {
    return this.#active
  }

  get text(): string {
    return this.#line.join('')
  }

  /** Puts a text on the line as if it had been typed. */
  insert(text: string): void {
    if (!this.#active) return
    const typed = characters(text)
    this.#line.splice(this.#cursor, 0, ...typed)
    this.#cursor += typed.length
    this.#show()
  }

  /** Draws the line anew: the terminal was cleared or has another width. */
  redraw(): void {
    if (!this.#active) return
    this.#cursorRow = 0
    this.#show()
  }

  /** Takes what the terminal sends: keys, or a pasted text, of which all but the last line are entered. */
  input(data: string): void {
    for (const key of keysOf(data)) {
      if (!this.#active) return
      this.#key(key)
    }
  }

  #key(key: string): void {
    if (this.#held && key !== '\x03') return void this.#held.push(key)
    this.#held = undefined
    if (this.#search && this.#searchKey(key)) return
    if (key !== '\t') this.#completedTwice = false
    const act = this.#acts[key]
    if (act) act()
    else if (key >= ' ' && !key.startsWith('\x1b')) this.insert(key)
  }

  readonly #acts: Readonly<Record<string, () => void>> = {
    '\r': () => this.#enter(),
    '\n': () => this.#enter(),
    '\x7f': () => this.#delete(this.#cursor - 1, this.#cursor),
    '\b': () => this.#delete(this.#cursor - 1, this.#cursor),
    '\x1b[3~': () => this.#delete(this.#cursor, this.#cursor + 1),
    '\x04': () => (this.#line.length === 0 ? this.#leave(() => this.#options.onEnd()) : this.#delete(this.#cursor, this.#cursor + 1)),
    '\x03': () => {
      this.#options.write('^C')
      this.#leave(() => this.#options.onInterrupt())
    },
    '\x0c': () => {
      this.#options.write('\x1b[2J\x1b[3J\x1b[H')
      this.redraw()
    },
    '\x01': () => this.#move(0),
    '\x1b[H': () => this.#move(0),
    '\x1bOH': () => this.#move(0),
    '\x05': () => this.#move(this.#line.length),
    '\x1b[F': () => this.#move(this.#line.length),
    '\x1bOF': () => this.#move(this.#line.length),
    '\x02': () => this.#move(this.#cursor - 1),
    '\x1b[D': () => this.#move(this.#cursor - 1),
    '\x06': () => this.#move(this.#cursor + 1),
    '\x1b[C': () => this.#move(this.#cursor + 1),
    '\x1bb': () => this.#move(this.#wordBefore()),
    '\x1b[1;5D': () => this.#move(this.#wordBefore()),
    '\x1bf': () => this.#move(this.#wordAfter()),
    '\x1b[1;5C': () => this.#move(this.#wordAfter()),
    '\x17': () => this.#kill(this.#wordBefore(), this.#cursor),
    '\x1b\x7f': () => this.#kill(this.#wordBefore(), this.#cursor),
    '\x1bd': () => this.#kill(this.#cursor, this.#wordAfter()),
    '\x15': () => this.#kill(0, this.#cursor),
    '\x0b': () => this.#kill(this.#cursor, this.#line.length),
    '\x19': () => this.insert(this.#killed.join('')),
    '\x10': () => this.#recall(this.#historyAt - 1),
    '\x1b[A': () => this.#recall(this.#historyAt - 1),
    '\x1bOA': () => this.#recall(this.#historyAt - 1),
    '\x0e': () => this.#recall(this.#historyAt + 1),
    '\x1b[B': () => this.#recall(this.#historyAt + 1),
    '\x1bOB': () => this.#recall(this.#historyAt + 1),
    '\x12': () => this.#beginSearch(),
    '\t': () => void this.#complete(),
  }

  #enter(): void {
    const line = this.text
    if (line.trim() !== '' && line !== this.history.at(-1)) this.history.push(line)
    if (this.history.length > HISTORY_MOST) this.history.shift()
    this.#move(this.#line.length)
    this.#leave(() => this.#options.onLine(line))
  }

  #leave(then: () => void): void {
    this.#active = false
    this.#search = undefined
    this.#options.write('\r\n')
    then()
  }

  #move(to: number): void {
    this.#cursor = Math.min(Math.max(0, to), this.#line.length)
    this.#show()
  }

  #delete(from: number, to: number): void {
    if (from < 0 || to > this.#line.length) return
    this.#line.splice(from, to - from)
    this.#cursor = from
    this.#show()
  }

  #kill(from: number, to: number): void {
    this.#killed = this.#line.slice(from, to)
    this.#delete(from, to)
  }

  #wordBefore(): number {
    let at = this.#cursor
    while (at > 0 && this.#line[at - 1] === ' ') at--
    while (at > 0 && this.#line[at - 1] !== ' ') at--
    return at
  }

  #wordAfter(): number {
    let at = this.#cursor
    while (at < this.#line.length && this.#line[at] === ' ') at++
    while (at < this.#line.length && this.#line[at] !== ' ') at++
    return at
  }

  #recall(index: number): void {
    if (index < 0 || index > this.history.length) return
    if (this.#historyAt === this.history.length) this.#draft = this.#line
    this.#historyAt = index
    this.#line = index === this.history.length ? this.#draft : characters(this.history[index] ?? '')
    this.#move(this.#line.length)
  }

  #beginSearch(): void {
    this.#search = { text: '', at: this.history.length }
    this.#show()
  }

  /** Keys while the history is searched; false if the key ends the search and means what it always does. */
  #searchKey(key: string): boolean {
    const search = this.#search as { text: string; at: number }
    if (key === '\x12') this.#find(search.text, search.at - 1)
    else if (key === '\x7f' || key === '\b') this.#find(search.text.slice(0, -1), this.history.length - 1)
    else if (key === '\x07' || key === '\x03') {
      this.#search = undefined
      this.#line = []
      this.#move(0)
    } else if (key >= ' ' && !key.startsWith('\x1b')) this.#find(search.text + key, Math.min(search.at, this.history.length - 1))
    else {
      this.#search = undefined
      this.#show()
      return false
    }
    return true
  }

  #find(text: string, from: number): void {
    let at = from
    while (at >= 0 && !(this.history[at] ?? '').includes(text)) at--
    if (at >= 0) this.#line = characters(this.history[at] ?? '')
    this.#search = { text, at: at >= 0 ? at : from }
    this.#cursor = this.#line.length
    this.#show()
  }

  async #complete(): Promise<void> {
    const before = this.text
    const held: string[] = (this.#held = [])
    let completions: Completions = { from: 0, candidates: [] }
    try {
      completions = await this.#options.complete(before, this.#line.slice(0, this.#cursor).join('').length)
    } catch {
      // Who knows no completions has none to offer.
    }
    // Ctrl-C was pressed, or there is another line.
    if (this.#held !== held) return
    this.#held = undefined
    if (this.#active && this.text === before) this.#fillIn(completions)
    this.input(held.join(''))
  }

  #fillIn({ from, candidates }: Completions): void {
    if (candidates.length === 0) return
    const typed = this.#line.slice(0, this.#cursor).join('').slice(from)
    const common = candidates.reduce((shared, candidate) => commonStart(shared, candidate))
    if (common.length > typed.length || candidates.length === 1) {
      const space = candidates.length === 1 && !/[/=]$/.test(common) ? ' ' : ''
      this.#line.splice(this.#cursor - characters(typed).length, characters(typed).length, ...characters(common + space))
      this.#move(this.#cursor - characters(typed).length + characters(common + space).length)
      return
    }
    if (!this.#completedTwice) {
      this.#completedTwice = true
      return
    }
    this.#options.write(`\r\n${inColumns(candidates, this.#options.columns())}\r\n`)
    this.redraw()
  }

  /** Draws prompt and line where they stand, and puts the cursor in its place. */
  #show(): void {
    const { columns, write } = this.#options
    const wide = Math.max(10, columns())
    const prompt = this.#search ? `(reverse-i-search)'${this.#search.text}': ` : this.#prompt
    const up = this.#cursorRow > 0 ? `\x1b[${this.#cursorRow}A` : ''
    const start = widthOf(prompt)
    const whole = start + this.#line.reduce((sum, character) => sum + characterWidth(character), 0)
    const at = start + this.#line.slice(0, this.#cursor).reduce((sum, character) => sum + characterWidth(character), 0)
    const endRow = Math.floor(whole / wide)
    this.#cursorRow = Math.floor(at / wide)
    // A line that fills its row leaves the cursor on it until something follows.
    const wrap = whole > 0 && whole % wide === 0 ? ' \r' : ''
    const back = endRow - this.#cursorRow
    write(`${up}\r\x1b[J${prompt}${this.#line.join('')}${wrap}${back > 0 ? `\x1b[${back}A` : ''}\r${at % wide > 0 ? `\x1b[${at % wide}C` : ''}`)
  }
}

/** Keys of what a terminal sent: escape sequences are one key each. */
function keysOf(data: string): string[] {
  return data.replace(/\x1b\[20[01]~/g, '').match(/\x1b\[[0-9;]*[A-Za-z~]|\x1bO[A-Z]|\x1b[\s\S]|[\s\S]/gu) ?? []
}

function widthOf(prompt: string): number {
  return characters(prompt.replace(/\x1b\[[0-9;]*m/g, '')).reduce((sum, character) => sum + characterWidth(character), 0)
}

function commonStart(left: string, right: string): string {
  let length = 0
  while (length < left.length && left[length] === right[length]) length++
  return left.slice(0, length)
}

function inColumns(candidates: readonly string[], columns: number): string {
  const wide = Math.max(...candidates.map((candidate) => candidate.length)) + 2
  const perRow = Math.max(1, Math.floor(columns / wide))
  const rows: string[] = []
  for (let index = 0; index < candidates.length; index += perRow) rows.push(candidates.slice(index, index + perRow).map((candidate) => candidate.padEnd(wide)).join('').trimEnd())
  return rows.join('\r\n')
}
