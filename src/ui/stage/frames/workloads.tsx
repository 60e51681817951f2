import { memo, type ReactNode } from 'react'
import type { NodeProps } from '@xyflow/react'
import { inkOf } from '../../../scene/focus.ts'
import type { StageLayout } from '../../../scene/layout/model.ts'
import type { PlacedFrame, PlacedRuler, WorkloadsPlan } from '../../../scene/layout/workloads.ts'
import type { Bounds, Ruler, Slot, WorkloadFrame } from '../../../scene/model.ts'
import { Brackets } from '../../glyphs/Brackets.tsx'
import { KindIcon, kindNameOf, PodMark } from '../../glyphs/index.ts'
import { lengthOfTime, texts } from '../../texts.ts'
import { useEntity, useNow, useStage } from '../context.ts'
import { frameNode, type FrameNode } from './frameNode.ts'

/** Frames that are elements; the rest of a very long list is left to zooming in by focus. */
const mountedMost = 40

export function workloadsNodes({ plan }: StageLayout<WorkloadsPlan>): FrameNode[] {
  return [
    ...plan.frames.slice(0, mountedMost).map((frame) => frameNode(frame.expanded ? 'frame' : 'folded', frame.key, frame, { frame })),
    ...plan.capsules.map((capsule) => frameNode('capsule', capsule.key, capsule, { serviceKey: capsule.key })),
  ]
}

function FrameTitle({ frame, words }: { frame: WorkloadFrame; words: string }) {
  const { select, selection } = useStage()
  return (
    <button type="button" className="frame-title" data-key={frame.key} aria-pressed={selection === frame.key} onClick={() => select(frame.key)}>
      <KindIcon kind={kindNameOf(frame.kind) ?? 'replicaset'} size={20} />
      <span className="frame-name">{frame.name}</span>
      <span className="frame-words quiet">{words}</span>
    </button>
  )
}

const FoldedNode = memo(function FoldedNode({ data, width = 0, height = 0 }: NodeProps & { data: { frame: PlacedFrame } }) {
  const frame = useEntity('workload', data.frame.key)
  const { selection } = useStage()
  if (!frame) return null
  return (
    <div className="frame folded">
      <div style={{ width: data.frame.wordsWidth + 16 }}>
        <FrameTitle frame={frame} words={frame.kind === 'Pod' ? texts.workload.alone : texts.workload.summary(frame)} />
      </div>
      {selection === frame.key && <Brackets size={0} width={width} height={height} arm={14} />}
    </div>
  )
})

const ExpandedNode = memo(function ExpandedNode({ data, width = 0, height = 0 }: NodeProps & { data: { frame: PlacedFrame } }) {
  const place = data.frame
  const frame = useEntity('workload', place.key)
  const { selection } = useStage()
  if (!frame) return null
  return (
    <div className="frame expanded">
      <FrameTitle frame={frame} words={texts.workload.rolling(frame)} />
      {place.hasScale && frame.bounds && <Scale frame={frame} bounds={frame.bounds} place={place} width={width} />}
      {place.hasBanner && <Banner frame={frame} place={place} />}
      {frame.rulers.map((ruler) => {
        const placed = place.rulers.find(({ key }) => key === ruler.key)
        return placed && <RulerRow key={ruler.key} ruler={ruler} placed={placed} place={place} width={width} />
      })}
      {selection === frame.key && <Brackets size={0} width={width} height={height} gap={6} arm={14} />}
    </div>
  )
})

