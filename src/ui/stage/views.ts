import type { NodeTypes } from '@xyflow/react'
import type { Focus } from '../../scene/focus.ts'
import { layOutMachines, type MachinesOptions, type PlacedTray } from '../../scene/layout/machines.ts'
import { framesMost, type Size, type StageLayout } from '../../scene/layout/model.ts'
import { layOutTraffic } from '../../scene/layout/traffic.ts'
import { layOutWorkloads } from '../../scene/layout/workloads.ts'
import type { Scene } from '../../scene/state.ts'
import type { FrameNode } from './frames/frameNode.ts'
import { machinesNodes, machinesTypes } from './frames/machines.tsx'
import { trafficNodes, trafficTypes } from './frames/traffic.tsx'
import { workloadsNodes, workloadsTypes } from './frames/workloads.tsx'

export const stageViews = ['machines', 'workloads', 'traffic'] as const
export type StageView = (typeof stageViews)[number]

/** A view of a scene, ready to be drawn. */
export interface Picture {
  readonly layout: StageLayout<unknown>
  /** What stands around the pods. */
  readonly frames: readonly FrameNode[]
  /** Trays that are too many to be elements. */
  readonly paintedTrays: readonly PlacedTray[]
}

export interface PictureOptions {
  readonly scene: Scene
  readonly focus: Focus
  readonly focusKey: string | undefined
  readonly size: Size
  /** How the house is set, where it is not alone on the page. */
  readonly house?: Omit<MachinesOptions, keyof Size>
}

const noTrays: readonly PlacedTray[] = []

const pictures: Readonly<Record<StageView, (options: PictureOptions) => Picture>> = {
  machines({ scene, focus, focusKey, size, house }) {
    const service = focusKey?.startsWith('services/') ? focusKey : undefined
    const layout = layOutMachines(scene, focus, { ...size, service, ...house })
    const { trays } = layout.plan
    return { layout, frames: machinesNodes(layout, scene.of.client.keys()), paintedTrays: trays.length > framesMost ? trays : noTrays }
  },
  workloads({ scene, focus, size }) {
    const layout = layOutWorkloads(scene, focus, size)
    return { layout, frames: workloadsNodes(layout), paintedTrays: noTrays }
  },
  traffic({ scene, focus, focusKey, size }) {
    const layout = layOutTraffic(scene, focus, focusKey, size)
    return { layout, frames: trafficNodes(layout), paintedTrays: noTrays }
  },
}

export function pictureOf(view: StageView, options: PictureOptions): Picture {
  return pictures[view](options)
}

export const frameTypes = { ...machinesTypes, ...workloadsTypes, ...trafficTypes } as NodeTypes
