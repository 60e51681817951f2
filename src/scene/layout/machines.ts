import { inkOf, isSystemNamespace, type Focus } from '../focus.ts'
import { groupBy } from '../groupBy.ts'
import type { NodeTray, PodGlyph, ServiceCapsule } from '../model.ts'
import type { Scene } from '../state.ts'
import { cardsMost, densities, framesMost, isCard, routeKey, sideOf, textWidth, type Box, type Density, type Path, type PlacedPod, type Size, type StageLayout } from './model.ts'

/** A label in a tray's foot, before the grey pods that it names. */
export interface FootLabel {
  readonly text: string
  readonly x: number
  readonly y: number
}

export interface PlacedTray extends Box {
  readonly key: string
  /** `tall`: two lines of meters under the name; `inline`: all in one line; `name`; `none`. */
  readonly header: 'tall' | 'inline' | 'name' | 'none'
  readonly foot: readonly FootLabel[]
  /** Where its foot begins, below the tray's top; undefined if it has none. */
  readonly footY?: number
}

export interface MachinesPlan {
  /** `scale`: how much larger than the stage it is, so that all trays fit. */
  readonly house: { readonly x: number; readonly width: number; readonly roofY: number; readonly rise: number; readonly groundY: number; readonly scale: number }
  readonly beam: Box
  /** Centre of the first pod that waits for a machine, and how many do. */
  readonly waiting?: { readonly x: number; readonly y: number; readonly count: number; readonly size: number; readonly right: number }
  readonly trays: readonly PlacedTray[]
  /** The pipe along which requests run to the pods that a Service sends to, if anyone sends some. */
  readonly pipe?: Pipe
}

export interface Pipe {
  readonly fromX: number
  readonly y: number
  /** Where it comes down. */
  readonly ends: readonly { readonly pod: string; readonly service: string; readonly x: number; readonly y: number; readonly hidden?: { readonly from: number; readonly to: number } }[]
}

export interface MachinesOptions extends Size {
  /** Room left of the house, for who stands outside. */
  readonly outside?: number
  /** Side of the glyphs, instead of the largest that fits. */
  readonly glyph?: number
  /** Key of the Service whose requests are drawn; none are without it. */
  readonly service?: string
  /** Room above the house, for chips and legend. */
  readonly above?: number
  readonly rise?: number
}

const MARGIN = 24
const PADDING = 16
const GAP = 16
const SMALL = 14
const SMALL_PITCH = 18
/** Within a tray's foot: between a name and its pods, and between applications. */
const LABEL_GAP = 8
const FOOT_GAP = 12
/** Where trays do not fit, the house grows by this factor until they do; the camera stands back as far. */
const GROWTH = 1.12
/** Where the room is narrower, each machine has a shelf of its own. */
const NARROW = 480
/** The trays have at least this part of the stage's height, however low it is. */
const LEAST_ROOM = 0.25

/** Pods of a machine: those that are large, and the grey ones of its foot, by application. */
interface Load {
  readonly tray: NodeTray
  readonly main: readonly PodGlyph[]
  readonly others: ReadonlyMap<string, readonly PodGlyph[]>
}

