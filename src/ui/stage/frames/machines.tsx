import { memo } from 'react'
import type { NodeProps } from '@xyflow/react'
import type { MachinesPlan, PlacedTray } from '../../../scene/layout/machines.ts'
import { framesMost, type StageLayout } from '../../../scene/layout/model.ts'
import type { ControlDial, NodeTray } from '../../../scene/model.ts'
import { Brackets } from '../../glyphs/Brackets.tsx'
import { Dial, Meter } from '../../glyphs/index.ts'
import { dialReading, texts } from '../../texts.ts'
import { useEntities, useEntity, useStage } from '../context.ts'
import { frameNode, type FrameNode } from './frameNode.ts'

/** Who sends requests is drawn where there is so much room outside. */
const roomForFigure = 100

/** All but the pods of the machines' view. Of very many machines only the house is an element; their trays are painted. */
export function machinesNodes({ plan, width, height }: StageLayout<MachinesPlan>, clients: Iterable<string>): FrameNode[] {
  const { house, beam, trays, waiting, pipe } = plan
  return [
    frameNode('house', 'house', { x: 0, y: 0, width, height }, { plan }),
    frameNode('beam', 'beam', beam, { narrow: house.width < 620, scale: house.scale }),
    ...(house.x < roomForFigure ? [] : [...clients].map((key, index) => frameNode('client', key, { x: house.x - 148, y: (pipe?.y ?? beam.y) - 22 + index * 96, width: 120, height: 88 }, { clientKey: key, small: false }))),
    ...(trays.length > framesMost ? [] : trays.map((tray) => frameNode('tray', tray.key, tray, { tray }))),
    ...(pipe ? [frameNode('pipe', 'pipe', { x: 0, y: 0, width, height }, { pipe }, 1)] : []),
    ...(waiting ? [frameNode('waiting', 'waiting', { x: waiting.right + 12, y: waiting.y - 10, width: 220, height: 20 }, { waiting, room: house.x + house.width - waiting.right - 24 })] : []),
  ]
}

/** Roof, walls and ground: the boundary of the cluster. */
const HouseNode = memo(function HouseNode({ data, width = 0, height = 0 }: NodeProps & { data: { plan: MachinesPlan } }) {
  const { x, width: span, roofY, rise, groundY } = data.plan.house
  const middle = x + span / 2
  const bars = Array.from({ length: 11 }, (_, index) => {
    const at = x + (span * (index + 1)) / 12
    return `M${at.toFixed(1)} ${roofY}V${(roofY - rise * (1 - Math.abs(index - 5) / 6)).toFixed(1)}`
  })
  return (
    <svg className="backdrop" width={width} height={height} aria-hidden="true">
      <g stroke="var(--glass)" strokeWidth={1.25} fill="none" strokeLinejoin="round">
        <path d={`M${x} ${roofY}V${groundY}M${x + span} ${roofY}V${groundY}`} />
        <path d={`M${x} ${roofY}L${middle} ${roofY - rise}L${x + span} ${roofY}`} fill="var(--glass-fill)" />
        <path d={bars.join('')} strokeWidth={1} opacity={0.45} />
        <path d={`M${middle} ${roofY - rise}v-6`} />
        <circle cx={middle} cy={roofY - rise - 8} r={2} />
        <path d={`M${x - 12} ${groundY}H${x + span + 12}`} />
      </g>
    </svg>
  )
})

/** Where requests run: along the beam, then down into the trays; over the trays, as it is in front of them. */
function pipePath({ fromX, y, ends }: NonNullable<MachinesPlan['pipe']>): string {
  if (ends.length === 0) return ''
  return `M${fromX} ${y}H${Math.max(...ends.map((end) => end.x))}${ends.map(({ x, y: endY, hidden }) => (hidden ? `M${x} ${y}V${hidden.from}M${x} ${hidden.to}V${endY}` : `M${x} ${y}V${endY}`)).join('')}`
}

const PipeNode = memo(function PipeNode({ data, width = 0, height = 0 }: NodeProps & { data: { pipe: NonNullable<MachinesPlan['pipe']> } }) {
  return (
    <svg className="backdrop" width={width} height={height} aria-hidden="true">
      <path d={pipePath(data.pipe)} fill="none" stroke="var(--line-2)" strokeWidth={2} strokeOpacity={0.6} />
    </svg>
  )
})

/** As requests pass them: the API server first, its store, then those who watch. */
const beamOrder = ['apiserver', 'etcd', 'scheduler', 'controller']

function placeOnBeam({ name }: ControlDial): number {
  const place = beamOrder.findIndex((part) => name.includes(part))
  return place === -1 ? beamOrder.length : place
}

