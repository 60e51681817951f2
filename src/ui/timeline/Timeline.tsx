import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import type { Slot } from '../../scene/model.ts'
import { Icon } from '../glyphs/index.ts'
import { usePage } from '../page.ts'
import { seek, setPace, step, togglePause, undo, useSession } from '../session/store.ts'
import type { AvailableSteps, InputMark, WarningMark } from '../session/tape.ts'
import { texts } from '../texts.ts'
import { placeLabels, type Label } from './labels.ts'
import { clockParts, mark, moment, until } from './moments.ts'
import { momentAt, scaleAt, ticks, xOf, type Scale } from './scale.ts'
import './timeline.css'

/** Paces to choose from; the slider goes through them. */
export const factors = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, Number.POSITIVE_INFINITY] as const

/** The bar at the bottom: the clock and what one does with time, and the tape on which the session is written. */
export function Timeline() {
  return (
    <footer className="time-bar" aria-label={texts.time.label}>
      <Transport />
      <Tape />
    </footer>
  )
}

function Transport() {
  const atMs = useSession((state) => state.atMs)
  const pace = useSession((state) => state.pace)
  const heldFactor = useSession((state) => state.heldFactor)
  const hasInputs = useSession((state) => state.tape.inputs.length > 0)
  const factor = usePage((state) => state.factor)
  const { whole, rest } = clockParts(atMs)
  const running = pace.kind !== 'paused'
  const choose = (index: number): void => {
    const chosen = factors[index] ?? 1
    usePage.setState({ factor: chosen })
    if (running) setPace({ kind: 'running', factor: chosen })
  }
  return (
    <div className="transport">
      <div className="transport-row">
        <time className="clock" aria-label={texts.time.clock}>
          {whole}
          <span className="clock-rest">{rest}</span>
        </time>
        <button type="button" className="button plain transport-settle" aria-pressed={pace.kind === 'settling'} onClick={() => setPace(pace.kind === 'settling' ? { kind: 'paused' } : { kind: 'settling' })}>
          {texts.time.untilSettled}
        </button>
      </div>
      <div className="transport-row">
        <button type="button" className="button plain icon" aria-label={texts.time.undo} title={texts.time.undo} disabled={!hasInputs} onClick={() => void undo()}>
          <Icon name="back" />
        </button>
        <button type="button" className="button main icon" aria-label={running ? texts.time.pause : texts.time.play} title={`${running ? texts.time.pause : texts.time.play} (${texts.time.spaceKey})`} onClick={() => togglePause(factor)}>
          <Icon name={running ? 'pause' : 'play'} />
        </button>
        <button type="button" className="button plain icon" aria-label={texts.time.step} title={texts.time.step} onClick={step}>
          <Icon name="step" />
        </button>
        <input
          type="range"
          className="pace"
          aria-label={texts.time.pace}
          aria-valuetext={texts.time.factor(factor)}
          min={0}
          max={factors.length - 1}
          step={1}
          value={Math.max(0, factors.indexOf(factor as (typeof factors)[number]))}
          onChange={({ target }) => choose(Number(target.value))}
        />
        <output className="strong pace-word" title={heldFactor === undefined ? undefined : texts.time.held(factor, heldFactor)}>
          {heldFactor === undefined || !Number.isFinite(factor) ? texts.time.factor(factor) : texts.time.heldShort(heldFactor)}
        </output>
      </div>
    </div>
  )
}

const SPANS_MS = [60_000, 130_000, 300_000, 600_000, 1_800_000, 7_200_000] as const