/** Machines: a house whose beam carries the control plane, with a tray for each machine, and each pod in its machine's tray. */
export function layOutMachines(scene: Scene, focus: Focus, options: MachinesOptions): StageLayout<MachinesPlan> {
  const pods = [...scene.of.pod.values()].sort((a, b) => a.createdMs - b.createdMs || (a.key < b.key ? -1 : 1))
  const trays = [...scene.of.node.values()].sort((a, b) => (a.zone === b.zone ? compareNames(a.name, b.name) : a.zone < b.zone ? -1 : 1))
  const names = new Set(trays.map(({ name }) => name))
  const byNode = groupBy(pods, ({ node }) => (names.has(node) ? node : ''))
  const waiting = byNode.get('') ?? []
  const loads = trays.map((tray) => loadOf(tray, byNode.get(tray.name) ?? [], focus))
  const nothingYet = pods.every(({ namespace }) => isSystemNamespace(namespace))
  const called = options.service !== undefined && [...scene.of.client.values()].some(({ services }) => services.includes(options.service as string)) ? scene.of.service.get(options.service) : undefined

  let scale = 1
  let site = siteOf(options, scale, { waiting: waiting.length, requests: called !== undefined, nothingYet })
  let grid = chooseGrid(loads, site.room, options.glyph)
  while (!grid) {
    scale *= GROWTH
    site = siteOf(options, scale, { waiting: waiting.length, requests: called !== undefined, nothingYet })
    grid = chooseGrid(loads, site.room, options.glyph)
  }

  const { house, beam, room, strip, pipeY } = site
  const chosen = grid
  const placed = new Map<string, PlacedPod>()
  if (strip) placeWaiting(waiting, focus, strip, placed)
  const plans = loads.map((load, index) => placeTray(load, index, chosen, room, focus, placed))
  const pipe = pipeY === undefined || !called ? undefined : pipeOf(called, placed, plans, { fromX: Math.max(0, house.x - 64), y: pipeY })
  const groundY = Math.max(options.height * scale - PADDING, room.y + totalHeight(grid) + 12)
  return {
    width: options.width * scale,
    height: groundY + PADDING,
    detail: areCards(loads) && grid.density.size >= 12 ? 'cards' : 'canvas',
    pods: placed,
    routes: pipe ? routesOf(scene, pipe) : new Map(),
    plan: {
      house: { ...house, groundY, scale },
      beam, trays: plans,
      ...(strip ? { waiting: { x: strip.x, y: strip.y, count: waiting.length, size: strip.density.size, right: strip.right } } : {}),
      ...(pipe ? { pipe } : {}),
    },
  }
}

interface Site {
  readonly house: { readonly x: number; readonly width: number; readonly roofY: number; readonly rise: number }
  readonly beam: Box
  /** Where pods hang that have no machine. */
  readonly strip?: Strip
  readonly pipeY?: number
  /** What is left for the trays. */
  readonly room: Box
}

/** The house and its beam at a scale, and the room that they leave. */
function siteOf(options: MachinesOptions, scale: number, { waiting, requests, nothingYet }: { waiting: number; requests: boolean; nothingYet: boolean }): Site {
  const narrow = options.width < 600
  const low = options.height < 440
  const rise = (options.rise ?? (narrow ? 18 : low ? 22 : 32)) * scale
  const margin = (narrow ? 12 : MARGIN) * scale
  const x = options.outside ?? margin
  const width = options.width * scale - x - margin
  const roofY = (options.above ?? 44) * scale + rise
  const beam = { x, y: roofY, width, height: (narrow || low ? 32 : 44) * scale }
  const beamEnd = beam.y + beam.height
  const strip = waiting === 0 ? undefined : stripOf(waiting, { x: x + width * (narrow ? 0.02 : 0.5) + 28, right: x + width - PADDING, y: beamEnd })
  const between = (strip?.height ?? 0) + (requests ? 28 : 0)
  const padding = narrow ? 6 : PADDING
  const top = beamEnd + Math.max(between, nothingYet ? 44 : narrow ? 10 : low ? 14 : 44)
  return {
    house: { x, width, roofY, rise }, beam,
    room: { x: x + padding, y: top, width: width - 2 * padding, height: Math.max(options.height * scale - 28 - top, options.height * scale * LEAST_ROOM) },
    ...(strip ? { strip } : {}),
    ...(requests ? { pipeY: beamEnd + (strip?.height ?? 0) + 14 } : {}),
  }
}

function compareNames(a: string, b: string): number {
  const numeric = Number(/\d+$/.exec(a)?.[0] ?? 0) - Number(/\d+$/.exec(b)?.[0] ?? 0)
  const [stemA, stemB] = [a.replace(/\d+$/, ''), b.replace(/\d+$/, '')]
  return stemA === stemB ? numeric : stemA < stemB ? -1 : 1
}

function loadOf(tray: NodeTray, pods: readonly PodGlyph[], focus: Focus): Load {
  const main = pods.filter((pod) => inkOf(pod, focus) !== 0)
  const others = groupBy(pods.filter((pod) => inkOf(pod, focus) === 0), footNameOf)
  return { tray, main, others: new Map([...others].sort(([a], [b]) => (isSystemNamespace(a) === isSystemNamespace(b) ? (a < b ? -1 : 1) : isSystemNamespace(a) ? 1 : -1))) }
}

