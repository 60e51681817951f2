/**
 * Go's text/tabwriter with blanks, as kubectl uses it: cells end with a tab, a column is a block of adjacent lines that have a cell there,
 * the last cell of a line belongs to no column. Two settings exist: tables (`get`, `top`, `events` ...) and indented sheets (`describe`).
 */
export interface TabLayout {
  readonly minimumWidth: number
  readonly padding: number
  /** Keeps the widest width of each column across flushes, so that the lines of a watch stay aligned. */
  readonly remembersWidths: boolean
}

export const TABLE_LAYOUT: TabLayout = { minimumWidth: 6, padding: 3, remembersWidths: true }
export const SHEET_LAYOUT: TabLayout = { minimumWidth: 0, padding: 2, remembersWidths: false }

function characters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

export class TabWriter {
  readonly #layout: TabLayout
  readonly #remembered: number[] = []
  #text = ''

  constructor(layout: TabLayout) {
    this.#layout = layout
  }

  write(text: string): void {
    this.#text += text
  }

  /** The text laid out so far; what comes next starts anew but for remembered widths. */
  flush(): string {
    const lines = this.#text.split('\n').map((line) => line.split('\t'))
    this.#text = ''
    const output: string[] = []
    this.#format(lines, 0, lines.length, [], output)
    return output.join('\n')
  }

  #format(lines: readonly string[][], from: number, to: number, widths: number[], output: string[]): void {
    const column = widths.length
    const hasCell = (index: number) => index < to && column < (lines[index] as string[]).length - 1
    let pending = from
    for (let index = from; index < to; index++) {
      if (!hasCell(index)) continue
      emit(lines, pending, index, widths, output)
      pending = index
      let width = this.#layout.minimumWidth
      for (; hasCell(index); index++) width = Math.max(width, characters((lines[index] as string[])[column] as string) + this.#layout.padding)
      this.#format(lines, pending, index, [...widths, this.#remember(column, width)], output)
      pending = index
    }
    emit(lines, pending, to, widths, output)
  }

  #remember(column: number, width: number): number {
    if (!this.#layout.remembersWidths) return width
    return (this.#remembered[column] = Math.max(this.#remembered[column] ?? 0, width))
  }
}

function emit(lines: readonly string[][], from: number, to: number, widths: readonly number[], output: string[]): void {
  for (const line of lines.slice(from, to)) {
    output.push(line.map((cell, column) => (column < widths.length ? cell + ' '.repeat(Math.max(0, (widths[column] as number) - characters(cell))) : cell)).join(''))
  }
}

/** Lays out one text whose cells are separated by tabs. */
export function layOut(text: string, layout: TabLayout): string {
  const writer = new TabWriter(layout)
  writer.write(text)
  return writer.flush()
}

/** Rows of cells as a table; with `terminated`, the last cell of a line is padded too (`kubectl top`). */
export function table(rows: readonly (readonly string[])[], terminated = false): string {
  return layOut(rows.map((row) => `${row.join('\t')}${terminated ? '\t' : ''}\n`).join(''), TABLE_LAYOUT)
}
