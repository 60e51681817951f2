import { inkOf, isSystemNamespace, type Focus } from '../focus.ts'
import { groupBy } from '../groupBy.ts'
import type { PodGlyph, Ruler, WorkloadFrame } from '../model.ts'
import type { Scene } from '../state.ts'
import { cardsMost, densities, framesMost, sideOf, type Box, type Density, type PlacedPod, type Size, type StageLayout } from './model.ts'

export interface PlacedRuler {
  readonly key: string
  /** Below the frame's top: the line of glyph centres. */
  readonly y: number
  readonly height: number
  /** Width of one slot. */
  readonly unit: number
  /** Empty slots: centres, from the frame's corner. */
  readonly empty: readonly { readonly x: number; readonly y: number }[]
  readonly size: number
  /** Whether its pods stand on one line with the scale, so that the ruler can be drawn below them. */
  readonly onScale: boolean
  /** Right of the last pod, from the frame's left side. */
  readonly right: number
}

export interface PlacedFrame extends Box {
  readonly key: string
  readonly expanded: boolean
  /** The scale: where its zero is, from the frame's left side, and the width of one pod on it. */
  readonly zeroX: number
  readonly unit: number
  readonly hasScale: boolean
  readonly hasBanner: boolean
  readonly rulers: readonly PlacedRuler[]
  /** Room for words, of a folded frame. */
  readonly wordsWidth: number
}

export interface PlacedCapsule extends Box {
  readonly key: string
}

export interface WorkloadsPlan {
  readonly frames: readonly PlacedFrame[]
  readonly capsules: readonly PlacedCapsule[]
}

const MARGIN = 24
const GAP = 16
const FOLDED = 56

/** Workloads: a frame for each; those that matter most unfold to scale, bounds and rulers. */
export function layOutWorkloads(scene: Scene, focus: Focus, size: Size & { above?: number }): StageLayout<WorkloadsPlan> {
  const margin = size.width < 600 ? 16 : MARGIN
  const width = Math.max(280, size.width - 2 * margin)
  const top = size.above ?? 56
  const podsOf = groupBy([...scene.of.pod.values()].sort(standing), ({ workload }) => workload)
  const { workloads } = focus
  const frames = [...scene.of.workload.values()].sort((a, b) => importance(a, focus) - importance(b, focus) || (a.key < b.key ? -1 : 1))
  const placed = new Map<string, PlacedPod>()
  const plans: PlacedFrame[] = []
  const folded: WorkloadFrame[] = []
  const cards = scene.of.pod.size <= cardsMost && frames.length <= framesMost
  const foldedHeight = (count: number) => Math.ceil(count / columnsOf(width)) * (FOLDED + GAP)
  let y = top
  frames.forEach((frame, index) => {
    const pods = podsOf.get(frame.key) ?? []
    const unfolded = unfold(frame, pods, { x: margin, y, width }, cards)
    const fits = y + unfolded.plan.height + foldedHeight(frames.length - index) <= size.height
    const wanted = workloads ? workloads.has(frame.key) : index === 0 || fits
    if (!wanted || frame.kind === 'Pod' || (!workloads && frame.kind !== 'Deployment') || (workloads && workloads.size > 1 && plans.length > 0 && !fits)) {
      folded.push(frame)
      return
    }
    plans.push(unfolded.plan)
    unfolded.place(focus, placed)
    y += unfolded.plan.height + GAP
  })
  const columns = columnsOf(width)
  const columnWidth = (width - (columns - 1) * GAP) / columns
  let column = 0
  let rowHeight = 0
  const next = (height: number) => {
    if (column === columns) {
      column = 0
      y += rowHeight + GAP
      rowHeight = 0
    }
    rowHeight = Math.max(rowHeight, height)
    return { x: margin + column++ * (columnWidth + GAP), y, width: columnWidth, height }
  }
  for (const frame of folded) plans.push(fold(frame, podsOf.get(frame.key) ?? [], columnWidth, next, focus, placed))
  const services = [...scene.of.service.values()].filter(({ namespace, endpoints }) => !isSystemNamespace(namespace) && endpoints.length > 0).sort((a, b) => (a.key < b.key ? -1 : 1))
  const capsules = services.slice(0, framesMost).map(({ key }) => ({ key, ...next(FOLDED) }))
  return {
    width: size.width,
    height: Math.max(size.height, y + rowHeight + margin),
    detail: cards ? 'cards' : 'canvas',
    pods: placed,
    routes: new Map(),
    plan: { frames: plans, capsules },
  }
}

