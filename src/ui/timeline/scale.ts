/** The tape's scale: which moments are shown, and where. */

export interface Scale {
  readonly fromMs: number
  readonly toMs: number
  readonly widthPx: number
}

/** What is due is shown on this share of the tape, right of now. */
const FUTURE_SHARE = 0.21

/** How much time fits on so many pixels at the given zoom; now stands at four fifths unless the session is shorter than that. */
export function scaleAt(nowMs: number, endMs: number, widthPx: number, spanMs: number): Scale {
  const future = spanMs * FUTURE_SHARE
  const toMs = Math.max(spanMs, Math.max(nowMs, Math.min(endMs, nowMs + spanMs * 0.5)) + future)
  return { fromMs: toMs - spanMs, toMs, widthPx }
}

export function xOf({ fromMs, toMs, widthPx }: Scale, atMs: number): number {
  return ((atMs - fromMs) / (toMs - fromMs)) * widthPx
}

export function momentAt({ fromMs, toMs, widthPx }: Scale, x: number): number {
  return fromMs + (x / widthPx) * (toMs - fromMs)
}

const STEPS_MS = [1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000]
const LABEL_EVERY_PX = 90

export interface Tick {
  readonly atMs: number
  readonly labelled: boolean
}

/** Long ticks carry a label, five short ones lie between. */
export function ticks(scale: Scale): readonly Tick[] {
  const wantedMs = ((scale.toMs - scale.fromMs) / scale.widthPx) * LABEL_EVERY_PX
  const stepMs = STEPS_MS.find((step) => step >= wantedMs) ?? (STEPS_MS.at(-1) as number)
  const minorMs = stepMs / 5
  const out: Tick[] = []
  for (let index = Math.max(0, Math.ceil(scale.fromMs / minorMs)); index * minorMs <= scale.toMs; index++) out.push({ atMs: index * minorMs, labelled: index % 5 === 0 })
  return out
}
