import { layOut, SHEET_LAYOUT } from '../layout.ts'

/** Longer annotations are cut, as kubectl cuts them. Characters. */
export const MAXIMUM_ANNOTATION_LENGTH = 140
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

export type StringMap = Readonly<Record<string, string>>

/** A description being written: lines of cells separated by tabs, indented by two blanks a level. */
export class Sheet {
  #text = ''

  /** What was written, its tabs not laid out (`rollout history --revision`). */
  get text(): string {
    return this.#text
  }

  layOut(): string {
    return layOut(this.#text, SHEET_LAYOUT)
  }

  /** A piece of a line. Control characters that terminals act on are made visible. */
  write(level: number, text: string): void {
    this.#text += `${'  '.repeat(level)}${text}`.replaceAll('\x1b', '^[').replaceAll('\r', '\\r')
  }

  line(level: number, text: string): void {
    this.write(level, `${text}\n`)
  }

  /** A table within the sheet: its headers, underlined, then its rows. */
  table(level: number, headers: readonly string[], rows: readonly (readonly string[])[], underline: readonly string[] = headers.map((header) => '-'.repeat(header.length))): void {
    for (const row of [headers, underline, ...rows]) this.line(level, row.join('\t'))
  }

  /** `Title:` and one entry a line, the first beside the title; `<none>` when there is none. */
  list(title: string, entries: readonly string[]): void {
    const [first = '<none>', ...rest] = entries
    this.line(0, `${title}:\t${first}`)
    for (const entry of rest) this.line(0, `\t${entry}`)
  }

  labels(title: string, labels: StringMap | undefined): void {
    this.list(title, sortedEntries(labels).map(([key, value]) => `${key}=${value}`))
  }

  annotations(title: string, annotations: StringMap | undefined): void {
    const shown = sortedEntries(annotations).filter(([key]) => key !== LAST_APPLIED)
    this.list(title, shown.flatMap(([key, value]) => annotationLines(key, value.replace(/\n$/, ''))))
  }
}

export function sortedEntries<T>(map: Readonly<Record<string, T>> | undefined): [string, T][] {
  return Object.entries(map ?? {}).sort(([left], [right]) => (left < right ? -1 : 1))
}

function annotationLines(key: string, value: string): string[] {
  if (value.length + key.length + 2 <= MAXIMUM_ANNOTATION_LENGTH && !value.includes('\n')) return [`${key}: ${value}`]
  return [`${key}:`, ...value.split('\n').map((line) => `  ${shorten(line, MAXIMUM_ANNOTATION_LENGTH - 2)}`)]
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text
}

/** `a=b,c=d`, as Go's labels.FormatLabels. */
export function joinLabels(labels: StringMap | undefined): string {
  return sortedEntries(labels).map(([key, value]) => `${key}=${value}`).join(',') || '<none>'
}

/** `[a b]`, as Go prints lists. */
export function goList(values: readonly unknown[] | undefined): string {
  return `[${(values ?? []).join(' ')}]`
}

/** `True`, `False`, or `<unset>`. */
export function booleanWord(value: boolean | null | undefined): string {
  return value === null || value === undefined ? '<unset>' : value ? 'True' : 'False'
}