function Tape() {
  const box = useRef<HTMLDivElement>(null)
  const [widthPx, setWidth] = useState(0)
  const [spanIndex, setSpanIndex] = useState(1)
  const [draggedMs, setDragged] = useState<number>()
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const nowMs = useSession((state) => state.atMs)
  const inputs = useSession((state) => state.tape.inputs)
  const endMs = Math.max(nowMs, inputs.at(-1)?.atMs ?? 0)
  const scale = scaleAt(nowMs, endMs, Math.max(1, widthPx), SPANS_MS[spanIndex] as number)

  const momentUnder = (event: PointerEvent): number => Math.max(0, momentAt(scale, event.clientX - (box.current?.getBoundingClientRect().left ?? 0)))
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return
    const atMs = momentUnder(event)
    if (atMs > endMs + 500) return
    event.currentTarget.setPointerCapture(event.pointerId)
    setDragged(atMs)
  }
  const onPointerUp = (): void => {
    if (draggedMs === undefined) return
    setPace({ kind: 'paused' })
    void seek(Math.min(draggedMs, endMs)).then(() => setDragged(undefined))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -1_000, ArrowRight: 1_000, PageUp: 10_000, PageDown: -10_000 }
    const by = steps[event.key]
    if (by !== undefined) void seek(nowMs + by)
    else if (event.key === 'Home') void seek(0)
    else if (event.key === '+' || event.key === '=') setSpanIndex(Math.max(0, spanIndex - 1))
    else if (event.key === '-') setSpanIndex(Math.min(SPANS_MS.length - 1, spanIndex + 1))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const shownMs = draggedMs ?? nowMs
  const x = xOf(scale, shownMs)
  return (
    <div className="tape-frame">
      <ul className="tape-lanes small quiet" aria-hidden="true">
        <li>{texts.time.inputs}</li>
        <li>{texts.time.available}</li>
        <li>{texts.time.warnings}</li>
      </ul>
      <div
        ref={box}
        className="tape"
        role="slider"
        tabIndex={0}
        aria-label={texts.time.tape}
        aria-valuemin={0}
        aria-valuemax={Math.round(endMs / 1000)}
        aria-valuenow={Math.round(shownMs / 1000)}
        aria-valuetext={moment(shownMs)}
        onPointerDown={onPointerDown}
        onPointerMove={(event) => draggedMs !== undefined && setDragged(momentUnder(event))}
        onPointerUp={onPointerUp}
        onPointerCancel={() => setDragged(undefined)}
        onKeyDown={onKeyDown}
      >
        <svg width="100%" height="100%" aria-hidden="true">
          <defs>
            <pattern id="tape-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <path d="M0 0V7" stroke="var(--line)" />
            </pattern>
          </defs>
          <rect x={xOf(scale, nowMs)} y={0} width={Math.max(0, widthPx - xOf(scale, nowMs))} height={76} fill="url(#tape-hatch)" />
          <AvailableLane scale={scale} nowMs={nowMs} />
          <Warnings scale={scale} nowMs={nowMs} />
          <Inputs scale={scale} inputs={inputs} nowMs={nowMs} />
          <Ruler scale={scale} />
          <Due scale={scale} nowMs={nowMs} />
          <g className="tape-now" transform={`translate(${x} 0)`}>
            <path d="M0 10V84" stroke="var(--accent)" strokeWidth={2} />
            <path d="M-6 0H6V8L0 13L-6 8Z" fill="var(--accent)" />
          </g>
        </svg>
        {draggedMs !== undefined && <span className="tape-moment mono" style={{ left: x }}>{moment(shownMs)}</span>}
      </div>
    </div>
  )
}

function Ruler({ scale }: { scale: Scale }) {
  return (
    <g className="tape-ruler">
      <path d={`M0 80.5H${scale.widthPx}`} stroke="var(--line-2)" />
      {ticks(scale).map(({ atMs, labelled }) => (
        <g key={atMs} transform={`translate(${xOf(scale, atMs)} 80)`}>
          <path d={`M0 0V${labelled ? 6 : 3}`} stroke="var(--line-2)" />
          {labelled && <text x={4} y={16}>{mark(atMs)}</text>}
        </g>
      ))}
    </g>
  )
}

const LABEL_CHARACTER_PX = 6.2

function Inputs({ scale, inputs, nowMs }: { scale: Scale; inputs: readonly InputMark[]; nowMs: number }) {
  const shown = inputs
    .filter(({ atMs }) => atMs >= scale.fromMs && atMs <= scale.toMs)
    .map((input) => ({ input, x: xOf(scale, input.atMs), words: `${input.what} ${shortName(input.subject)}` }))
  const past = shown.filter(({ input }) => input.atMs <= nowMs)
  const labels = placeLabels(past.map(({ x, words }) => ({ x, width: words.length * LABEL_CHARACTER_PX })), { from: 0, to: Math.max(xOf(scale, nowMs) - 8, 0) })
  return (
    <g>
      {shown.map(({ input, x, words }, index) => (
        <g key={index} transform={`translate(${x} 18)`}>
          <title>{`${moment(input.atMs)} ${input.what} ${input.subject}`}</title>
          {input.fault ? <path d="M0 -6L6 5H-6Z" fill="none" stroke="var(--ink)" strokeWidth={1.5} /> : <path d="M0 -6L6 0L0 6L-6 0Z" fill="var(--ink)" />}
          <Words label={labels[index]} className="tape-word">{words}</Words>
        </g>
      ))}
    </g>
  )
}

function Warnings({ scale, nowMs }: { scale: Scale; nowMs: number }) {
  const warnings = useSession((state) => state.tape.warnings)
  const shown = warnings.filter(({ atMs }) => atMs >= scale.fromMs && atMs <= scale.toMs).map((warning) => ({ warning, x: xOf(scale, warning.atMs) }))
  // One that comes again and again is named once.
  const named = shown.filter(({ warning: { reason, subject } }, index) => !shown.slice(0, index).some(({ warning: other }) => other.reason === reason && other.subject === subject))
  const labels = placeLabels(named.map(({ x, warning }) => ({ x, width: warningWords(warning).length * LABEL_CHARACTER_PX })), { from: 0, to: Math.max(xOf(scale, nowMs) - 8, 0) })
  return (
    <g>
      {shown.map(({ warning, x }, index) => (
        <g key={index} transform={`translate(${x} 61)`}>
          <title>{`${moment(warning.atMs)} ${warning.subject}: ${warning.reason}: ${warning.message}`}</title>
          <rect x={-1.5} y={0} width={3} height={10} fill="var(--wrong)" />
        </g>
      ))}
      {named.map(({ warning, x }, index) => (
        <g key={index} transform={`translate(${x} 66)`}>
          <Words label={labels[index]} className="tape-wrong">{warningWords(warning)}</Words>
        </g>
      ))}
    </g>
  )
}

