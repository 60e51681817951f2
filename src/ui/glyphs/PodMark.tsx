import { memo, useRef, type ReactNode } from 'react'
import type { PodPhase, Slot } from '../../scene/model.ts'
import './glyphs.css'

export interface PodMarkProps {
  readonly phase: PodPhase
  readonly ink: Slot | 0
  /** Side of the cell, in px as it is seen: decides how much detail there is. */
  readonly size: number
  /** 0 to 1: of an image pulled, or of a grace period left. */
  readonly part?: number
  /** Init containers done and in all. */
  readonly beads?: { readonly done: number; readonly total: number }
  readonly restarts?: number
  /** Seconds, shown inside from 40 px on. */
  readonly seconds?: number
  /** It came while the reader was watching: its outline draws itself. */
  readonly born?: boolean
}

/** The cell's outline, clockwise from the top, so that rings and arcs begin there. */
const outline = 'M12 2H17a5 5 0 0 1 5 5V17a5 5 0 0 1-5 5H7a5 5 0 0 1-5-5V7a5 5 0 0 1 5-5Z'
const bitten = 'M7 2H13.2A6.6 6.6 0 0 0 22 10.8V17a5 5 0 0 1-5 5H7a5 5 0 0 1-5-5V7a5 5 0 0 1 5-5Z'

/** A pod: a 24-unit box with a 20-unit cell. Fill and ring are the phase, colour is the revision, red is what is wrong. */
export const PodMark = memo(function PodMark(props: PodMarkProps) {
  const { phase, ink, size, born = false } = props
  const first = useRef(phase)
  const changed = first.current !== phase
  if (changed) first.current = phase
  const seen = useRef(born)
  seen.current ||= changed
  return (
    <svg className={`pod-mark ${phase}${seen.current ? ' changed' : ''}`} data-ink={ink} viewBox="0 0 24 24" width="100%" height="100%" aria-hidden="true">
      <g key={phase}>{size < 9 ? far(props) : near(props)}</g>
    </svg>
  )
})

/** Up close, lines stay thin as the glyph grows; at 12 px they are thicker, and numbers are left out. */
function near(props: PodMarkProps): ReactNode {
  const { phase, size } = props
  const unit = size / 24
  const thin = unit <= 1 ? 1 : unit ** -0.45
  return drawn[phase](props, { small: size < 18, thin, unit })
}

interface Pen {
  readonly small: boolean
  readonly thin: number
  /** Px to one of the 24 units. */
  readonly unit: number
}

type Drawing = (props: PodMarkProps, pen: Pen) => ReactNode

function cell(fill: string, stroke: string, width: number, className?: string): ReactNode {
  return <path d={outline} fill={fill} stroke={stroke} strokeWidth={width} className={className} />
}

/** Strokes lie inside the cell: every phase has the same outer size. */
function inset(child: ReactNode, width: number, { thin }: Pen): ReactNode {
  return <g transform={`translate(12 12) scale(${(20 + thin - width * thin) / 20}) translate(-12 -12)`}>{child}</g>
}

const outlined: Drawing = (_, { small, thin }) => cell('none', 'var(--edge)', (small ? 1.6 : 1.2) * thin)

function ring(part: number, { small, thin }: Pen, wide: boolean): ReactNode {
  const [radius, width] = small ? [4.6, 3.4] : wide ? [7, 2.2] : [5.4, 2.6]
  const circle = { cx: 12, cy: 12, r: radius, fill: 'none', stroke: 'var(--fill)', strokeWidth: width * thin }
  return (
    <>
      <circle {...circle} strokeOpacity={0.28} />
      {part > 0 && <circle {...circle} pathLength={100} strokeDasharray={`${part * 100} 200`} transform="rotate(-90 12 12)" />}
    </>
  )
}

function disc(text: string, { small, unit }: Pen, size: number): ReactNode {
  return (
    <g className="snaps">
      <circle cx={19.5} cy={4.5} r={small ? 4.4 : 4.6} fill="var(--wrong)" />
      {size >= 36 && (
        <text x={19.5} y={4.5 + 4.15 / unit} fontSize={12 / unit} fontWeight={700} fill="var(--on-wrong)">{text}</text>
      )}
    </g>
  )
}

function inside(seconds: number | undefined, { unit }: Pen, size: number, x = 12, y = 14.7): ReactNode {
  if (seconds === undefined || size < 40) return null
  return <text x={x} y={y} fontSize={Math.max(6.4, 12.5 / unit)} fontWeight={600} fill="var(--ink)">{seconds}</text>
}

