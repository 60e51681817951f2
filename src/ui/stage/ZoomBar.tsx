import { useReactFlow, useViewport, type Viewport } from '@xyflow/react'
import { Icon } from '../glyphs/index.ts'
import { texts } from '../texts.ts'

/** Larger, smaller, all: there while there is more than what is in sight. */
export function ZoomBar({ home, needed }: { home: Viewport; needed: boolean }) {
  const { zoomIn, zoomOut, setViewport } = useReactFlow()
  const { x, y, zoom } = useViewport()
  const nearer = zoom > home.zoom * 1.01
  const { stage } = texts
  return (
    <div className="zoom-bar" role="group" aria-label={stage.zoom} hidden={!needed && !nearer} data-away={nearer || Math.abs(x - home.x) > 1 || Math.abs(y - home.y) > 1}>
      <button type="button" className="button icon" aria-label={stage.zoomIn} title={stage.zoomIn} onClick={() => void zoomIn()}><Icon name="plus" /></button>
      <button type="button" className="button icon" aria-label={stage.zoomOut} title={stage.zoomOut} onClick={() => void zoomOut()} disabled={!nearer}><Icon name="minus" /></button>
      <button type="button" className="button icon" aria-label={stage.fit} title={stage.fit} onClick={() => void setViewport(home)}><Icon name="fit" /></button>
    </div>
  )
}