/** Grey pods are named by their application; those of the cluster itself by their namespace. */
function footNameOf(pod: PodGlyph): string {
  return isSystemNamespace(pod.namespace) ? pod.namespace : (pod.workload.split('/').at(-1) as string)
}

interface Grid {
  readonly density: Density
  readonly header: PlacedTray['header']
  readonly columns: number
  readonly rows: number
  /** Of one tray. */
  readonly width: number
  readonly height: number
  readonly perLine: number
  readonly footHeight: number
}

const headerHeights = { tall: 92, inline: 40, name: 30, none: 3 } as const

function areCards(loads: readonly Load[]): boolean {
  return loads.length <= framesMost && loads.reduce((sum, load) => sum + load.main.length + othersOf(load).length, 0) <= cardsMost
}

function othersOf({ others }: Load): PodGlyph[] {
  return [...others.values()].flat()
}

/** The largest glyphs with which all trays fit into the room; undefined if none do. On a narrow stage they are shelves, as many as it takes. */
function chooseGrid(loads: readonly Load[], room: Box, glyph: number | undefined): Grid | undefined {
  const cards = areCards(loads)
  const known = glyph === undefined ? densities : [{ size: glyph, cellWidth: glyph * 1.6, cellHeight: glyph * 1.7, label: 'name' as const }, ...densities.filter(({ size }) => size < glyph)]
  const narrow = room.width < NARROW
  for (const density of known) {
    if (isCard(density) && !cards) continue
    const grids = gridsOf(loads, density, room)
    const fitting = grids.find((grid) => totalHeight(grid) <= room.height)
    if (fitting) return stretched(fitting, room)
    if (narrow && cards && density.size === 36 && density.label === 'name') return grids.at(-1)
  }
  return loads.length === 0 ? gridsOf(loads, densities[1] as Density, room)[0] : undefined
}

function totalHeight({ rows, height, density }: Grid): number {
  return rows === 0 ? 0 : rows * (height + gapOf(density)) - gapOf(density)
}

/** One row of trays is as high as the house; several use some of the room that they leave. */
function stretched(grid: Grid, room: Box): Grid {
  if (grid.density.size < 12 || grid.rows === 0) return grid
  const share = (room.height + gapOf(grid.density)) / grid.rows - gapOf(grid.density)
  return { ...grid, height: grid.rows === 1 ? share : Math.min(share, grid.height * 1.5) }
}

/** The ways to set the trays at a density, the better first: with more in the header, and in more columns. */
function gridsOf(loads: readonly Load[], density: Density, room: Box): Grid[] {
  const card = isCard(density)
  const gap = gapOf(density)
  const fullest = Math.max(1, ...loads.map((load) => load.main.length + (card ? 0 : othersOf(load).length)))
  // A pod more or less is no reason to set all anew, unless it would cost a shelf its line.
  const most = room.width < NARROW ? fullest : Math.ceil(fullest / 2) * 2
  const padding = 2 * paddingOf(density, room)
  const narrowest = card ? Math.max(150, density.cellWidth * Math.min(2, fullest) + padding) : Math.ceil(Math.sqrt(most * 1.4)) * density.cellWidth + padding
  const columnsMost = Math.min(Math.max(1, loads.length), Math.max(1, Math.floor((room.width + gap) / (narrowest + gap))))
  const columnCounts = card ? new Set([columnsMost, Math.ceil(columnsMost / 2), 1]) : density.size >= 12 ? Array.from({ length: columnsMost }, (_, index) => columnsMost - index) : [columnsMost]
  const grids: Grid[] = []
  for (const columns of columnCounts) {
    const share = (room.width - (columns - 1) * gap) / columns
    const width = density.size >= 12 ? share : Math.min(share, narrowest)
    const perLine = Math.max(1, Math.floor((width - padding) / density.cellWidth))
    const footHeight = card ? Math.max(0, ...loads.map((load) => footLines(load, width - padding).length)) * 24 : 0
    const lines = Math.ceil(most / perLine)
    const below = footHeight > 0 ? footHeight + 12 : density.size >= 12 ? 8 : 4
    for (const header of headersOf(density, width)) {
      const height = headerHeights[header] + lines * density.cellHeight + below
      grids.push({ density, header, columns, rows: Math.ceil(loads.length / columns), width, height, perLine, footHeight })
    }
  }
  return card ? grids : grids.sort((a, b) => headerHeights[b.header] - headerHeights[a.header])
}