/** One scale: the bar of pods that exist against *at most*, the bar of available ones against *at least*. */
function Scale({ frame, bounds, place, width }: { frame: WorkloadFrame; bounds: Bounds; place: PlacedFrame; width: number }) {
  const { focus } = useStage()
  const { zeroX, unit } = place
  const narrow = zeroX < 100
  const [axisY, existY, availableY] = narrow ? [88, 122, 190] : [92, 116, 172]
  const at = (count: number) => zeroX + unit * count
  const last = Math.max(bounds.atMost, frame.exist) + 1
  const every = unit >= 24 ? 1 : unit >= 9 ? 5 : unit >= 4 ? 10 : unit >= 1 ? 50 : 200
  const { atLeast, atMost } = bounds
  const farApart = (a: number, b: number) => Math.abs(a - b) * unit > 72
  const label = (count: number) => [atLeast, frame.wanted, atMost].every((mark) => Math.abs(mark - count) * unit > (mark === atLeast ? 62 : 40))
  const above = frame.held === 'above' || frame.held === 'both'
  const below = frame.held === 'below' || frame.held === 'both'
  const ticks = Array.from({ length: Math.floor(last / every) + 1 }, (_, index) => index * every)
  return (
    <>
      <svg className="scale" width={width} height={availableY + 44} aria-hidden="true">
        <path d={`M${at(0)} ${axisY}H${at(last)}${ticks.map((count) => `M${at(count)} ${axisY - 5}V${axisY}`).join('')}`} stroke="var(--line-2)" fill="none" />
        {ticks.filter((count) => label(count) && unit * every >= 20).map((count) => <text key={count} x={at(count)} y={axisY - 10} className="small least" textAnchor="middle">{count}</text>)}
        <path d={`M${at(frame.wanted)} ${axisY - 6}V${availableY + 36}`} stroke="var(--line-2)" strokeWidth={1.25} strokeDasharray="2 3" />
        {farApart(frame.wanted, atLeast) && farApart(frame.wanted, atMost) && <text x={at(frame.wanted)} y={axisY - 12} className="small quiet" textAnchor="middle">{texts.workload.wanted(frame.wanted)}</text>}
        <Bars counts={barsOf(frame, 'exist')} at={at} unit={unit} y={existY} faded={frame.exist - frame.available} focus={inkOf({ workload: frame.key, namespace: frame.namespace, slot: 1 }, focus) !== 0} />
        <Bars counts={barsOf(frame, 'available')} at={at} unit={unit} y={availableY} faded={0} focus={inkOf({ workload: frame.key, namespace: frame.namespace, slot: 1 }, focus) !== 0} />
        <path className="bound" d={`M${at(atMost)} ${axisY - 6}V${existY + 34}`} stroke="var(--ink)" strokeWidth={above ? 3 : 1.25} />
        {atLeast < atMost && <path d={`M${at(atLeast)} ${axisY - 6}V${availableY - 16}`} stroke="var(--line-2)" strokeWidth={1.25} />}
        <path className="bound" d={`M${at(atLeast)} ${availableY - 16}V${availableY + 36}`} stroke="var(--ink)" strokeWidth={below ? 3 : 1.25} />
        <text x={Math.max(at(atLeast), zeroX + 24)} y={axisY - 12} className="small strong" textAnchor="middle">{farApart(atLeast, atMost) && !narrow ? texts.workload.atLeast(atLeast) : texts.workload.atLeastShort(atLeast)}</text>
        <text x={Math.min(at(atMost), width - 52)} y={axisY - 12} className="small strong" textAnchor="middle">{narrow ? texts.workload.atMostShort(atMost) : texts.workload.atMost(atMost)}</text>
        {above && <Held x={at(atMost)} y={existY + 10} words={texts.workload.full} />}
        {below && <Held x={at(Math.max(atLeast, frame.available))} y={availableY + 10} words={texts.workload.noneToSpare} />}
        {frame.exist > frame.available && unit * (frame.exist - frame.available) > 60 && !narrow && <text x={at(frame.available) + 8} y={existY + 38} className="small quiet">{texts.workload.notYetAvailable(frame.exist - frame.available)}</text>}
      </svg>
      <RowWords top={narrow ? 96 : existY - 2} title={texts.workload.podsThatExist} words={texts.workload.existOf(frame.exist, atMost)} inline={narrow} />
      <RowWords top={narrow ? 164 : availableY - 2} title={texts.workload.available} words={texts.workload.availableOf(frame.available, atLeast)} inline={narrow} />
    </>
  )
}

