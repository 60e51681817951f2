import { inkOf, isSystemNamespace, type Focus } from '../focus.ts'
import { groupBy } from '../groupBy.ts'
import type { PodGlyph, ServiceCapsule, Slot } from '../model.ts'
import type { Scene } from '../state.ts'
import { cardsMost, densities, routeKey, sideOf, type Box, type Density, type Path, type PlacedPod, type Size, type StageLayout } from './model.ts'

/** Pods of one version behind a Service, with their readings. */
export interface Bank {
  readonly key: string
  readonly service: string
  readonly title: string
  readonly slot: Slot
  readonly y: number
  readonly pods: readonly string[]
}

export interface PlacedRow {
  readonly pod: string
  readonly service: string
  readonly y: number
}

export interface PlacedEdge {
  readonly key: string
  readonly path: Path
  /** The reading that says how much runs along it, or the client whose requests do. */
  readonly source: string
}

export interface TrafficPlan {
  readonly wall: { readonly x: number; readonly y: number; readonly slope: number; readonly groundY: number }
  readonly clients: readonly { readonly key: string; readonly x: number; readonly y: number }[]
  readonly doors: readonly { readonly key: string; readonly x: number; readonly y: number }[]
  readonly capsules: readonly (Box & { readonly key: string })[]
  readonly banks: readonly Bank[]
  /** Pods that have readings beside them. */
  readonly rows: readonly PlacedRow[]
  readonly edges: readonly PlacedEdge[]
  /** Columns of readings. */
  readonly columns: { readonly podX: number; readonly nameX: number; readonly rateX: number; readonly medianX: number; readonly p95X: number; readonly failedX: number; readonly all: boolean }
  /** Pods that no Service on stage sends to, and where they stand. */
  readonly rest?: { readonly y: number; readonly x: number; readonly count: number }
}

/** A bank's title is so far above its first row, and as far below the last row of the bank above it. */
const BANK_TITLE = 26
const BANK_GAP = 22
const CAPSULE = { width: 192, height: 80 }

/** Traffic: who sends, by way of which Services, to which pods. */
export function layOutTraffic(scene: Scene, focus: Focus, focusKey: string | undefined, size: Size & { above?: number }): StageLayout<TrafficPlan> {
  const above = size.above ?? 56
  const narrow = size.width < 520
  const services = servicesOf(scene, focus, focusKey)
  const placed = new Map<string, PlacedPod>()
  const wallX = narrow ? 72 : Math.round(Math.min(264, size.width * 0.245))
  const podX = narrow ? Math.max(wallX + 176, size.width - 128) : Math.round(size.width * 0.67)
  const groundY = size.height - 48
  const right = size.width - 24
  const columns = {
    podX, nameX: podX + 32, rateX: podX + 116,
    failedX: right, p95X: right - 56, medianX: right - 104, all: right - podX >= 320,
  }
  const groups = services.map((service) => ({ service, banks: banksOf(scene, service) }))
  const rowCount = groups.reduce((sum, { banks }) => sum + banks.reduce((all, bank) => all + bank.pods.length, 0), 0)
  const bankCount = groups.reduce((sum, { banks }) => sum + banks.length, 0)
  const room = groundY - above - 44 - bankCount * (BANK_TITLE + BANK_GAP)
  const pitch = Math.min(56, room / Math.max(1, rowCount))
  const rows = pitch >= 36 && rowCount <= cardsMost

  const wantedHeight = rows ? rowCount * pitch + bankCount * (BANK_TITLE + BANK_GAP) : room
  // Few rows stand in the middle, where who sends and the Services are too.
  let y = above + 44 + Math.max(0, (room + bankCount * (BANK_TITLE + BANK_GAP) - wantedHeight) / 2.4)
  const banks: Bank[] = []
  const placedRows: PlacedRow[] = []
  const capsules: (Box & { key: string })[] = []
  const roomForCapsule = podX - 24 - wallX
  const capsuleWidth = narrow ? Math.max(64, podX - 56 - wallX - (scene.of.door.size > 0 ? 30 : 12)) : Math.min(CAPSULE.width, Math.max(152, roomForCapsule * 0.55))
  const capsuleX = narrow ? podX - 56 - capsuleWidth : Math.round(wallX + (roomForCapsule - capsuleWidth) * 0.43)
  for (const { service, banks: ofService } of groups) {
    const firstY = y
    for (const bank of ofService) {
      banks.push({ ...bank, y })
      y += BANK_TITLE
      const pods = bank.pods.flatMap((key) => scene.of.pod.get(key) ?? []).filter(({ key }) => !placed.has(key))
      y = rows ? placeRows(pods, { service: service.key, x: podX, y, pitch }, focus, placed, placedRows) : placeBlock(pods, { x: podX - 16, y, width: right - podX + 16, height: Math.max(40, room / Math.max(1, bankCount)) }, focus, placed)
      y += BANK_GAP
    }
    const middle = (firstY + Math.max(y, firstY + CAPSULE.height)) / 2
    capsules.push({ key: service.key, x: capsuleX, y: middle - CAPSULE.height / 2, width: capsuleWidth, height: CAPSULE.height })
    y = Math.max(y, middle + CAPSULE.height / 2 + 24)
  }
  const restPods = [...scene.of.pod.values()].filter(({ key }) => !placed.has(key)).sort((a, b) => (a.key < b.key ? -1 : 1))
  const bottom = Math.max(groundY, y + (restPods.length > 0 ? 56 : 0))
  const rest = placeRest(restPods, { x: wallX + 20, right: banks.length === 0 ? right : podX - 60, top: banks.length === 0 ? above + 120 : y, bottom: bottom - 20 }, focus, placed)
  const ground = Math.max(bottom, rest ? rest.bottom + 16 : 0)
  const people = placeClients(scene, capsules, narrow ? 36 : Math.min(88, wallX / 2 - 12), above, ground)
  const doors = placeDoors(scene, capsules, wallX)
  const { edges, routes } = connect(scene, { people, doors, capsules, placed, wallX, narrow })
  return {
    width: size.width,
    height: ground + 48,
    detail: scene.of.pod.size <= cardsMost ? 'cards' : 'canvas',
    pods: placed,
    routes,
    plan: {
      wall: { x: wallX, y: above + (narrow ? 24 : 48), slope: narrow ? 20 : 76, groundY: ground },
      clients: people, doors, capsules, banks, rows: placedRows, edges, columns,
      ...(rest ? { rest: { x: rest.x, y: rest.y, count: restPods.length } } : {}),
    },
  }
}