/** The beam under the roof carries the control plane's dials. */
const BeamNode = memo(function BeamNode({ data, height = 44 }: NodeProps & { data: { narrow: boolean; scale: number } }) {
  const dials = useEntities('control').toSorted((a, b) => placeOnBeam(a) - placeOnBeam(b))
  return (
    <div className="beam" data-narrow={data.narrow} style={{ zoom: data.scale }}>
      {dials.map((dial) => (
        <ControlPart key={dial.key} dial={dial} low={height < 44 * data.scale} />
      ))}
    </div>
  )
})

function ControlPart({ dial, low }: { dial: ControlDial; low: boolean }) {
  const { selection, select } = useStage()
  const selected = selection === dial.key
  const reading = dial.running ? dialReading(dial) : texts.stage.stopped
  return (
    <button type="button" className="control-part" data-key={dial.key} aria-pressed={selected} onClick={() => select(dial.key)}>
      <Dial radius={low ? 9 : 14} load={dial.load} running={dial.running} />
      <span>
        <span className={`control-name${dial.running ? '' : ' wrong'}`}>{dial.name}</span>
        {!low && <span className="small quiet">{reading}</span>}
      </span>
      {low && <span className="heard">{reading}</span>}
    </button>
  )
}

/** A machine: an open tray, its floor heavier than its sides. */
const TrayNode = memo(function TrayNode({ data, width = 0, height = 0 }: NodeProps & { data: { tray: PlacedTray } }) {
  const { tray } = data
  const node = useEntity('node', tray.key)
  const { selection } = useStage()
  if (!node) return null
  return (
    <div className="tray" data-key={node.key} data-ready={node.ready}>
      <svg width={width} height={height} aria-hidden="true">
        <path d={`M0.5 0V${height - 4}a4 4 0 0 0 4 4H${width - 4.5}a4 4 0 0 0 4-4V0`} fill="var(--raised)" stroke="var(--line-2)" strokeWidth={1.25} />
        <path className="tray-floor" d={`M1 ${height}H${width - 1}`} strokeWidth={4} strokeLinecap="round" />
        {node.cordoned && <path d={`M1 1H${width - 1}`} stroke="var(--ink)" strokeWidth={2} strokeDasharray="6 4" />}
        {tray.footY !== undefined && <path d={`M${tray.foot[0]?.x ?? 16} ${tray.footY + 0.5}H${width - (tray.foot[0]?.x ?? 16)}`} stroke="var(--line)" />}
      </svg>
      {tray.header !== 'none' && <TrayHeader node={node} tray={tray} width={width} />}
      {tray.foot.map(({ text, x, y }) => (
        <span key={`${text} ${y}`} className="foot-label" style={{ left: x, top: (tray.footY ?? 0) + y - 8 }}>{text}</span>
      ))}
      {selection === tray.key && <Brackets size={0} width={width} height={height} arm={14} />}
    </div>
  )
})

function TrayHeader({ node, tray, width }: { node: NodeTray; tray: PlacedTray; width: number }) {
  const { select, selection } = useStage()
  const state = node.cordoned ? texts.stage.machineCordoned : node.ready ? texts.stage.machineReady : texts.stage.machineNotReady
  const cpu = texts.stage.cpuOf(node.cpu.requested, node.cpu.allocatable)
  const memory = texts.stage.memoryOf(node.memory.requested, node.memory.allocatable)
  const tall = tray.header === 'tall'
  const meterWidth = tall ? Math.max(36, width - 172) : 64
  const meters = tray.header !== 'name' && ([['cpu', cpu], ['memory', memory]] as const).map(([name, value]) => (
    <span key={name} className="tray-meter" title={tall ? undefined : `${texts.stage[name]} ${value}`}>
      <span className="small least">{texts.stage[name]}</span>
      <Meter value={node[name]} width={Math.min(tall ? 132 : 64, meterWidth)} />
      {tall && <span className="small quiet">{value}</span>}
    </span>
  ))
  return (
    <button type="button" className={`tray-header ${tray.header}`} data-key={node.key} aria-pressed={selection === tray.key} onClick={() => select(tray.key)}>
      <span className="tray-name">{node.name}</span>
      {(tall || !node.ready || node.cordoned || tray.header === 'name') && <span className={`tray-state small ${node.ready ? 'quiet' : 'wrong strong'}`}>{state}</span>}
      {meters}
    </button>
  )
}

const WaitingNode = memo(function WaitingNode({ data }: NodeProps & { data: { waiting: NonNullable<MachinesPlan['waiting']>; room: number } }) {
  const { waiting, room } = data
  const { pod: pods } = useStage().store.scene.of
  const only = waiting.count === 1 ? [...pods.values()].find(({ node }) => node === '') : undefined
  if (room < 60) return null
  return (
    <span className="waiting small quiet">
      {only ? <><code className="small">{only.shortName}</code> {texts.stage.waitsForMachine}</> : room < 170 ? texts.stage.waitsShort(waiting.count) : texts.stage.waitForMachine(waiting.count)}
    </span>
  )
})

export const machinesTypes = { house: HouseNode, pipe: PipeNode, beam: BeamNode, tray: TrayNode, waiting: WaitingNode }