function RowWords({ top, title, words, inline }: { top: number; title: string; words: string; inline: boolean }) {
  return (
    <p className="row-words" data-inline={inline} style={{ top }}>
      <span className="strong">{title}</span> <span className="small quiet">{words}</span>
    </p>
  )
}

function Held({ x, y, words }: { x: number; y: number; words: string }) {
  return (
    <g className="held">
      <path d={`M${x + 5} ${y}l9-6v12Z`} fill="var(--ink)" />
      <text x={x + 20} y={y + 4} className="small strong">{words}</text>
    </g>
  )
}

interface BarPart {
  readonly slot: Slot
  readonly solid: number
  readonly tinted: number
}

/** Oldest revision first: what is available is solid, what only exists is tinted. */
function barsOf(frame: WorkloadFrame, count: 'exist' | 'available'): BarPart[] {
  return frame.rulers.toReversed().map(({ slot, exist, available }) => ({ slot, solid: Math.min(exist, available), tinted: count === 'exist' ? Math.max(0, exist - available) : 0 }))
}

function Bars({ counts, at, unit, y, focus }: { counts: readonly BarPart[]; at: (count: number) => number; unit: number; y: number; faded: number; focus: boolean }) {
  const units: ReactNode[] = []
  let from = 0
  const draw = (slot: Slot, count: number, tinted: boolean) => {
    const separate = unit >= 8 && count <= 60
    for (let index = 0; index < (separate ? count : Math.min(1, count)); index++) {
      const width = separate ? unit - 2 : count * unit - 1
      units.push(<rect key={`${slot} ${tinted} ${index}`} data-ink={focus ? slot : 0} x={at(from + (separate ? index : 0)) + 1} y={y} width={Math.max(0.5, width)} height={20} fill={tinted ? 'var(--tint)' : 'var(--fill)'} stroke="var(--edge)" strokeWidth={unit >= 8 ? 1.25 : 0} />)
    }
    from += count
  }
  for (const { slot, solid } of counts) draw(slot, solid, false)
  for (const { slot, tinted } of counts) draw(slot, tinted, true)
  return <g>{units}</g>
}

function Banner({ frame, place }: { frame: WorkloadFrame; place: PlacedFrame }) {
  const nowMs = useNow(1000)
  const { workload } = texts
  const top = place.zeroX < 100 ? 240 : 228
  const newest = frame.rulers[0]?.revision ?? 1
  const deadline = frame.deadlineMs === undefined ? undefined : lengthOfTime(frame.deadlineMs - nowMs)
  const [title, words]: readonly [string, string] = frame.deadlineExceeded
    ? [workload.deadlineExceeded, workload.undo(frame.name)]
    : frame.paused
      ? [workload.paused, workload.resume(frame.name)]
      : [frame.held === 'both' ? workload.heldBoth : frame.held === 'above' ? workload.heldAbove : workload.heldBelow, workload.goesOn(newest, deadline)]
  return (
    <div className="banner" role="status" style={{ top }}>
      <p className="banner-title">{title}</p>
      <p className="quiet">{words}</p>
    </div>
  )
}

