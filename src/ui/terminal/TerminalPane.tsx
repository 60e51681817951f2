import { useEffect, useRef } from 'react'
import { FitAddon } from '@xterm/addon-fit'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { Terminal as Screen, type ITheme } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { shownTheme, usePage } from '../page.ts'
import { texts } from '../texts.ts'
import { attachScreen } from './session.ts'
import './terminal.css'

/** The terminal: xterm shows, the shell of the session answers. It keeps its content while it is hidden or moved. */
export default function TerminalPane() {
  const box = useRef<HTMLDivElement>(null)
  const screen = useRef<Screen>(null)
  const theme = usePage((state) => shownTheme(state.theme))
  useEffect(() => {
    const made = new Screen({
      allowProposedApi: true,
      convertEol: true,
      cursorBlink: false,
      fontFamily: 'JetBrains Mono Variable, monospace',
      fontSize: 13,
      // Lines of 20 px: those of this font are 17.
      lineHeight: 1.18,
      scrollback: 5_000,
      screenReaderMode: false,
      macOptionIsMeta: true,
    })
    const fit = new FitAddon()
    made.loadAddon(fit)
    made.loadAddon(new Unicode11Addon())
    made.unicode.activeVersion = '11'
    made.open(box.current as HTMLElement)
    fit.fit()
    // Copies what is selected, as terminals do; without a selection Ctrl-C interrupts.
    made.attachCustomKeyEventHandler((event) => {
      if (event.type !== 'keydown') return true
      const key = event.key.toLowerCase()
      // A way out for those who have no mouse.
      if (key === 'tab' && event.shiftKey) return false
      if (event.ctrlKey && !event.shiftKey && key === 'c' && made.hasSelection()) {
        void navigator.clipboard.writeText(made.getSelection())
        made.clearSelection()
        return false
      }
      if (event.ctrlKey && event.shiftKey && key === 'c') {
        void navigator.clipboard.writeText(made.getSelection())
        return false
      }
      // The browser's own paste and the page's Ctrl K come through.
      return !((event.ctrlKey || event.metaKey) && (key === 'v' || (key === 'k' && !event.shiftKey)))
    })
    screen.current = made
    const detach = attachScreen({
      write: (text) => made.write(text),
      size: () => ({ columns: made.cols, rows: made.rows }),
    })
    const typed = made.onData((data) => detach.input(data))
    const resized = made.onResize(() => detach.resized())
    const observer = new ResizeObserver(() => fit.fit())
    observer.observe(box.current as HTMLElement)
    return () => {
      observer.disconnect()
      typed.dispose()
      resized.dispose()
      detach.detach()
      made.dispose()
    }
  }, [])
  useEffect(() => {
    if (screen.current) screen.current.options.theme = inks()
  }, [theme])
  return (
    <section className="terminal" aria-label={texts.app.panes.terminal}>
      <div ref={box} className="terminal-box" />
    </section>
  )
}

/** xterm takes no CSS variables. */
function inks(): ITheme {
  const style = getComputedStyle(document.documentElement)
  const ink = (name: string): string => style.getPropertyValue(name).trim()
  return {
    background: ink('--raised'),
    foreground: ink('--ink'),
    cursor: ink('--ink'),
    cursorAccent: ink('--raised'),
    selectionBackground: ink('--accent-soft'),
    black: ink('--ink'),
    red: ink('--wrong'),
    green: ink('--rev-2-text'),
    yellow: ink('--accent'),
    blue: ink('--rev-1-text'),
    magenta: ink('--rev-3-text'),
    cyan: ink('--rev-6-text'),
    white: ink('--ink-2'),
  }
}
