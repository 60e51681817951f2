import type { Slot } from './model.ts'

/** Labels by which people tell versions apart, and the inks that some of their values name. There is no red ink, for red is what is wrong: it takes the purple one. */
const versionLabels = ['ver', 'version', 'color', 'colour', 'track']
const namedInks: Readonly<Record<string, Slot>> = { blue: 1, green: 2, purple: 3, violet: 3, red: 3, yellow: 4, gold: 4, orange: 4, brown: 5, black: 5, cyan: 6, sky: 6, white: 6 }

export function isVersionLabel(label: string): boolean {
  return versionLabels.includes(label)
}

/** Slots go round: revision 7 takes the ink of revision 1, which is gone by then. */
export function slotOfRevision(revision: number): Slot {
  return ((((Math.max(1, revision) - 1) % 6) + 1) as Slot)
}

/** The ink that a version label names (`ver: green`, `version: v2`), else the one of the revision. */
export function slotOf(labels: Readonly<Record<string, string>> | undefined, revision: number): Slot {
  return namedSlot(labels) ?? slotOfRevision(revision)
}

export function namedSlot(labels: Readonly<Record<string, string>> | undefined): Slot | undefined {
  for (const label of versionLabels) {
    const value = labels?.[label] ?? ''
    const number = /^v?(\d+)(\.|$)/.exec(value)?.[1]
    const slot = namedInks[value] ?? (number ? slotOfRevision(Number(number)) : undefined)
    if (slot) return slot
  }
  return undefined
}