function columnsOf(width: number): number {
  return width >= 640 ? 2 : 1
}

/** In focus first, then what is rolling, then what is settled, the cluster's own last. */
function importance(frame: WorkloadFrame, focus: Focus): number {
  if (focus.workloads?.has(frame.key)) return 0
  if (isSystemNamespace(frame.namespace)) return 4
  if (frame.kind !== 'Deployment') return 3
  return frame.rolling ? 1 : 2
}

/** Ready pods stand first, as they fill their slots; those that leave come last, past the ruler's end. */
function standing(a: PodGlyph, b: PodGlyph): number {
  return rank(a) - rank(b) || a.createdMs - b.createdMs || (a.key < b.key ? -1 : 1)
}

function rank({ leaving, phase }: PodGlyph): number {
  if (leaving) return 3
  return phase === 'ready' ? 0 : phase === 'pending' ? 2 : 1
}

interface Unfolded {
  readonly plan: PlacedFrame
  place(focus: Focus, placed: Map<string, PlacedPod>): void
}

function unfold(frame: WorkloadFrame, pods: readonly PodGlyph[], at: { x: number; y: number; width: number }, cards: boolean): Unfolded {
  const narrow = at.width < 640
  const zeroX = narrow ? 20 : 192
  const longest = Math.max(frame.wanted, frame.exist, frame.bounds?.atMost ?? 0, 1)
  const unit = Math.min(56, (at.width - zeroX - (narrow ? 36 : 40)) / (longest + 1))
  const hasScale = frame.bounds !== undefined
  const hasBanner = frame.held !== 'no' || frame.deadlineExceeded || frame.paused
  let y = hasScale ? (narrow ? 232 : 216) : 64
  if (hasBanner) y += narrow ? 136 : 88
  const places: { pod: PodGlyph; x: number; y: number; density: Density }[] = []
  const byRuler = groupBy(pods, ({ ruler }) => ruler)
  const known = new Set(frame.rulers.map(({ key }) => key))
  const stray = pods.filter(({ ruler }) => !known.has(ruler))
  const rulers = frame.rulers.map((ruler, index) => {
    const placed = placeRuler(ruler, [...(byRuler.get(ruler.key) ?? []), ...(index === 0 ? stray : [])], { zeroX, y, unit, width: at.width, cards, narrow }, places)
    y += placed.height
    return placed
  })
  // A Deployment that has pods but no ReplicaSet yet (or no longer) shows them without a ruler.
  if (rulers.length === 0 && stray.length > 0) {
    const loose = placeRuler({ key: frame.key, wanted: 0 }, stray, { zeroX, y, unit, width: at.width, cards, narrow }, places)
    y += loose.height
  }
  const plan: PlacedFrame = { key: frame.key, x: at.x, y: at.y, width: at.width, height: y + 8, expanded: true, zeroX, unit, hasScale, hasBanner, rulers, wordsWidth: at.width }
  return {
    plan,
    place(focus, placed) {
      for (const { pod, x, y: podY, density } of places) {
        const ink = inkOf(pod, focus)
        placed.set(pod.key, { key: pod.key, ink, label: density.label, size: sideOf(density.size, ink), x: at.x + x, y: at.y + podY })
      }
    },
  }
}

interface RulerRoom {
  readonly zeroX: number
  readonly y: number
  readonly unit: number
  readonly width: number
  readonly cards: boolean
  readonly narrow: boolean
}

