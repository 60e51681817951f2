import { useSyncExternalStore } from 'react'

/** How much fits beside one another, by the width of the page. */
export type Width = 'wide' | 'middle' | 'narrow' | 'phone'

const queries = { wide: '(min-width: 1280px)', middle: '(min-width: 900px)', narrow: '(min-width: 600px)' } as const
const lists = Object.entries(queries).map(([name, query]) => ({ name: name as Width, list: matchMedia(query) }))

export function useWidth(): Width {
  return useSyncExternalStore(
    (changed) => {
      for (const { list } of lists) list.addEventListener('change', changed)
      return () => {
        for (const { list } of lists) list.removeEventListener('change', changed)
      }
    },
    () => lists.find(({ list }) => list.matches)?.name ?? 'phone',
  )
}

/** The height of the page in px. */
export function useHeight(): number {
  return useSyncExternalStore(
    (changed) => {
      addEventListener('resize', changed)
      return () => removeEventListener('resize', changed)
    },
    () => innerHeight,
  )
}
