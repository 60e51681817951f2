import { memo } from 'react'
import type { Meter as MeterValue } from '../../scene/model.ts'

const degrees = (turn: number) => (Math.PI / 180) * (135 + 270 * turn)

/** An instrument of the control plane: nine ticks and one hand; stopped, it has no hand and a hatched face. */
export const Dial = memo(function Dial({ radius, load, running }: { radius: number; load: number; running: boolean }) {
  const middle = radius + 1
  const at = (angle: number, distance: number) => `${(middle + Math.cos(angle) * distance).toFixed(1)} ${(middle + Math.sin(angle) * distance).toFixed(1)}`
  const ticks = Array.from({ length: 9 }, (_, index) => degrees(index / 8)).map((angle) => `M${at(angle, radius - 2)}L${at(angle, radius - (radius < 12 ? 3.5 : 4.5))}`)
  return (
    <svg width={2 * middle} height={2 * middle} aria-hidden="true" style={{ flex: 'none' }}>
      <circle cx={middle} cy={middle} r={radius} fill="var(--raised)" stroke="var(--line-2)" strokeWidth={1.25} />
      {running ? (
        <>
          <path d={ticks.join('')} stroke="var(--line-2)" fill="none" />
          <path className="dial-hand" d={`M${middle} ${middle}h${radius - 4}`} stroke="var(--ink)" strokeWidth={1.5} strokeLinecap="round" style={{ transform: `rotate(${135 + 270 * Math.min(1, Math.max(0, load))}deg)`, transformOrigin: `${middle}px ${middle}px` }} />
          <circle cx={middle} cy={middle} r={1.6} fill="var(--ink)" />
        </>
      ) : (
        <path d={hatch(middle, radius - 2)} stroke="var(--wrong)" strokeWidth={1.5} fill="none" />
      )}
    </svg>
  )
})

/** Slanting lines within a circle. */
function hatch(middle: number, radius: number): string {
  let path = ''
  for (let offset = -radius + 2; offset < radius; offset += 5) {
    const half = Math.sqrt(Math.max(0, radius ** 2 - offset ** 2)) / Math.SQRT2
    const shift = offset / Math.SQRT2
    path += `M${(middle + shift - half).toFixed(1)} ${(middle + shift + half).toFixed(1)}L${(middle + shift + half).toFixed(1)} ${(middle + shift - half).toFixed(1)}`
  }
  return path
}

/** Length is allocatable, and ends in a tall tick; outlined is requested, solid inside is used. */
export const Meter = memo(function Meter({ value, width }: { value: MeterValue; width: number }) {
  const part = (amount: number) => (value.allocatable > 0 ? Math.min(1, amount / value.allocatable) * width : 0)
  return (
    <svg width={width + 2} height={14} viewBox={`0 -3 ${width + 2} 14`} aria-hidden="true">
      <rect width={width} height={8} fill="var(--sunk)" />
      {value.requested > 0 && <rect x={0.5} y={0.5} width={Math.max(1, part(value.requested))} height={7} fill="var(--stage)" stroke="var(--line-2)" />}
      {value.used !== undefined && <rect x={1} y={2.5} width={Math.max(0, part(value.used) - 1)} height={3} fill="var(--ink-2)" />}
      <path d={`M${width} -3V11`} stroke="var(--ink)" strokeWidth={1.5} />
      <path d={`M${width / 4} 8v3M${width / 2} 8v3M${(width * 3) / 4} 8v3`} stroke="var(--line-2)" />
    </svg>
  )
})