function placeRuler(ruler: Pick<Ruler, 'key' | 'wanted'>, pods: readonly PodGlyph[], room: RulerRoom, places: { pod: PodGlyph; x: number; y: number; density: Density }[]): PlacedRuler {
  const counted = pods.filter(({ leaving }) => !leaving)
  const slots = Math.max(ruler.wanted, counted.length)
  const total = slots + pods.length - counted.length
  const headroom = room.narrow ? 42 : 0
  const fitsOneLine = room.cards && room.unit >= 44 && room.zeroX + total * room.unit <= room.width - 8
  const density = fitsOneLine ? { size: 40, cellWidth: room.unit, cellHeight: 108, label: 'full' as const } : densityFor(total, room.width - room.zeroX - 40, room.cards)
  const perLine = fitsOneLine ? total : Math.max(1, Math.floor((room.width - room.zeroX - 24) / density.cellWidth))
  const first = room.y + headroom + (fitsOneLine ? 48 : 20 + density.size / 2)
  const centre = (place: number) => ({ x: room.zeroX + ((place % perLine) + 0.5) * density.cellWidth, y: first + Math.floor(place / perLine) * density.cellHeight })
  pods.forEach((pod, index) => places.push({ pod, density, ...centre(index < counted.length ? index : slots + index - counted.length) }))
  const empty = density.size < 12 ? [] : Array.from({ length: Math.min(60, Math.max(0, slots - counted.length)) }, (_, index) => centre(counted.length + index))
  const lines = Math.max(1, Math.ceil(total / perLine))
  return {
    key: ruler.key,
    y: first,
    height: headroom + (fitsOneLine ? 108 : Math.max(76, 32 + lines * density.cellHeight)),
    unit: density.cellWidth,
    empty, size: density.size,
    onScale: fitsOneLine,
    right: room.zeroX + Math.min(total, perLine) * density.cellWidth,
  }
}

function densityFor(total: number, width: number, cards: boolean): Density {
  const tries = densities.filter(({ size, label }) => size <= (cards ? 36 : 24) && label !== 'full')
  return tries.find(({ cellWidth, cellHeight }) => Math.ceil(total / Math.max(1, Math.floor(width / cellWidth))) * cellHeight <= 140) ?? (tries.at(-1) as Density)
}

/** One line for a workload: its words, and its pods at the right, in as many rows as they need. */
function fold(frame: WorkloadFrame, pods: readonly PodGlyph[], columnWidth: number, next: (height: number) => Box, focus: Focus, placed: Map<string, PlacedPod>): PlacedFrame {
  const room = columnWidth * (columnWidth < 380 ? 0.4 : 0.5) - 16
  const { cellWidth, size } = foldedDensity(pods.length, room)
  const perLine = Math.max(1, Math.min(Math.floor(room / cellWidth), pods.length))
  const lines = Math.max(1, Math.ceil(pods.length / perLine))
  const box = next(Math.max(FOLDED, lines * cellWidth + 8))
  const left = box.x + box.width - 16 - perLine * cellWidth
  pods.forEach((pod, place) => {
    const ink = inkOf(pod, focus)
    placed.set(pod.key, {
      key: pod.key, ink, label: 'none', size: sideOf(size, ink),
      x: left + ((place % perLine) + 0.5) * cellWidth,
      y: box.y + box.height / 2 + (Math.floor(place / perLine) - (lines - 1) / 2) * cellWidth,
    })
  })
  return { key: frame.key, ...box, expanded: false, zeroX: 0, unit: cellWidth, hasScale: false, hasBanner: false, rulers: [], wordsWidth: left - box.x - 24 }
}

const foldedDensities = [{ cellWidth: 28, size: 20 }, { cellWidth: 16, size: 12 }, { cellWidth: 8, size: 6 }, { cellWidth: 5, size: 4 }] as const

function foldedDensity(count: number, room: number) {
  return foldedDensities.find(({ cellWidth }) => Math.ceil(count / Math.max(1, Math.floor(room / cellWidth))) * cellWidth <= 48) ?? foldedDensities[3]
}
