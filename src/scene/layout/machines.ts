import { inkOf, type Focus } from '../focus.ts'
import { groupBy } from '../groupBy.ts'
import type { NodeTray, PodGlyph } from '../model.ts'
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
  readonly house: { readonly x: number; readonly width: number; readonly roofY: number; readonly rise: number; readonly groundY: number }
  readonly beam: Box
  /** Centre of the first pod that waits for a machine, and how many do. */
  readonly waiting?: { readonly x: number; readonly y: number; readonly count: number; readonly size: number; readonly right: number }
  readonly trays: readonly PlacedTray[]
  /** Y of the pipe along which requests run, if anyone sends some. */
  readonly pipeY?: number
}

export interface MachinesOptions extends Size {
  /** Room left of the house, for who stands outside. */
  readonly outside?: number
  /** Side of the glyphs, instead of the largest that fits. */
  readonly glyph?: number
  /** Room above the house, for chips and legend. */
  readonly above?: number
  readonly rise?: number
}

const MARGIN = 24
const PADDING = 16
const GAP = 16
const SMALL = 14
const SMALL_PITCH = 18

interface Room {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

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

  const narrow = options.width < 600
  const low = options.height < 440
  const rise = options.rise ?? (narrow ? 18 : low ? 22 : 32)
  const x = options.outside ?? (narrow ? 16 : MARGIN)
  const width = options.width - x - (narrow ? 16 : MARGIN)
  const roofY = (options.above ?? 44) + rise
  const beam = { x, y: roofY, width, height: narrow || low ? 32 : 44 }
  const placed = new Map<string, PlacedPod>()
  const strip = placeWaiting(waiting, focus, { x: x + width * (narrow ? 0.02 : 0.5) + 28, right: x + width - PADDING, y: beam.y + beam.height }, placed)
  const clients = scene.of.client.size > 0
  const pipeY = clients ? beam.y + beam.height + (strip ? strip.height : 0) + 14 : undefined
  const between = Math.max(strip?.height ?? 0, 0) + (clients ? 28 : 0)
  const top = beam.y + beam.height + Math.max(between, low || narrow ? 14 : 44)
  const room = { x: x + PADDING, y: top, width: width - 2 * PADDING, height: options.height - 28 - top }