function headersOf({ size, label }: Density, width: number): PlacedTray['header'][] {
  if (size > 48 && label === 'name') return ['name']
  if (size > 48) return ['tall']
  if (size >= 36) return width >= 312 ? ['tall', 'inline'] : ['tall', 'name']
  if (size < 12) return ['none']
  return [...(width >= 312 ? ['inline' as const] : []), ...(width >= 72 ? ['name' as const] : []), 'none']
}

function gapOf(density: Density): number {
  return density.size >= 24 ? GAP : density.size >= 12 ? 12 : density.size >= 6 ? 4 : 2
}

function paddingOf(density: Density, room: Box): number {
  return density.size >= 24 ? (room.width < NARROW ? 12 : PADDING) : density.size >= 12 ? 10 : 1
}

function placeTray(load: Load, index: number, grid: Grid, room: Box, focus: Focus, placed: Map<string, PlacedPod>): PlacedTray {
  const gap = gapOf(grid.density)
  const x = room.x + (index % grid.columns) * (grid.width + gap)
  const y = room.y + Math.floor(index / grid.columns) * (grid.height + gap)
  const card = isCard(grid.density)
  const all = card ? load.main : [...load.main, ...othersOf(load)]
  const { size, cellWidth, cellHeight, label } = grid.density
  const padding = paddingOf(grid.density, room)
  const pitch = card ? Math.min((grid.width - 2 * padding) / grid.perLine, cellWidth * 1.15) : cellWidth
  const firstY = y + headerHeights[grid.header] + (card ? size / 2 : cellHeight / 2)
  const alone = size > 60 && all.length <= grid.perLine
  all.forEach((pod, place) => {
    const ink = inkOf(pod, focus)
    placed.set(pod.key, {
      key: pod.key, ink, label, size: sideOf(size, ink),
      x: alone ? x + ((place + 0.5) * grid.width) / all.length : x + padding + ((place % grid.perLine) + 0.5) * pitch,
      y: alone ? y + grid.height * 0.42 : firstY + Math.floor(place / grid.perLine) * cellHeight,
    })
  })
  const box = { key: load.tray.key, x, y, width: grid.width, height: grid.height, header: grid.header }
  if (!card || grid.footHeight === 0) return { ...box, foot: [] }
  const footY = grid.height - grid.footHeight - 8
  return { ...box, footY, foot: placeFoot(load, grid.width - 2 * padding, { x, y: y + footY, padding }, placed) }
}

interface FootItem {
  readonly name: string
  readonly pods: readonly PodGlyph[]
  readonly x: number
  readonly width: number
}

/** The lines of a tray's foot: each application with its grey pods, as many to a line as go. A long row of pods goes on in the next line. */
function footLines({ others }: Load, room: number): FootItem[][] {
  const lines: FootItem[][] = []
  let at = Number.POSITIVE_INFINITY
  for (const [name, pods] of others) {
    const labelWidth = textWidth(name, 12) + LABEL_GAP
    const most = Math.max(1, Math.floor((room - labelWidth) / SMALL_PITCH))
    for (let from = 0; from < pods.length; from += most) {
      const part = pods.slice(from, from + most)
      const width = labelWidth + part.length * SMALL_PITCH
      if (at + width > room) {
        lines.push([])
        at = 0
      }
      lines.at(-1)?.push({ name: from === 0 ? name : '', pods: part, x: at, width })
      at += width + FOOT_GAP
    }
  }
  return lines
}

