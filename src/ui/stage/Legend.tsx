import { useMemo } from 'react'
import { inkOf, type Focus } from '../../scene/focus.ts'
import { cardsMost } from '../../scene/layout/model.ts'
import type { PodPhase, Slot } from '../../scene/model.ts'
import type { Scene } from '../../scene/state.ts'
import { PodMark } from '../glyphs/index.ts'
import { texts } from '../texts.ts'
import { useScene, useStage } from './context.ts'

interface LegendItem {
  readonly key: string
  readonly phase: PodPhase
  readonly ink: Slot | 0
  readonly words: string
  /** How many pods look so, where they are too many to be counted by eye. */
  readonly count?: number
  readonly wrong?: boolean
}

const inksMost = 4
/** Readings that are counted beside the inks, the worst last so that it stands at the edge. */
const counted: readonly (readonly PodPhase[])[] = [['notReady'], ['pulling', 'creating'], ['terminating'], ['crash', 'blocked', 'failed']]

/** What the inks mean; of very many pods also how many are in which state. */
export function Legend({ wide }: { wide: boolean }) {
  const { focus } = useStage()
  const scene = useScene()
  const items = useMemo(() => legendOf(scene, focus, wide), [scene, focus, wide])
  return (
    <ul className="legend small quiet">
      {items.map(({ key, phase, ink, words, count, wrong }) => (
        <li key={key} className={wrong ? 'wrong' : undefined}>
          <span style={{ width: ink === 0 ? 10.5 : 14, height: ink === 0 ? 10.5 : 14 }}><PodMark phase={phase} ink={ink} size={14} /></span>
          {words}
          {count !== undefined && <span className="strong">{count.toLocaleString('en')}</span>}
        </li>
      ))}
    </ul>
  )
}

function legendOf(scene: Scene, focus: Focus, wide: boolean): LegendItem[] {
  const many = scene.of.pod.size > cardsMost
  const inks = new Map<Slot | 0, { revision: number; count: number }>()
  const states = new Map<PodPhase, { ink: Slot | 0; count: number }>()
  for (const pod of scene.of.pod.values()) {
    const ink = inkOf(pod, focus)
    const seen = inks.get(ink)
    inks.set(ink, { revision: Math.max(seen?.revision ?? 0, pod.revision), count: (seen?.count ?? 0) + 1 })
    const [state] = counted.find((phases) => phases.includes(pod.phase)) ?? []
    if (state && ink !== 0) states.set(state, { ink, count: (states.get(state)?.count ?? 0) + 1 })
  }
  const versions = versionNames(scene)
  const sorted = [...inks].filter(([ink]) => ink !== 0).sort(([a], [b]) => a - b)
  const shown = [...sorted.slice(-inksMost), ...[...inks].filter(([ink]) => ink === 0)]
  const revisions = shown.map(([ink, { revision, count }]): LegendItem => ({
    key: `ink ${ink}`, phase: 'ready', ink,
    words: ink === 0 ? texts.stage.others : (versions.get(ink) ?? texts.stage.revision(revision)),
    ...(many ? { count } : {}),
  }))
  if (!many || !wide) return revisions
  const counts = counted.flatMap(([state]): LegendItem[] => {
    const seen = state && states.get(state)
    return state && seen ? [{ key: state, phase: state, ink: seen.ink, words: texts.stage.states[state as keyof typeof texts.stage.states], count: seen.count, wrong: state === 'crash' }] : []
  })
  return [...revisions, ...counts]
}

/** Inks that a Service's versions have by name. */
function versionNames(scene: Scene): Map<Slot, string> {
  return new Map([...scene.of.service.values()].flatMap(({ lever }) => lever?.positions.map(({ slot, value }) => [slot, value] as const) ?? []))
}
