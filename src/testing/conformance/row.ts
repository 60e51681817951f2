/** One row of the scoreboard: how many of the cases of one kind agree with the real thing, and why the others do not. */
export interface Row {
  readonly title: string
  readonly passed: number
  readonly total: number
  readonly failures: readonly Failure[]
}

export interface Failure {
  readonly name: string
  /** In one line. */
  readonly reason: string
}

/** A reason that fits on a line of a table. */
export function inOneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 159)}…` : line
}
