import { memo, useSyncExternalStore } from 'react'
import type { NodeProps } from '@xyflow/react'
import { inkOf } from '../../../scene/focus.ts'
import type { StageLayout } from '../../../scene/layout/model.ts'
import { svgPath } from '../../../scene/layout/path.ts'
import type { Bank, PlacedEdge, PlacedRow, TrafficPlan } from '../../../scene/layout/traffic.ts'
import { Brackets } from '../../glyphs/Brackets.tsx'
import { KindIcon, PodMark } from '../../glyphs/index.ts'
import { texts } from '../../texts.ts'
import { useEntities, useEntity, useStage } from '../context.ts'
import { frameNode, type FrameNode } from './frameNode.ts'

export function trafficNodes({ plan, width, height }: StageLayout<TrafficPlan>): FrameNode[] {
  const all = { x: 0, y: 0, width, height }
  return [
    frameNode('wall', 'wall', all, { plan }),
    frameNode('edges', 'edges', all, { edges: plan.edges }),
    ...plan.clients.map(({ key, x, y }) => frameNode('client', key, { x: x - 60, y: y - 22, width: 120, height: 88 }, { clientKey: key, small: x < 60 })),
    ...plan.doors.map(({ key, x, y }) => frameNode('door', key, { x: x - 26, y: y - 32, width: 160, height: 100 }, { doorKey: key, words: x >= 100 })),
    ...plan.capsules.map((capsule) => frameNode('service', capsule.key, capsule, { serviceKey: capsule.key, narrow: capsule.width < 150 })),
    ...plan.banks.map((bank) => frameNode('bank', bank.key, { x: plan.columns.podX - 20, y: bank.y - 8, width: plan.columns.failedX - plan.columns.podX + 20, height: 28 }, { bank })),
    ...plan.rows.map((row) => frameNode('reading', `${row.service} ${row.pod}`, { x: plan.columns.nameX, y: row.y - 20, width: plan.columns.failedX - plan.columns.nameX, height: 48 }, { row, columns: plan.columns })),
  ]
}

/** The wall of the house, seen from its side: outside is left. */
const WallNode = memo(function WallNode({ data, width = 0, height = 0 }: NodeProps & { data: { plan: TrafficPlan } }) {
  const { wall, columns, banks, rest, rows } = data.plan
  const { x, y, slope, groundY } = wall
  const ribs = Array.from({ length: Math.floor((width - x) / 100) }, (_, index) => {
    const at = x + (index + 1) * 100
    return `M${at} ${(y - (slope * (at - x)) / (width - x)).toFixed(1)}v12`
  })
  const head = (banks[0]?.y ?? 0) - 24
  return (
    <>
      <svg className="backdrop" width={width} height={height} aria-hidden="true">
        <path d={`M${x} ${groundY}V${y}L${width} ${y - slope}V${groundY}Z`} fill="var(--glass-fill)" />
        <path d={`M${x} ${groundY}V${y}L${width} ${y - slope}`} fill="none" stroke="var(--glass)" strokeWidth={1.5} />
        <path d={ribs.join('')} stroke="var(--glass)" opacity={0.6} />
        <path d={`M0 ${groundY}H${width}`} stroke="var(--glass)" strokeWidth={1.25} />
        <text x={Math.min(24, x / 4)} y={groundY + 24} className="small least">{texts.stage.outside}</text>
        <text x={x + 16} y={groundY + 24} className="small least">{texts.stage.inside}</text>
        {width - x > 760 && <Sampling x={x + 140} y={groundY + 24} />}
        {width - x > 560 && <Signs x={width - 352} y={groundY + 20} />}
        {columns.all && rows.length > 0 && (
          <g className="small least">
            <text x={columns.nameX + 44} y={head}>{texts.stage.served}</text>
            <text x={columns.medianX} y={head} textAnchor="end">{texts.stage.median}</text>
            <text x={columns.p95X} y={head} textAnchor="end">{texts.stage.p95}</text>
            <text x={columns.failedX} y={head} textAnchor="end">{texts.stage.failed}</text>
          </g>
        )}
        {rest && <text x={rest.x} y={rest.y} className="small least">{texts.stage.behindNoService(rest.count)}</text>}
        {banks.length === 0 && <text x={(x + width) / 2} y={y + 64} className="quiet" textAnchor="middle">{texts.stage.noServices}</text>}
      </svg>
    </>
  )
})

