import { memo } from 'react'
import type { NodeProps } from '@xyflow/react'
import type { PodGlyph, Slot } from '../../scene/model.ts'
import type { PlacedPod } from '../../scene/layout/model.ts'
import { Brackets } from '../glyphs/Brackets.tsx'
import { PodMark } from '../glyphs/PodMark.tsx'
import { partDone, podDescription, podWord, secondsLeft } from '../texts.ts'
import { useEntity, useNow, useStage } from './context.ts'

export interface PodNodeData extends Record<string, unknown> {
  readonly podKey: string
  readonly size: number
  /** The side as it is seen, after the camera: decides how much detail there is. */
  readonly seenPx: number
  readonly ink: Slot | 0
  readonly label: PlacedPod['label']
  /** The pod is gone; this is what it was, on its way out. */
  readonly gone?: PodGlyph
}

/** A pod as an element of its own: its mark, its name and its word, and the place of the keyboard. */
export const PodNode = memo(function PodNode({ data }: NodeProps & { data: PodNodeData }) {
  const living = useEntity('pod', data.podKey)
  const pod = living ?? data.gone
  if (!pod) return null
  return <PodCard pod={pod} data={data} gone={living === undefined} />
})

function PodCard({ pod, data, gone }: { pod: PodGlyph; data: PodNodeData; gone: boolean }) {
  const { selection, invited, cursor, settled, select, act, moveCursor } = useStage()
  const { ring } = pod
  const timed = ring !== undefined && ring.kind !== 'init'
  const nowMs = useNow(timed ? (ring.kind === 'pull' ? 100 : 250) : undefined)
  const done = ring && partDone(ring, nowMs)
  const selected = selection === pod.key
  const isInvited = invited?.key === pod.key
  const word = podWord(pod, nowMs)
  const card = (
    <button
      type="button"
      className={`pod nopan${gone ? ' gone' : ''}`}
      data-key={pod.key}
      aria-label={podDescription(pod, Math.floor(nowMs / 1000) * 1000)}
      aria-pressed={selected}
      tabIndex={cursor === pod.key ? 0 : -1}
      disabled={gone}
      onClick={() => (isInvited ? act({ kind: 'deletePod', key: pod.key }) : select(pod.key))}
      onFocus={() => moveCursor(pod.key)}
    >
      <PodMark
        phase={pod.phase}
        ink={data.ink}
        size={data.seenPx}
        part={done === undefined ? undefined : ring?.kind === 'grace' ? 1 - done : done}
        beads={ring?.kind === 'init' ? ring : undefined}
        restarts={pod.restarts}
        seconds={pod.phase === 'pulling' ? undefined : secondsLeft(ring, nowMs)}
        born={settled}
      />
      {(selected || isInvited) && <Brackets size={data.size} />}
      {data.label !== 'none' && (
        <span className="pod-words">
          <span className="pod-name">{pod.shortName}</span>
          {data.label === 'full' && word !== '' && <span className={pod.phase === 'crash' || pod.phase === 'blocked' || pod.phase === 'failed' ? 'wrong strong' : 'quiet'}>{word}</span>}
        </span>
      )}
    </button>
  )
  if (!invited || !isInvited || gone) return card
  return (
    <>
      {card}
      <button type="button" className="button main invitation" onClick={() => act({ kind: 'deletePod', key: pod.key })}>{invited.label}</button>
    </>
  )
}
