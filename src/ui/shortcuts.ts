import { useEffect } from 'react'
import { usePage } from './page.ts'
import { sessionStore, show, togglePause, undo } from './session/store.ts'
import type { View } from './session/store.ts'

const views: Readonly<Record<string, View>> = { '1': 'machines', '2': 'workloads', '3': 'traffic' }

/** Keys that work wherever nobody writes. */
export function useShortcuts({ find }: { find(): void }): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const command = event.ctrlKey || event.metaKey
      if (command && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        return find()
      }
      if (isWriting(event.target) || event.altKey) return
      if (command && event.key.toLowerCase() === 'z') {
        event.preventDefault()
        return void undo()
      }
      if (command) return
      const view = views[event.key]
      if (view && !sessionStore.getState().firstVisit) show({ view })
      else if (event.key === ' ' && !(event.target instanceof HTMLButtonElement)) {
        event.preventDefault()
        togglePause(usePage.getState().factor)
      }
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [find])
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('.monaco-editor, .xterm') !== null)
}
