/** The unified difference of two texts as `diff -u` prints its hunks; '' when they are equal. */
export function unifiedDiff(before: string, after: string, context = 3): string {
  const left = linesOf(before)
  const right = linesOf(after)
  const edits = editScript(left, right)
  const changed = edits.flatMap((edit, index) => (edit.sign === ' ' ? [] : [index]))
  if (changed.length === 0) return ''
  const hunks: [number, number][] = []
  for (const index of changed) {
    const last = hunks.at(-1)
    if (last && index - last[1] <= context * 2) last[1] = index
    else hunks.push([index, index])
  }
  return hunks.map(([from, to]) => hunkText(edits, Math.max(0, from - context), Math.min(edits.length - 1, to + context))).join('')
}

interface Edit {
  readonly sign: ' ' | '-' | '+'
  readonly line: string
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

/** The longest common subsequence, as the lines to keep, drop and add. */
function editScript(left: readonly string[], right: readonly string[]): Edit[] {
  const lengths: number[][] = Array.from({ length: left.length + 1 }, () => Array.from({ length: right.length + 1 }, () => 0))
  const at = (row: number, column: number) => (lengths[row] as number[])[column] as number
  for (let row = left.length - 1; row >= 0; row--) {
    for (let column = right.length - 1; column >= 0; column--) {
      const value = left[row] === right[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1))
      ;(lengths[row] as number[])[column] = value
    }
  }
  const edits: Edit[] = []
  let [row, column] = [0, 0]
  while (row < left.length || column < right.length) {
    if (row < left.length && column < right.length && left[row] === right[column]) {
      edits.push({ sign: ' ', line: left[row++] as string })
      column++
    } else if (row < left.length && (column >= right.length || at(row + 1, column) >= at(row, column + 1))) edits.push({ sign: '-', line: left[row++] as string })
    else edits.push({ sign: '+', line: right[column++] as string })
  }
  return edits
}

function hunkText(edits: readonly Edit[], from: number, to: number): string {
  const before = edits.slice(0, from)
  const shown = edits.slice(from, to + 1)
  const count = (list: readonly Edit[], other: '+' | '-') => list.filter(({ sign }) => sign !== other).length
  const range = (start: number, length: number) => `${length === 0 ? start : start + 1}${length === 1 ? '' : `,${length}`}`
  const header = `@@ -${range(count(before, '+'), count(shown, '+'))} +${range(count(before, '-'), count(shown, '-'))} @@\n`
  return header + shown.map(({ sign, line }) => `${sign}${line}\n`).join('')
}