/** Of many requests only some are dots. */
function Sampling({ x, y }: { x: number; y: number }) {
  const { store } = useStage()
  const oneIn = useSyncExternalStore(store.subscribe, () => store.oneIn)
  return oneIn > 1 && <text x={x} y={y} className="small quiet">{texts.stage.sampled(oneIn)}</text>
}

/** What a dot on the stage means. */
function Signs({ x, y }: { x: number; y: number }) {
  return (
    <g>
      <circle cx={x} cy={y} r={4.5} fill="var(--stage)" stroke="var(--ink)" strokeWidth={1.75} />
      <text x={x + 12} y={y + 4} className="small quiet">{texts.stage.aRequest}</text>
      <g data-ink={1}><circle cx={x + 96} cy={y} r={5} fill="var(--fill)" stroke="var(--edge)" /></g>
      <g data-ink={2}><circle cx={x + 110} cy={y} r={5} fill="var(--fill)" stroke="var(--edge)" /></g>
      <text x={x + 122} y={y + 4} className="small quiet">{texts.stage.taken}</text>
      <path d={`M${x + 181} ${y - 5}l10 10m0-10l-10 10`} stroke="var(--wrong)" strokeWidth={3} strokeLinecap="round" />
      <text x={x + 198} y={y + 4} className="small quiet">{texts.stage.refused}</text>
    </g>
  )
}

const EdgesNode = memo(function EdgesNode({ data, width = 0, height = 0 }: NodeProps & { data: { edges: readonly PlacedEdge[] } }) {
  return (
    <svg className="backdrop" width={width} height={height} aria-hidden="true">
      {data.edges.map((edge) => <Edge key={edge.key} edge={edge} />)}
    </svg>
  )
})

/** As wide as the share that runs along it now. */
function Edge({ edge }: { edge: PlacedEdge }) {
  const reading = useEntity('reading', edge.source)
  const client = useEntity('client', edge.source)
  const width = reading ? 1.5 + 5 * reading.share : client ? (client.perSecond > 10 ? 3 : 2) : edge.source.startsWith('services/') ? 4 : 1.25
  return <path className="edge" d={svgPath(edge.path)} style={{ strokeWidth: width }} />
}

const ClientNode = memo(function ClientNode({ data }: NodeProps & { data: { clientKey: string; small: boolean } }) {
  const client = useEntity('client', data.clientKey)
  if (!client) return null
  return (
    <div className="figure" role="img" aria-label={`${client.name}, ${texts.stage.requestsPerSecond(client.perSecond)}`}>
      <KindIcon kind="client" size={data.small ? 28 : 44} />
      <span className={data.small ? 'small' : 'strong'}>{client.name}</span>
      <span className="small quiet">{data.small ? texts.stage.perSecond(client.perSecond) : texts.stage.requestsPerSecond(client.perSecond)}</span>
    </div>
  )
})

const DoorNode = memo(function DoorNode({ data }: NodeProps & { data: { doorKey: string; words: boolean } }) {
  const door = useEntity('door', data.doorKey)
  const { select, selection } = useStage()
  if (!door) return null
  return (
    <button type="button" className="door" data-key={door.key} aria-label={`${texts.stage.ingress} ${door.name}`} aria-pressed={selection === door.key} onClick={() => select(door.key)}>
      <span className="door-sign"><KindIcon kind="ingress" size={52} /></span>
      {data.words && <span className="door-words"><span className="strong">{texts.stage.ingress}</span><span className="small quiet">{door.host}</span></span>}
    </button>
  )
})