function placeFoot(load: Load, room: number, { x, y, padding }: { x: number; y: number; padding: number }, placed: Map<string, PlacedPod>): FootLabel[] {
  const labels: FootLabel[] = []
  footLines(load, room).forEach((line, index) => {
    const middle = y + 8 + index * 24 + 12
    for (const item of line) {
      labels.push({ text: item.name, x: padding + item.x, y: middle - y })
      const labelWidth = textWidth(load.others.has(item.name) ? item.name : nameOfContinued(load, item), 12) + LABEL_GAP
      item.pods.forEach((pod, place) => placed.set(pod.key, { key: pod.key, ink: 0, label: 'none', size: sideOf(SMALL, 0), x: x + padding + item.x + labelWidth + (place + 0.5) * SMALL_PITCH, y: middle }))
    }
  })
  return labels.filter(({ text }) => text !== '')
}

function nameOfContinued({ others }: Load, item: FootItem): string {
  return [...others].find(([, pods]) => pods.includes(item.pods[0] as PodGlyph))?.[0] ?? ''
}

interface Strip {
  /** Centre of the first pod. */
  readonly x: number
  readonly y: number
  readonly height: number
  readonly perLine: number
  readonly density: Density
  /** Right of the last pod. */
  readonly right: number
}

/** Pods that have no machine hang at the scheduler, under the beam: the more there are, the smaller. */
function stripOf(count: number, at: { x: number; right: number; y: number }): Strip {
  const lineWidth = Math.max(32, at.right - at.x)
  const density = densities.filter(({ label }) => label === 'none').find(({ cellWidth, cellHeight }) => Math.ceil(count / Math.floor(lineWidth / cellWidth)) * cellHeight <= 40) ?? (densities.at(-1) as Density)
  const perLine = Math.max(1, Math.floor(lineWidth / density.cellWidth))
  return { x: at.x, y: at.y + 9 + density.size / 2, height: 9 + Math.ceil(count / perLine) * density.cellHeight + 3, perLine, density, right: at.x + (Math.min(perLine, count) - 0.5) * density.cellWidth }
}

function placeWaiting(pods: readonly PodGlyph[], focus: Focus, { x, y, perLine, density }: Strip, placed: Map<string, PlacedPod>): void {
  pods.forEach((pod, place) => {
    const ink = inkOf(pod, focus)
    placed.set(pod.key, {
      key: pod.key, ink, label: 'none', size: sideOf(density.size, ink),
      x: x + (place % perLine) * density.cellWidth,
      y: y + Math.floor(place / perLine) * density.cellHeight,
    })
  })
}

/** Requests come in through the wall, run along a pipe under the beam, and down into the tray; behind a header with meters the pipe is hidden. */
function pipeOf(service: ServiceCapsule, placed: ReadonlyMap<string, PlacedPod>, trays: readonly PlacedTray[], { fromX, y }: { fromX: number; y: number }): Pipe {
  const ends = service.endpoints.flatMap(({ pod }) => {
    const place = placed.get(pod)
    if (!place) return []
    const tray = trays.find((each) => place.x > each.x && place.x < each.x + each.width && place.y > each.y && place.y < each.y + each.height)
    const aside = tray !== undefined && Math.abs(place.x - (tray.x + tray.width / 2)) > tray.width / 5
    const hidden = tray && (tray.header === 'tall' || aside) ? { from: tray.y, to: tray.y + headerHeights[tray.header] - 4 } : undefined
    return [{ pod, service: service.key, x: place.x, y: place.y - place.size / 2 - 4, ...(hidden ? { hidden } : {}) }]
  })
  return { fromX, y, ends }
}

function routesOf(scene: Scene, { fromX, y, ends }: Pipe): Map<string, Path> {
  const routes = new Map<string, Path>()
  for (const end of ends) {
    const path = [...straight(fromX, y, end.x, y), ...straight(end.x, y, end.x, end.y)]
    for (const client of scene.of.client.values()) if (client.services.includes(end.service)) routes.set(routeKey(client.key, end.service, end.pod), path)
  }
  return routes
}

function straight(x1: number, y1: number, x2: number, y2: number): [number, number][] {
  return [[x1, y1], [x1 + (x2 - x1) / 3, y1 + (y2 - y1) / 3], [x1 + ((x2 - x1) * 2) / 3, y1 + ((y2 - y1) * 2) / 3], [x2, y2]]
}
