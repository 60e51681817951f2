import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Box, Size } from '../../scene/layout/model.ts'
import { entityTip } from '../texts.ts'
import { entityOf } from './actions.ts'
import { useNow, useStage } from './context.ts'

export interface Hovered {
  readonly key: string
  /** Where it is seen, in px of the stage's corner. */
  readonly box: Box
  /** It was pressed: nothing more is to be said of it while the pointer stays. */
  readonly pressed?: boolean
}

const afterMs = 350
const gapPx = 8

/** What a thing under the pointer is, in two or three lines, after a moment. The thing itself says it to those who hear. */
export function Tip({ hovered, size }: { hovered: Hovered; size: Size }) {
  const [due, setDue] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), afterMs)
    return () => clearTimeout(timer)
  }, [])
  return due && <TipCard hovered={hovered} size={size} />
}

function TipCard({ hovered, size }: { hovered: Hovered; size: Size }) {
  const { store } = useStage()
  const element = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState({ left: 0, top: 0 })
  const nowMs = useNow(1000)
  const entity = useSyncExternalStore(store.subscribe, () => entityOf(store.scene, hovered.key))
  useLayoutEffect(() => {
    if (!element.current) return
    const { offsetWidth: width, offsetHeight: height } = element.current
    const { box } = hovered
    const below = box.y + box.height + gapPx
    setPlace({
      left: Math.max(gapPx, Math.min(size.width - width - gapPx, box.x + box.width / 2 - width / 2)),
      top: below + height + gapPx <= size.height ? below : Math.max(gapPx, box.y - height - gapPx),
    })
  }, [hovered, size])
  const tip = entity && entityTip(entity, nowMs)
  if (!tip) return null
  return (
    <div ref={element} className="tip small" style={place} aria-hidden="true">
      <p className="tip-title">{tip.title}</p>
      {tip.lines.map((line) => <p key={line} className={line === tip.wrong ? 'wrong' : 'quiet'}>{line}</p>)}
    </div>
  )
}