/** The Service in focus, or those that send to the workload in focus; without a focus all that somebody made. */
function servicesOf(scene: Scene, focus: Focus, focusKey: string | undefined): ServiceCapsule[] {
  const all = [...scene.of.service.values()].filter(({ selector }) => Object.keys(selector).length > 0).sort((a, b) => (a.key < b.key ? -1 : 1))
  if (focusKey?.startsWith('services/')) return all.filter(({ key }) => key === focusKey)
  const { workloads } = focus
  if (workloads) return all.filter(({ family }) => family.some((key) => workloads.has(key)))
  return all.filter(({ namespace }) => !isSystemNamespace(namespace))
}

function banksOf(scene: Scene, service: ServiceCapsule): Omit<Bank, 'y'>[] {
  const members = new Set(service.family)
  const answering = new Set([...service.endpoints.map(({ pod }) => pod), ...[...scene.of.reading.values()].filter((reading) => reading.service === service.key).map(({ pod }) => pod)])
  const pods = [...scene.of.pod.values()].filter((pod) => answering.has(pod.key) || members.has(pod.workload)).sort((a, b) => a.createdMs - b.createdMs || (a.key < b.key ? -1 : 1))
  const groups = groupBy(pods, ({ workload, slot }) => `${workload} ${slot}`)
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, group]) => {
    const { workload, slot, revision } = group[0] as PodGlyph
    const name = workload.split('/').at(-1) as string
    const several = [...groups.keys()].filter((other) => other.startsWith(`${workload} `)).length > 1
    return { key: `${service.key} ${key}`, service: service.key, slot, title: several ? `${name} ${revision}` : name, pods: group.map((pod) => pod.key) }
  })
}

function placeRows(pods: readonly PodGlyph[], at: { service: string; x: number; y: number; pitch: number }, focus: Focus, placed: Map<string, PlacedPod>, rows: PlacedRow[]): number {
  const size = Math.min(40, at.pitch - 12)
  pods.forEach((pod, index) => {
    const ink = inkOf(pod, focus)
    const y = at.y + (index + 0.5) * at.pitch - 8
    placed.set(pod.key, { key: pod.key, ink, label: 'none', size: sideOf(size, ink), x: at.x, y })
    rows.push({ pod: pod.key, service: at.service, y })
  })
  return at.y + pods.length * at.pitch
}

/** Too many for a line each: a block of glyphs. */
function placeBlock(pods: readonly PodGlyph[], box: Box, focus: Focus, placed: Map<string, PlacedPod>): number {
  const density = densityFor(pods.length, box)
  const perLine = Math.max(1, Math.floor(box.width / density.cellWidth))
  pods.forEach((pod, index) => {
    const ink = inkOf(pod, focus)
    placed.set(pod.key, {
      key: pod.key, ink, label: 'none', size: sideOf(density.size, ink),
      x: box.x + ((index % perLine) + 0.5) * density.cellWidth,
      y: box.y + (Math.floor(index / perLine) + 0.5) * density.cellHeight,
    })
  })
  return box.y + Math.ceil(pods.length / perLine) * density.cellHeight
}

