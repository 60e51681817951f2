import type { Slot } from '../../../scene/model.ts'

/** The tokens' colours as a canvas needs them: read once for a theme. */
export interface Palette {
  readonly inks: readonly { readonly fill: string; readonly edge: string; readonly tint: string }[]
  readonly ink: string
  readonly ink3: string
  readonly line2: string
  readonly raised: string
  readonly stage: string
  readonly wrong: string
  readonly accent: string
}

let known: { readonly theme: string; readonly palette: Palette } | undefined

/** The palette of an element; `theme` and the document's contrast name it. */
export function paletteOf(element: Element, theme: string): Palette {
  const { contrast = '' } = document.documentElement.dataset
  const name = `${theme} ${contrast}`
  if (known?.theme === name) return known.palette
  const style = getComputedStyle(element)
  const token = (property: string) => style.getPropertyValue(`--${property}`).trim()
  const slots: readonly (Slot | 0)[] = [0, 1, 2, 3, 4, 5, 6]
  const palette: Palette = {
    inks: slots.map((slot) => ({ fill: token(`rev-${slot}`), edge: token(`rev-${slot}-edge`), tint: token(`rev-${slot}-tint`) })),
    ink: token('ink'), ink3: token('ink-3'), line2: token('line-2'), raised: token('raised'), stage: token('stage'), wrong: token('wrong'), accent: token('accent'),
  }
  known = { theme: name, palette }
  return palette
}