  const loads = trays.map((tray) => loadOf(tray, byNode.get(tray.name) ?? [], focus))
  const grid = chooseGrid(loads, room, options.glyph)
  const plans = loads.map((load, index) => placeTray(load, index, grid, room, focus, placed))
  const groundY = Math.max(options.height - PADDING, room.y + grid.rows * (grid.height + GAP) - GAP + 12)
  return {
    width: options.width,
    height: groundY + PADDING,
    detail: isCard(grid.density) ? 'cards' : 'canvas',
    pods: placed,
    routes: pipeY === undefined ? new Map() : routesOf(scene, placed, x, pipeY),
    plan: { house: { x, width, roofY, rise, groundY }, beam, trays: plans, ...(strip ? { waiting: strip } : {}), ...(pipeY === undefined ? {} : { pipeY }) },
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
  return { tray, main, others: new Map([...others].sort(([a], [b]) => (isSystem(a) === isSystem(b) ? (a < b ? -1 : 1) : isSystem(a) ? 1 : -1))) }
}

/** Grey pods are named by their application; those of the cluster itself by their namespace. */
function footNameOf(pod: PodGlyph): string {
  return isSystem(pod.namespace) ? pod.namespace : (pod.workload.split('/').at(-1) as string)
}

function isSystem(name: string): boolean {
  return name.startsWith('kube-')
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

/** The largest glyphs with which all trays fit into the room; if none do, the smallest, and the stage is larger than the room. */
function chooseGrid(loads: readonly Load[], room: Room, glyph: number | undefined): Grid {
  const total = loads.reduce((sum, { main, others }) => sum + main.length + [...others.values()].flat().length, 0)
  const cardsAllowed = total <= cardsMost && loads.length <= framesMost
  const known = glyph === undefined ? densities : [{ size: glyph, cellWidth: glyph * 1.6, cellHeight: glyph * 1.7, label: 'name' as const }]
  for (const density of known) {
    if (isCard(density) && !cardsAllowed) continue
    for (const grid of gridsOf(loads, density, room)) {
      const height = grid.rows * (grid.height + GAP) - GAP
      if (height <= room.height) return grid.rows === 1 && density.size > 12 ? { ...grid, height: Math.max(grid.height, room.height) } : grid
    }
  }
  const shelves = cardsAllowed && room.width < 480 ? gridsOf(loads, densities[2] as Density, room) : []
  return shelves[0] ?? (gridsOf(loads, densities.at(-1) as Density, room).at(-1) as Grid)
}

/** The ways to set the trays at a density: from as many columns as there can be to one. */
function gridsOf(loads: readonly Load[], density: Density, room: Room): Grid[] {
  const card = isCard(density)
  const gap = gapOf(density)
  const most = Math.max(1, ...loads.map(({ main, others }) => main.length + (card ? 0 : [...others.values()].flat().length)))
  const padding = 2 * paddingOf(density)
  const narrowest = card ? Math.max(176, density.cellWidth * 2 + padding) : Math.ceil(Math.sqrt(most * 1.4)) * density.cellWidth + padding
  const columnsMost = Math.min(Math.max(1, loads.length), Math.max(1, Math.floor((room.width + gap) / (narrowest + gap))))
  const grids: Grid[] = []
  for (const columns of new Set([columnsMost, ...(card ? [Math.ceil(columnsMost / 2), 1] : [])])) {
    const width = Math.min((room.width - (columns - 1) * gap) / columns, card || density.size >= 24 ? 1000 : narrowest)
    const perLine = Math.max(1, Math.floor((width - padding) / density.cellWidth))
    const footHeight = card ? Math.max(0, ...loads.map((load) => footLines(load, width).length)) * 24 : 0
    const lines = Math.ceil(most / perLine)
    for (const header of headersOf(density, width)) {
      const height = headerHeights[header] + Math.max(1, lines) * density.cellHeight + (footHeight > 0 ? footHeight + 12 : 8)
      grids.push({ density, header, columns, rows: Math.ceil(loads.length / columns), width, height, perLine, footHeight })
    }
  }
  return grids
}

function headersOf(density: Density, width: number): PlacedTray['header'][] {
  if (density.size >= 36) return width >= 330 ? ['tall', 'inline'] : ['tall', 'name']
  if (density.size >= 24) return [width >= 330 ? 'inline' : width >= 72 ? 'name' : 'none']
  return ['none']
}

function gapOf(density: Density): number {
  return density.size >= 24 ? GAP : density.size >= 12 ? 8 : density.size >= 6 ? 4 : 2
}

function paddingOf(density: Density): number {
  return density.size >= 24 ? PADDING : density.size >= 12 ? 6 : 1
}

function placeTray(load: Load, index: number, grid: Grid, room: Room, focus: Focus, placed: Map<string, PlacedPod>): PlacedTray {
  const gap = gapOf(grid.density)
  const x = room.x + (index % grid.columns) * (grid.width + gap)
  const y = room.y + Math.floor(index / grid.columns) * (grid.height + gap)
  const card = isCard(grid.density)
  const all = card ? load.main : [...load.main, ...[...load.others.values()].flat()]
  const { size, cellWidth, cellHeight, label } = grid.density
  const left = x + paddingOf(grid.density) + (card ? Math.max(0, grid.width - 2 * PADDING - grid.perLine * cellWidth) / (2 * grid.perLine) : 0)
  const pitch = card ? (grid.width - 2 * PADDING) / grid.perLine : cellWidth
  const firstY = y + headerHeights[grid.header] + (card ? size / 2 : cellHeight / 2)
  const large = size > 48 && all.length <= grid.perLine
  all.forEach((pod, place) => {
    const ink = inkOf(pod, focus)
    placed.set(pod.key, {
      key: pod.key, ink, label, size: sideOf(size, ink),
      x: large ? x + ((place + 0.5) * grid.width) / all.length : card ? left - Math.max(0, grid.width - 2 * PADDING - grid.perLine * cellWidth) / (2 * grid.perLine) + (place % grid.perLine + 0.5) * Math.min(pitch, cellWidth * 1.15) : left + (place % grid.perLine + 0.5) * cellWidth,
      y: large ? y + grid.height * 0.42 : firstY + Math.floor(place / grid.perLine) * cellHeight,
    })
  })
  const box = { key: load.tray.key, x, y, width: grid.width, height: grid.height, header: grid.header }
  if (!card || grid.footHeight === 0) return { ...box, foot: [] }
  const footY = grid.height - grid.footHeight - 8
  return { ...box, footY, foot: placeFoot(load, grid.width, x, y + footY, placed) }
}

interface FootItem {
  readonly name: string
  readonly pods: readonly PodGlyph[]
  readonly x: number
  readonly width: number
}

/** The lines of a tray's foot: each application with its grey pods, as many to a line as go. A long row of pods goes on in the next line. */
function footLines({ others }: Load, trayWidth: number): FootItem[][] {
  const room = trayWidth - 2 * PADDING
  const lines: FootItem[][] = []
  let at = Number.POSITIVE_INFINITY
  for (const [name, pods] of others) {
    const labelWidth = textWidth(name, 12) + 10
    const most = Math.max(1, Math.floor((room - labelWidth) / SMALL_PITCH))
    for (let from = 0; from < pods.length; from += most) {
      const part = pods.slice(from, from + most)
      const width = labelWidth + part.length * SMALL_PITCH
      if (at + width > room) {
        lines.push([])
        at = 0
      }
      lines.at(-1)?.push({ name: from === 0 ? name : '', pods: part, x: at, width })
      at += width + GAP
    }
  }
  return lines
}

function placeFoot(load: Load, trayWidth: number, x: number, y: number, placed: Map<string, PlacedPod>): FootLabel[] {
  const labels: FootLabel[] = []
  footLines(load, trayWidth).forEach((line, index) => {
    const middle = y + 8 + index * 24 + 12
    for (const item of line) {
      labels.push({ text: item.name, x: PADDING + item.x, y: middle - y })
      const labelWidth = textWidth(load.others.has(item.name) ? item.name : nameOfContinued(load, item), 12) + 10
      item.pods.forEach((pod, place) => placed.set(pod.key, { key: pod.key, ink: 0, label: 'none', size: sideOf(SMALL, 0), x: x + PADDING + item.x + labelWidth + (place + 0.5) * SMALL_PITCH, y: middle }))
    }
  })
  return labels.filter(({ text }) => text !== '')
}

function nameOfContinued({ others }: Load, item: FootItem): string {
  return [...others].find(([, pods]) => pods.includes(item.pods[0] as PodGlyph))?.[0] ?? ''
}

/** Pods that have no machine hang at the scheduler, under the beam: the more there are, the smaller. */
function placeWaiting(pods: readonly PodGlyph[], focus: Focus, at: { x: number; right: number; y: number }, placed: Map<string, PlacedPod>) {
  const [first] = pods
  if (!first) return undefined
  const lineWidth = Math.max(32, at.right - at.x)
  const density = densities.slice(3).find(({ cellWidth, cellHeight }) => Math.ceil(pods.length / Math.floor(lineWidth / cellWidth)) * cellHeight <= 40) ?? (densities.at(-1) as Density)
  const perLine = Math.max(1, Math.floor(lineWidth / density.cellWidth))
  pods.forEach((pod, place) => {
    const ink = inkOf(pod, focus)
    placed.set(pod.key, {
      key: pod.key, ink, label: 'none', size: sideOf(density.size, ink),
      x: at.x + (place % perLine) * density.cellWidth,
      y: at.y + 9 + density.size / 2 + Math.floor(place / perLine) * density.cellHeight,
    })
  })
  const height = 9 + Math.ceil(pods.length / perLine) * density.cellHeight + 3
  return { x: at.x, y: at.y + 9 + density.size / 2, count: pods.length, size: density.size, height, right: at.x + (Math.min(perLine, pods.length) - 0.5) * density.cellWidth }
}

/** Requests come in through the wall, run along a pipe under the beam, and down into the tray. */
function routesOf(scene: Scene, placed: ReadonlyMap<string, PlacedPod>, wallX: number, pipeY: number): Map<string, Path> {
  const routes = new Map<string, Path>()
  for (const service of scene.of.service.values()) {
    for (const { pod } of service.endpoints) {
      const place = placed.get(pod)
      if (!place) continue
      const down = place.y - place.size / 2 - 4
      const path = [...straight(wallX - 64, pipeY, place.x, pipeY), ...straight(place.x, pipeY, place.x, down)]
      for (const client of scene.of.client.values()) if (client.services.includes(service.key)) routes.set(routeKey(client.key, service.key, pod), path)
    }
  }
  return routes
}

function straight(x1: number, y1: number, x2: number, y2: number): [number, number][] {
  return [[x1, y1], [x1 + (x2 - x1) / 3, y1 + (y2 - y1) / 3], [x1 + ((x2 - x1) * 2) / 3, y1 + ((y2 - y1) * 2) / 3], [x2, y2]]
}
