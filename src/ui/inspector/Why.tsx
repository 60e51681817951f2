import { useEffect, useState } from 'react'
import type { Reason } from '../connect.ts'
import { cluster } from '../session/store.ts'
import { texts } from '../texts.ts'
import { moment } from '../timeline/moments.ts'

/** The chain of causes that ends at an object, the newest first. `version` changes when it is worth asking again. */
export function Why({ subject, version }: { subject: string; version: string }) {
  const [reasons, setReasons] = useState<readonly Reason[]>([])
  useEffect(() => {
    let active = true
    void cluster().call('why', subject).then((found) => active && setReasons(found))
    return () => {
      active = false
    }
  }, [subject, version])
  if (reasons.length === 0) return null
  return (
    <section className="why">
      <h3 className="strong">{texts.inspector.why}</h3>
      <ol>
        {reasons.slice(0, 8).map((reason, index) => (
          <li key={index} className={reason.actor === 'user' ? 'why-you' : undefined}>
            <time className="small least">{moment(reason.atMs)}</time>
            <span className="why-mark" aria-hidden="true" />
            <span>
              {reason.actor} {reason.what} <span className="quiet">{reason.subject}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
