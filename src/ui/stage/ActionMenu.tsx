import { useEffect, useRef, type KeyboardEvent } from 'react'
import type { Size } from '../../scene/layout/model.ts'
import { texts } from '../texts.ts'
import { actionsFor, entityOf } from './actions.ts'
import { useStage } from './context.ts'

export interface OpenMenu {
  readonly key: string
  readonly x: number
  readonly y: number
}

/** What can be done to a thing, where it was asked for. */
export function ActionMenu({ menu, size, onClose }: { menu: OpenMenu; size: Size; onClose(): void }) {
  const { store, act } = useStage()
  const element = useRef<HTMLDivElement>(null)
  const actions = actionsFor(entityOf(store.scene, menu.key))
  useEffect(() => {
    const before = document.activeElement
    element.current?.querySelector<HTMLElement>('button')?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [])
  if (actions.length === 0) return null
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(element.current?.querySelectorAll('button') ?? [])]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    event.stopPropagation()
    if (event.key === 'Escape' || event.key === 'Tab') onClose()
    else if (step !== 0) buttons[(at + step + buttons.length) % buttons.length]?.focus()
    else return
    event.preventDefault()
  }
  const width = 232
  const height = 40 + actions.length * 32
  return (
    <div
      ref={element}
      className="action-menu"
      role="menu"
      tabIndex={-1}
      aria-label={texts.stage.actionsFor(menu.key.split('/').at(-1) ?? '')}
      style={{ width, left: Math.max(4, Math.min(menu.x, size.width - width - 4)), top: Math.max(4, Math.min(menu.y, size.height - height - 4)) }}
      onKeyDown={onKeyDown}
      onBlur={({ currentTarget, relatedTarget }) => !currentTarget.contains(relatedTarget) && onClose()}
    >
      <p className="action-menu-title small least">{menu.key.split('/').at(-1)}</p>
      {actions.map((kind) => (
        <button
          key={kind}
          type="button"
          role="menuitem"
          onClick={() => {
            act({ kind, key: menu.key })
            onClose()
          }}
        >
          {texts.stage.actions[kind]}
        </button>
      ))}
    </div>
  )
}
