import type { Slot } from '../model.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Box extends Size {
  readonly x: number
  readonly y: number
}

/** Where a pod's glyph is: its centre and the side of its cell, in px of the stage at zoom 1. */
export interface PlacedPod {
  readonly key: string
  readonly x: number
  readonly y: number
  readonly size: number
  /** 0 is grey: out of focus. */
  readonly ink: Slot | 0
  /** `full`: name and word below; `name`: its name; `none`: too small for words. */
  readonly label: 'full' | 'name' | 'none'
}

/** How pods are drawn: as elements of their own, or all on one canvas. */
export type Detail = 'cards' | 'canvas'

/** A line along which requests move: cubic Béziers, each of four points. */
export type Path = readonly (readonly [number, number])[]

export interface StageLayout<Plan> extends Size {
  readonly detail: Detail
  readonly pods: ReadonlyMap<string, PlacedPod>
  /** What is drawn around the pods, for the view that made it. */
  readonly plan: Plan
  /** Paths of requests: from a client to a pod by way of a Service (`routeKey`). */
  readonly routes: ReadonlyMap<string, Path>
}

/** The key of the way from a sender through a Service to a pod. */
export function routeKey(from: string, service: string, pod: string): string {
  return `${from} ${service} ${pod}`
}

/** At most so many pods, and so many frames around them, are elements: with all else on stage they stay below 1,500. */
export const cardsMost = 90
export const framesMost = 24

/** A density at which pods can be set: side of the glyph, and of the cell that it has for itself. */
export interface Density {
  readonly size: number
  readonly cellWidth: number
  readonly cellHeight: number
  readonly label: PlacedPod['label']
}

export const densities: readonly Density[] = [
  { size: 60, cellWidth: 76, cellHeight: 112, label: 'full' },
  { size: 48, cellWidth: 62, cellHeight: 96, label: 'full' },
  { size: 36, cellWidth: 58, cellHeight: 76, label: 'full' },
  { size: 36, cellWidth: 58, cellHeight: 60, label: 'name' },
  { size: 24, cellWidth: 32, cellHeight: 32, label: 'none' },
  { size: 18, cellWidth: 24, cellHeight: 24, label: 'none' },
  { size: 12, cellWidth: 16, cellHeight: 16, label: 'none' },
  { size: 6, cellWidth: 8, cellHeight: 8, label: 'none' },
  { size: 4, cellWidth: 5, cellHeight: 5, label: 'none' },
]

/** Whether pods of this density are worth an element each. */
export function isCard(density: Density): boolean {
  return density.size >= 36
}

/** Out of focus, a pod has three quarters of the side. */
export function sideOf(size: number, ink: Slot | 0): number {
  return ink === 0 ? size * 0.75 : size
}

/** About the width of a text in the sans face, in px; enough to keep things apart. */
export function textWidth(text: string, px: number): number {
  return text.length * px * 0.48
}