function RulerRow({ ruler, placed, place, width }: { ruler: Ruler; placed: PlacedRuler; place: PlacedFrame; width: number }) {
  const { focus } = useStage()
  const ink = inkOf({ workload: place.key, namespace: place.key.split('/')[1] ?? '', slot: ruler.slot }, focus)
  const narrow = place.zeroX < 100
  const top = placed.y - (narrow ? (placed.onScale ? 74 : placed.size / 2 + 46) : placed.onScale ? 40 : 20 + placed.size / 2)
  const { zeroX } = place
  const slots = Array.from({ length: ruler.wanted + 1 }, (_, index) => zeroX + index * placed.unit)
  const floor = placed.y + placed.size / 2 + 4
  const room = width - placed.right - 24
  return (
    <>
      <svg className="scale" width={width} height={placed.y + placed.size / 2 + 8} aria-hidden="true">
        <path d={`M16 ${top + 0.5}H${width - 16}`} stroke="var(--line)" />
        {placed.onScale && <path d={`M${zeroX} ${floor}H${zeroX + ruler.wanted * placed.unit}${slots.map((x) => `M${x} ${floor - 4}V${floor}`).join('')}`} stroke="var(--line-2)" strokeWidth={1.25} fill="none" />}
        {placed.empty.map(({ x, y }) => <rect key={`${x} ${y}`} x={x - placed.size / 2 + 3} y={y - placed.size / 2 + 3} width={placed.size - 6} height={placed.size - 6} rx={placed.size / 6} fill="none" stroke="var(--line-2)" strokeWidth={1.25} strokeDasharray="1.5 3" />)}
      </svg>
      <div className="ruler-words" data-inline={narrow} data-ink={ink} style={{ top: top + (narrow ? 8 : 16) }}>
        <p className="ruler-title">
          <span style={{ width: 20, height: 20 }}><PodMark phase="ready" ink={ink} size={20} /></span>
          {texts.workload.revision(ruler.revision)}
        </p>
        {ruler.hash !== '' && !narrow && <code className="small quiet">{ruler.hash}</code>}
        <p className="small quiet">{texts.workload.wantedReady(ruler.wanted, ruler.ready)}</p>
      </div>
      {placed.onScale && room > 150 && <RulerNote ruler={ruler} left={placed.right + 16} top={placed.y - 16} />}
    </>
  )
}

function RulerNote({ ruler, left, top }: { ruler: Ruler; left: number; top: number }) {
  const nowMs = useNow(1000)
  const leaving = ruler.wanted < ruler.exist || ruler.wanted === 0
  const lines = leaving ? texts.workload.leaving : [ruler.image === '' ? '' : texts.workload.image(ruler.image), texts.workload.firstPod(lengthOfTime(nowMs - ruler.createdMs))]
  return (
    <p className="ruler-note small quiet" style={{ left, top }}>
      {lines.map((line) => <span key={line}>{line}</span>)}
    </p>
  )
}

/** A Service, with a bar for each pod that it sends to. */
const CapsuleNode = memo(function CapsuleNode({ data, width = 0, height = 0 }: NodeProps & { data: { serviceKey: string } }) {
  const service = useEntity('service', data.serviceKey)
  const { select, selection, store, focus } = useStage()
  if (!service) return null
  const ready = service.endpoints.filter((endpoint) => endpoint.ready)
  const inks = ready.flatMap(({ pod }) => store.get('pod', pod) ?? []).map((pod) => inkOf(pod, focus)).sort()
  const unit = Math.min(20, (width * 0.36) / Math.max(1, inks.length))
  return (
    <div className="frame capsule">
      <button type="button" className="frame-title" data-key={service.key} aria-pressed={selection === service.key} onClick={() => select(service.key)}>
        <KindIcon kind="service" size={20} />
        <span className="frame-name">{service.name}</span>
        <span className="frame-words quiet">{texts.stage.sendsTo(ready.length)}</span>
      </button>
      <svg width={unit * inks.length} height={14} aria-hidden="true">
        {inks.slice(0, 100).map((ink, index) => <rect key={index} data-ink={ink} x={index * unit + 0.5} y={1} width={Math.max(1, unit - 2)} height={12} fill="var(--fill)" stroke="var(--edge)" />)}
      </svg>
      {selection === service.key && <Brackets size={0} width={width} height={height} arm={14} />}
    </div>
  )
})

export const workloadsTypes = { frame: ExpandedNode, folded: FoldedNode, capsule: CapsuleNode }
