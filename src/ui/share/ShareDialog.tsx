import { useEffect, useRef, useState } from 'react'
import { shareLink } from '../session/store.ts'
import { Dialog } from '../Dialog.tsx'
import { texts } from '../texts.ts'

/** A link to the session at this moment. */
export default function ShareDialog({ onClose }: { onClose(): void }) {
  const [link, setLink] = useState('')
  const [told, setTold] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => void shareLink().then(setLink, (error: unknown) => setTold(String(error))), [])
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link)
      setTold(texts.share.copied)
    } catch {
      field.current?.select()
      setTold(texts.share.notCopied)
    }
  }
  return (
    <Dialog title={texts.share.title} onClose={onClose}>
      <p className="quiet">{texts.share.lead}</p>
      <div className="share-row">
        <input ref={field} readOnly className="field mono" aria-label={texts.share.title} value={link} onFocus={(event) => event.currentTarget.select()} />
        <button type="button" className="button main" disabled={link === ''} onClick={() => void copy()}>{texts.share.copy}</button>
      </div>
      <p className="small least" role="status">{told || (link === '' ? '' : texts.share.length(link.length))}</p>
    </Dialog>
  )
}
