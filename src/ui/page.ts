/** What belongs to the page and not to a session: theme, panes, and how fast time goes when it goes. Remembered in this browser. */
import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export type Theme = 'system' | 'light' | 'dark'

interface PageState {
  readonly theme: Theme
  /** The factor of real time at which virtual time runs when it is not paused. */
  readonly factor: number
  /** Which pane is shown where there is room for one only. */
  readonly pane: Pane
}

export type Pane = 'terminal' | 'editor' | 'inspector' | 'guide'

export const usePage = create<PageState>()(persist(() => ({ theme: 'system' as Theme, factor: 1, pane: 'terminal' as Pane }), { name: 'podarium.page.v1' }))

const themes: readonly Theme[] = ['system', 'light', 'dark']
const prefersDark = matchMedia('(prefers-color-scheme: dark)')

export function cycleTheme(): void {
  usePage.setState(({ theme }) => ({ theme: themes[(themes.indexOf(theme) + 1) % themes.length] as Theme }))
}

export function shownTheme(theme: Theme): 'light' | 'dark' {
  if (theme !== 'system') return theme
  return prefersDark.matches ? 'dark' : 'light'
}

/** Follows the choice and the system: the document's `data-theme` and `data-contrast` say what holds. */
export function followTheme(): void {
  const contrast = matchMedia('(prefers-contrast: more)')
  const apply = (): void => {
    document.documentElement.dataset['theme'] = shownTheme(usePage.getState().theme)
    document.documentElement.dataset['contrast'] = contrast.matches ? 'more' : 'normal'
  }
  apply()
  usePage.subscribe(apply)
  prefersDark.addEventListener('change', apply)
  contrast.addEventListener('change', apply)
}