/** A Service, and its selector as a lever between versions. */
const ServiceNode = memo(function ServiceNode({ data, width = 0, height = 0 }: NodeProps & { data: { serviceKey: string; narrow: boolean } }) {
  const service = useEntity('service', data.serviceKey)
  const { select, selection } = useStage()
  if (!service) return null
  const { lever } = service
  const ready = service.endpoints.filter((endpoint) => endpoint.ready).length
  return (
    <div className="service-capsule">
      <button type="button" className="service-button" data-key={service.key} aria-pressed={selection === service.key} onClick={() => select(service.key)}>
        <span className="strong service-name">{data.narrow ? service.name : texts.stage.serviceNamed(service.name)}</span>
        {lever && lever.positions.length > 1 && !data.narrow ? (
          <span className="lever" style={{ gridTemplateColumns: `repeat(${lever.positions.length}, 1fr)` }}>
            <span className="lever-hand" data-ink={lever.positions.find(({ value }) => value === lever.at)?.slot} style={{ width: `${100 / lever.positions.length}%`, translate: `${100 * lever.positions.findIndex(({ value }) => value === lever.at)}% 0` }} />
            {lever.positions.map(({ value, slot }) => <span key={value} data-ink={slot} className={value === lever.at ? 'at' : 'quiet'}>{value}</span>)}
          </span>
        ) : (
          <span className={`small ${ready === 0 ? 'wrong' : 'quiet'}`}>{texts.stage.endpoints(ready)}</span>
        )}
      </button>
      {selection === service.key && <Brackets size={0} width={width} height={height} arm={14} />}
    </div>
  )
})

const BankNode = memo(function BankNode({ data, width = 0 }: NodeProps & { data: { bank: Bank } }) {
  const { bank } = data
  const { focus, store } = useStage()
  const readings = useEntities('reading')
  const members = new Set(bank.pods)
  const share = readings.filter((reading) => reading.service === bank.service && members.has(reading.pod)).reduce((sum, reading) => sum + reading.share, 0)
  const first = store.get('pod', bank.pods[0] ?? '')
  const ink = first ? inkOf(first, focus) : 0
  return (
    <p className="bank" data-ink={ink} data-tight={width < 160}>
      <span style={{ width: 18, height: 18 }}><PodMark phase="ready" ink={ink} size={18} /></span>
      <span className="bank-title">{bank.title}</span>
      {readings.length > 0 && <>{width > 260 && <span className="small quiet">{texts.stage.ofLastSeconds}</span>}<span className="bank-share">{texts.stage.percent(share)}</span></>}
    </p>
  )
})

const ReadingNode = memo(function ReadingNode({ data }: NodeProps & { data: { row: PlacedRow; columns: TrafficPlan['columns'] } }) {
  const { row, columns } = data
  const pod = useEntity('pod', row.pod)
  const reading = useEntity('reading', `readings/${row.service}/${row.pod}`)
  const { focus } = useStage()
  if (!pod) return null
  const { stage } = texts
  const right = (x: number) => ({ right: columns.failedX - x })
  return (
    <div className="reading small">
      <code className="small reading-name">{pod.shortName}</code>
      <span className="reading-bar" data-ink={inkOf(pod, focus)} style={{ width: Math.min(72, (reading?.perSecond ?? 0) * 11) }} />
      {reading && columns.all && (
        <>
          <span className="quiet reading-rate" style={{ left: columns.rateX - columns.nameX }}>{stage.perSecond(reading.perSecond)}</span>
          <span className="quiet reading-cell" style={right(columns.medianX)}>{stage.milliseconds(reading.medianMs)}</span>
          <span className="quiet reading-cell" style={right(columns.p95X)}>{stage.milliseconds(reading.p95Ms)}</span>
          <span className={`reading-cell ${reading.failed > 0 ? 'wrong strong' : 'least'}`} style={right(columns.failedX)}>{reading.failed}</span>
        </>
      )}
      {reading && !columns.all && <span className={`reading-cell ${reading.failed > 0 ? 'wrong strong' : 'quiet'}`} style={{ right: 0 }}>{reading.failed > 0 ? `${reading.failed} ${stage.failed}` : stage.perSecond(reading.perSecond)}</span>}
    </div>
  )
})

export const trafficTypes = { wall: WallNode, edges: EdgesNode, client: ClientNode, door: DoorNode, service: ServiceNode, bank: BankNode, reading: ReadingNode }
