import { useEffect, useRef, type ReactNode } from 'react'
import { Icon } from './glyphs/index.ts'
import { texts } from './texts.ts'

/** A dialog over the page; Escape, the cross and a click beside it close it. */
export function Dialog({ title, onClose, children }: { title: string; onClose(): void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} className="dialog" aria-label={title} onClose={onClose} onClick={(event) => event.target === dialog.current && onClose()}>
      <div className="dialog-body">
        <header className="dialog-head">
          <h2 className="strong">{title}</h2>
          <button type="button" className="button plain icon" aria-label={texts.app.dialogClose} onClick={onClose}><Icon name="close" /></button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