const drawn: Readonly<Record<PodPhase, Drawing>> = {
  pending: (_, { small, thin }) => (
    <path className="draws" d={outline} fill="none" stroke="var(--edge)" strokeWidth={(small ? 2 : 1.5) * thin} pathLength={100} strokeDasharray={small ? '7.5 5' : '4.6 3.733'} />
  ),
  creating: (props, pen) => <>{outlined(props, pen)}{ring(0, pen, false)}</>,
  pulling: (props, pen) => <>{outlined(props, pen)}{ring(props.part ?? 0, pen, false)}</>,
  init: (props, pen) => <>{outlined(props, pen)}{beads(props.beads ?? { done: 0, total: 1 })}</>,
  notReady: (_, pen) => inset(cell('var(--tint)', 'var(--fill)', (pen.small ? 2.6 : 2.4) * pen.thin, 'fades'), 2.4, pen),
  ready: (_, { thin }) => (
    <>
      {cell('var(--tint)', 'var(--edge)', thin)}
      {cell('var(--fill)', 'var(--edge)', thin, 'rises')}
    </>
  ),
  terminating: ({ part = 1, seconds, size }, pen) => (
    <>
      {inset(
        <g className="fades">
          <path d={outline} fill="var(--tint)" stroke="var(--fill)" strokeOpacity={0.45} strokeWidth={0.9 * pen.thin} />
          <path d={outline} fill="none" stroke="var(--fill)" strokeWidth={(pen.small ? 3 : 2.4) * pen.thin} pathLength={100} strokeDasharray={`${part * 100} 200`} />
        </g>,
        2.4,
        pen,
      )}
      {inside(seconds, pen, size)}
    </>
  ),
  crash: ({ restarts = 0, seconds, size }, pen) => (
    <>
      <path d={bitten} fill="var(--tint)" stroke="var(--fill)" strokeWidth={(pen.small ? 2.2 : 1.8) * pen.thin} strokeLinejoin="round" />
      {disc(String(restarts), pen, size)}
      {inside(seconds, pen, size, 10.2, 17.2)}
    </>
  ),
  blocked: ({ size }, pen) => (
    <>
      {cell('var(--tint)', 'var(--edge)', (pen.small ? 1.6 : 1.2) * pen.thin)}
      {ring(0, pen, false)}
      <circle cx={19.5} cy={4.5} r={6.2} fill="var(--around, var(--raised))" />
      {disc('!', pen, size)}
    </>
  ),
  completed: (props, pen) => (
    <>
      {outlined(props, pen)}
      <path d="M7 12.4l3.4 3.4L17 9" fill="none" stroke="var(--edge)" strokeWidth={(pen.small ? 2.6 : 2) * pen.thin} strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  failed: (props, pen) => (
    <>
      {outlined(props, pen)}
      <path d="M7.5 7.5l9 9M16.5 7.5l-9 9" stroke="var(--wrong)" strokeWidth={(pen.small ? 3.2 : 2.4) * pen.thin} strokeLinecap="round" />
    </>
  ),
  unknown: (props, pen) => (
    <>
      {outlined(props, pen)}
      <path className="fades" d="M3 14L14 3M4.5 20.5L20.5 4.5M11 21.5L21.5 11" stroke="var(--edge)" strokeWidth={1.6 * pen.thin} />
    </>
  ),
}

function beads({ done, total }: { done: number; total: number }): ReactNode {
  const shown = Math.min(total, 4)
  const pitch = shown > 3 ? 3.9 : 4.4
  return Array.from({ length: shown }, (_, index) => (
    <circle key={index} cx={12 + (index - (shown - 1) / 2) * pitch} cy={12} r={1.7} fill={index < done ? 'var(--fill)' : 'none'} stroke="var(--edge)" strokeWidth={0.9} />
  ))
}

/** Far out there are five readings: solid, tinted, half, faint, notched. */
function far({ phase }: PodMarkProps): ReactNode {
  const square = (fill: string, stroke: string, width: number, dashes?: string) => <rect x={3} y={3} width={18} height={18} rx={2} fill={fill} stroke={stroke} strokeWidth={width} strokeDasharray={dashes} />
  switch (phase) {
    case 'ready':
      return square('var(--fill)', 'var(--edge)', 2)
    case 'notReady':
    case 'init':
      return square('var(--tint)', 'var(--fill)', 4)
    case 'pending':
      return square('none', 'var(--edge)', 3, '6 6')
    case 'creating':
    case 'pulling':
      return <>{square('none', 'var(--edge)', 3)}<rect x={5} y={12} width={14} height={7} fill="var(--fill)" /></>
    case 'terminating':
      return <rect x={3} y={3} width={18} height={18} rx={2} fill="var(--fill)" fillOpacity={0.34} stroke="var(--edge)" strokeOpacity={0.55} strokeWidth={2} />
    case 'completed':
      return <>{square('none', 'var(--ink-3)', 2.5)}<circle cx={12} cy={12} r={3.5} fill="var(--ink-3)" /></>
    case 'crash':
    case 'blocked':
      return <><path d="M3 3H10V14H21V21H3Z" fill="var(--tint)" stroke="var(--fill)" strokeWidth={3} /><rect x={12} y={0} width={12} height={12} fill="var(--wrong)" /></>
    case 'failed':
      return <path d="M4 4L20 20M20 4L4 20" stroke="var(--wrong)" strokeWidth={6} />
    case 'unknown':
      return <>{square('none', 'var(--edge)', 3)}<path d="M5 19L19 5" stroke="var(--edge)" strokeWidth={4} /></>
  }
}
