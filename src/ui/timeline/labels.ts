/** Where the words beside a mark on the tape stand. */
export interface Label {
  readonly side: 'left' | 'right'
}

/** Half a mark with its gap to the words. */
const MARK_PX = 11
const GAP_PX = 8

/**
 * Places words beside marks, those of the earliest first: right of the mark if they end before the next one, else left of it if there is room, else not at all.
 * @param marks where they are, left to right, and how wide their words are, in px.
 * @param range what the words must not leave.
 */
export function placeLabels(marks: readonly { readonly x: number; readonly width: number }[], range: { readonly from: number; readonly to: number }): (Label | undefined)[] {
  let free = range.from
  return marks.map(({ x, width }, index) => {
    const next = marks[index + 1]
    const end = next === undefined || next.x > range.to ? range.to : next.x - MARK_PX - GAP_PX
    const left = x - MARK_PX - width
    if (x + MARK_PX + width <= end) {
      free = x + MARK_PX + width + GAP_PX
      return { side: 'right' }
    }
    const fits = left >= free
    free = x + MARK_PX + GAP_PX
    return fits ? { side: 'left' } : undefined
  })
}