function densityFor(count: number, room: Size): Density {
  const tries = densities.filter(({ size }) => size <= 24)
  return tries.find(({ cellWidth, cellHeight }) => Math.ceil(count / Math.max(1, Math.floor(room.width / cellWidth))) * cellHeight <= room.height) ?? (tries.at(-1) as Density)
}

function placeRest(pods: readonly PodGlyph[], at: { x: number; right: number; top: number; bottom: number }, focus: Focus, placed: Map<string, PlacedPod>) {
  if (pods.length === 0) return undefined
  const few = pods.length * 18 <= at.right - at.x
  const density = few ? { size: 14, cellWidth: 18, cellHeight: 18 } : densityFor(pods.length, { width: at.right - at.x, height: 64 })
  const perLine = Math.max(1, Math.floor((at.right - at.x) / density.cellWidth))
  const lines = Math.ceil(pods.length / perLine)
  const y = few ? at.bottom - 10 : Math.max(at.bottom - lines * density.cellHeight, at.top + 24)
  pods.forEach((pod, index) => {
    const ink = inkOf(pod, focus)
    placed.set(pod.key, {
      key: pod.key, ink, label: 'none', size: sideOf(density.size, ink),
      x: at.x + ((index % perLine) + 0.5) * density.cellWidth,
      y: y + Math.floor(index / perLine) * density.cellHeight,
    })
  })
  return { x: at.x, y: y - density.cellHeight / 2 - 8, bottom: y + lines * density.cellHeight }
}

function placeClients(scene: Scene, capsules: readonly Box[], x: number, above: number, groundY: number) {
  const clients = [...scene.of.client.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
  const middle = capsules.length === 0 ? (above + groundY) / 2 : capsules.reduce((sum, { y, height }) => sum + y + height / 2, 0) / capsules.length
  const pitch = Math.min(248, (groundY - above - 60) / Math.max(1, clients.length))
  const highest = Math.max(above + 44, Math.min(middle - ((clients.length - 1) / 2) * pitch, groundY - 88 - (clients.length - 1) * pitch))
  return clients.map(({ key }, index) => ({ key, x, y: highest + index * pitch }))
}

function placeDoors(scene: Scene, capsules: readonly (Box & { key: string })[], x: number) {
  return [...scene.of.door.values()].sort((a, b) => (a.key < b.key ? -1 : 1)).flatMap(({ key, services }) => {
    const capsule = capsules.find((candidate) => services.includes(candidate.key))
    return capsule ? [{ key, x, y: capsule.y + capsule.height / 2 }] : []
  })
}

interface Places {
  readonly people: readonly { key: string; x: number; y: number }[]
  readonly doors: readonly { key: string; x: number; y: number }[]
  readonly capsules: readonly (Box & { key: string })[]
  readonly placed: ReadonlyMap<string, PlacedPod>
  readonly wallX: number
  readonly narrow: boolean
}

function connect(scene: Scene, { people, doors, capsules, placed, wallX, narrow }: Places): { edges: PlacedEdge[]; routes: Map<string, Path> } {
  const edges: PlacedEdge[] = []
  const routes = new Map<string, Path>()
  for (const capsule of capsules) {
    const middle = capsule.y + capsule.height / 2
    const door = doors.find(({ y }) => y === middle)
    const gap = door ? 15 : 0
    const inside = curve(wallX + gap, middle, capsule.x, middle)
    const service = scene.of.service.get(capsule.key) as ServiceCapsule
    const callers = people.filter(({ key }) => scene.of.client.get(key)?.services.includes(capsule.key))
    const ends = new Set([...service.endpoints.map(({ pod }) => pod), ...[...scene.of.reading.values()].filter((reading) => reading.service === capsule.key).map(({ pod }) => pod)])
    const toPods = [...ends].flatMap((pod) => {
      const place = placed.get(pod)
      if (!place) return []
      const from = middle + Math.sign(place.y - middle) * 8
      return [{ pod, path: curve(capsule.x + capsule.width, from, place.x - place.size / 2 - 4, place.y) }]
    })
    for (const { pod, path } of toPods) edges.push({ key: `${capsule.key} ${pod}`, path, source: `readings/${capsule.key}/${pod}` })
    if (callers.length > 0) edges.push({ key: `in ${capsule.key}`, path: inside, source: capsule.key })
    for (const caller of callers) {
      const outside = curve(caller.x + (narrow ? 18 : 32), caller.y, wallX - gap, middle)
      edges.push({ key: `${caller.key} ${capsule.key}`, path: outside, source: caller.key })
      for (const { pod, path } of toPods) routes.set(routeKey(caller.key, capsule.key, pod), [...outside, ...inside, ...path])
    }
  }
  return { edges, routes }
}

/** Leaves and arrives level. */
function curve(x1: number, y1: number, x2: number, y2: number): Path {
  const middle = (x1 + x2) / 2
  return [[x1, y1], [middle, y1], [middle, y2], [x2, y2]]
}
