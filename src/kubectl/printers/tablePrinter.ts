import type { JsonObject } from '../json.ts'
import { TABLE_LAYOUT, TabWriter } from '../layout.ts'

export interface TablePrinterOptions {
  readonly wide: boolean
  readonly withHeaders: boolean
  readonly withNamespace: boolean
  readonly showLabels: boolean
  /** Labels that get a column of their own. */
  readonly labelColumns: readonly string[]
  /** `deployment.apps/` before each name; '' for none. */
  readonly namePrefix: string
  /** A first column of the watch event's type. */
  readonly withEvent: boolean
}

/** Types of events are as wide as the widest of them, MODIFIED. */
const EVENT_WIDTH = 8

interface TableRow {
  readonly cells: readonly unknown[]
  readonly object?: JsonObject
}

/** Prints the server's Tables of one type; the widths of columns stay as wide as they have been. */
export class TablePrinter {
  readonly #options: TablePrinterOptions
  readonly #writer = new TabWriter(TABLE_LAYOUT)
  #columns: readonly { readonly name: string; readonly format?: string; readonly priority?: number }[] | undefined
  #headersPrinted = false

  constructor(options: TablePrinterOptions) {
    this.#options = options
  }

  print(table: JsonObject, event?: string): string {
    const columns = table['columnDefinitions'] ?? this.#columns ?? []
    this.#columns = columns
    if (this.#options.withHeaders && !this.#headersPrinted) this.#line(this.#headers())
    this.#headersPrinted = true
    for (const row of table['rows'] ?? []) this.#line(this.#cells(row, event))
    return this.#writer.flush()
  }

  #line(cells: readonly string[]): void {
    this.#writer.write(`${cells.join('\t')}\n`)
  }

  #shownColumns() {
    return (this.#columns ?? []).map((column, index) => ({ ...column, index })).filter(({ priority }) => this.#options.wide || !priority)
  }

  #headers(): string[] {
    const { withEvent, withNamespace, labelColumns, showLabels } = this.#options
    return [
      ...(withEvent ? ['EVENT'] : []),
      ...(withNamespace ? ['NAMESPACE'] : []),
      ...this.#shownColumns().map(({ name }) => name.toUpperCase()),
      ...labelColumns.map((label) => label.slice(label.lastIndexOf('/') + 1).toUpperCase()),
      ...(showLabels ? ['LABELS'] : []),
    ]
  }

  #cells(row: TableRow, event: string | undefined): string[] {
    const { withEvent, withNamespace, labelColumns, showLabels, namePrefix } = this.#options
    const labels: Record<string, string> = row.object?.['metadata']?.labels ?? {}
    return [
      ...(withEvent ? [(event ?? '').padEnd(EVENT_WIDTH)] : []),
      ...(withNamespace ? [row.object?.['metadata']?.namespace ?? ''] : []),
      ...this.#shownColumns().map(({ index, format }) => (format === 'name' ? namePrefix : '') + cellText(row.cells[index])),
      ...labelColumns.map((label) => labels[label] ?? ''),
      ...(showLabels ? [labelsText(labels)] : []),
    ]
  }
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = String(value)
  const newline = text.search(/[\n\r\f\v]/)
  const line = newline < 0 ? text : `${text.slice(0, newline)}...`
  return line.replaceAll('\x1b', '^[')
}

export function labelsText(labels: Readonly<Record<string, string>>): string {
  const keys = Object.keys(labels).sort()
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels[key]}`).join(',')
}