function warningWords({ reason, subject }: WarningMark): string {
  return `${reason}, ${shortName(subject)}`
}

function Words({ label, className, children }: { label: Label | undefined; className: string; children: string }) {
  if (!label) return null
  const onLeft = label.side === 'left'
  return <text className={className} x={onLeft ? -11 : 11} y={4} textAnchor={onLeft ? 'end' : 'start'}>{children}</text>
}

/** Top and bottom of the lane of available pods. */
const LANE = { top: 31, bottom: 54 } as const

/** How many pods of each revision of the workload in focus were available: areas that stand on one another. */
function AvailableLane({ scale, nowMs }: { scale: Scale; nowMs: number }) {
  const focus = useSession((state) => state.focus)
  const available = useSession((state) => state.tape.available)
  const revisions = useMemo(() => {
    const one = focus === undefined ? undefined : available.get(focus)
    const chosen = one ?? [...available.values()].at(0)
    return [...(chosen?.values() ?? [])].sort((a, b) => a.revision - b.revision)
  }, [available, focus])
  const areas = stacked(revisions, scale, nowMs)
  return (
    <g>
      <path d={`M0 ${LANE.bottom + 0.5}H${scale.widthPx}`} stroke="var(--line)" />
      {areas.map(({ revision, path }) => {
        const slot = (((revision - 1) % 6) + 1) as Slot
        return <path key={revision} d={path} fill={`var(--rev-${slot})`} />
      })}
    </g>
  )
}

function stacked(revisions: readonly AvailableSteps[], scale: Scale, nowMs: number): { revision: number; path: string }[] {
  const moments = [...new Set([scale.fromMs, ...revisions.flatMap(({ steps }) => steps.map(({ atMs }) => atMs)).filter((atMs) => atMs > scale.fromMs && atMs < nowMs)])].sort((a, b) => a - b)
  const counts = revisions.map(({ steps }) => moments.map((atMs) => countAt(steps, atMs)))
  const most = Math.max(1, ...moments.map((_, index) => counts.reduce((sum, row) => sum + (row[index] ?? 0), 0)))
  const perPod = (LANE.bottom - LANE.top) / most
  return revisions.map(({ revision }, row) => {
    let path = ''
    moments.forEach((atMs, index) => {
      const count = counts[row]?.[index] ?? 0
      if (count === 0) return
      const below = counts.slice(0, row).reduce((sum, other) => sum + (other[index] ?? 0), 0)
      const x = Math.max(0, xOf(scale, atMs))
      const end = xOf(scale, Math.min(nowMs, moments[index + 1] ?? nowMs))
      const y = LANE.bottom - (below + count) * perPod
      path += `M${x.toFixed(1)} ${y.toFixed(1)}H${end.toFixed(1)}V${(y + count * perPod).toFixed(1)}H${x.toFixed(1)}Z`
    })
    return { revision, path }
  })
}

function countAt(steps: AvailableSteps['steps'], atMs: number): number {
  let count = 0
  for (const step of steps) {
    if (step.atMs > atMs) break
    count = step.count
  }
  return count
}

/** What will happen by itself, with what is left until then. */
function Due({ scale, nowMs }: { scale: Scale; nowMs: number }) {
  const upcoming = useSession((state) => state.upcoming)
  const rows = upcoming.slice(0, 3)
  const left = xOf(scale, nowMs) + 12
  return (
    <g>
      {rows.map(({ atMs, what, subject }, index) => {
        const x = Math.min(scale.widthPx - 8, Math.max(left, xOf(scale, atMs)))
        const words = `${until(atMs - nowMs)}: ${what}, ${shortName(subject)}`
        const wide = words.length * LABEL_CHARACTER_PX
        const onRight = x + 12 + wide < scale.widthPx
        if (!onRight && x - 12 - wide < left - 12) return null
        return (
          <g key={`${subject} ${what} ${atMs}`} transform={`translate(${x} ${18 + index * 22})`}>
            <circle r={4} fill="var(--paper)" stroke="var(--ink-2)" strokeWidth={1.5} />
            <text className="tape-word quiet" x={onRight ? 11 : -11} y={4} textAnchor={onRight ? 'start' : 'end'}>{words}</text>
          </g>
        )
      })}
    </g>
  )
}

/** The last word of a pod's name is what tells it from its like. */
function shortName(subject: string): string {
  const name = subject.split('/').at(-1) ?? ''
  return subject.startsWith('pods/') ? (name.split('-').at(-1) ?? name) : name
}
