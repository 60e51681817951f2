/** Scenes that no recording holds: every phase at one moment, and very many pods. */
import type { Entity, NodeTray, PodGlyph, PodPhase, Ring, Ruler, SceneDelta, ServiceCapsule, Slot, WorkloadFrame } from '../../src/scene/model.ts'
import { dials } from './recorded.ts'

const nowMs = 1_790_000_000_000

function deltaOf(added: readonly Entity[]): SceneDelta {
  return { nowMs, added, changed: [], removed: [], sparks: [], sparkOneIn: 1 }
}

function node(number: number, podCount: number): NodeTray {
  const name = `node-${number}`
  return {
    type: 'node', key: `nodes/${name}`, name, ready: true, cordoned: false, zone: '',
    cpu: { allocatable: 2, requested: 0.15 + 0.2 * podCount, used: 0.1 * podCount }, memory: { allocatable: 3.8 * 2 ** 30, requested: 0.12 * 2 ** 30 * podCount, used: 0.06 * 2 ** 30 * podCount },
  }
}

interface PodSketch {
  readonly short: string
  readonly phase: PodPhase
  readonly node: string
  readonly slot: Slot
  readonly workload?: string
  readonly namespace?: string
  readonly ring?: Ring
  readonly restarts?: number
  readonly reason?: string
  readonly message?: string
}

let age = 0

function pod({ short, phase, node: machine, slot, workload = 'deployments/default/alpaca-prod', namespace = 'default', ring, restarts = 0, reason = '', message = '' }: PodSketch): PodGlyph {
  const owner = workload.split('/').at(-1)
  const name = `${owner}-${slot === 1 ? '5c7d9f66b4' : '6d4f8b9c75'}-${short}`
  return {
    type: 'pod', key: `pods/${namespace}/${name}`, uid: name, namespace, name, shortName: short, phase, node: machine, workload, ruler: `replicasets/${namespace}/${owner}-${slot}`,
    revision: slot, slot, ready: phase === 'ready', leaving: phase === 'terminating', restarts, reason, message, createdMs: nowMs - 100_000 + age++, ...(ring ? { ring } : {}),
  }
}

function ruler(workload: string, revision: Slot, pods: readonly PodGlyph[], wanted: number): Ruler {
  const own = pods.filter((each) => each.workload === workload && each.slot === revision)
  const ready = own.filter((each) => each.ready).length
  return {
    key: `replicasets/default/${workload.split('/').at(-1)}-${revision}`, revision, slot: revision, hash: revision === 1 ? '5c7d9f66b4' : '6d4f8b9c75', image: `gcr.io/kuar-demo/kuard-amd64:${revision}`,
    wanted, exist: own.filter((each) => !each.leaving).length, ready, available: ready, createdMs: nowMs - 51_000,
  }
}

function system(machine: string, count: number): PodGlyph[] {
  return Array.from({ length: count }, (_, index) => pod({ short: `${machine}${index}`, phase: 'ready', node: machine, slot: 1, workload: `daemonsets/kube-system/part-${index}`, namespace: 'kube-system' }))
}

/** Every phase at once, in the middle of a roll-out held at both bounds. */
export function rollout(): SceneDelta {
  const [a, b, c] = ['node-1', 'node-2', 'node-3'] as const
  const pods = [
    pod({ short: '2hqxd', phase: 'ready', node: a, slot: 1 }), pod({ short: '8vnwk', phase: 'ready', node: a, slot: 1 }),
    pod({ short: 'tz5jm', phase: 'ready', node: a, slot: 2 }),
    pod({ short: 'k8w2p', phase: 'crash', node: a, slot: 2, restarts: 3, reason: 'CrashLoopBackOff', message: 'back-off 40s restarting failed container=alpaca-prod', ring: { kind: 'backoff', fromMs: nowMs - 7000, toMs: nowMs + 33_000 } }),
    pod({ short: 'c4rhl', phase: 'ready', node: b, slot: 1 }), pod({ short: 'xj9bn', phase: 'ready', node: b, slot: 1 }),
    pod({ short: 'gm27s', phase: 'terminating', node: b, slot: 1, ring: { kind: 'grace', fromMs: nowMs - 9000, toMs: nowMs + 21_000 } }),
    pod({ short: 'l6qft', phase: 'ready', node: b, slot: 2 }), pod({ short: 'r7d2x', phase: 'notReady', node: b, slot: 2 }),
    pod({ short: 'dw5vz', phase: 'ready', node: c, slot: 1 }), pod({ short: 'p2m8h', phase: 'ready', node: c, slot: 1 }),
    pod({ short: 'zs4kq', phase: 'terminating', node: c, slot: 1, ring: { kind: 'grace', fromMs: nowMs - 300, toMs: nowMs + 29_700 } }),
    pod({ short: 'n9xgc', phase: 'pulling', node: c, slot: 2, ring: { kind: 'pull', fromMs: nowMs - 64_000, toMs: nowMs + 36_000 } }),
    pod({ short: 'b5hwl', phase: 'creating', node: c, slot: 2 }),
    pod({ short: 'q4c8v', phase: 'pending', node: '', slot: 2 }),
  ]
  const others = [a, b, c].flatMap((machine, index) => [pod({ short: `ban0${index}`, phase: 'ready', node: machine, slot: 1, workload: 'deployments/default/bandicoot-prod' }), ...system(machine, index === 0 ? 3 : 2)])
  const alpaca = 'deployments/default/alpaca-prod'
  const frame: WorkloadFrame = {
    type: 'workload', key: alpaca, kind: 'Deployment', namespace: 'default', name: 'alpaca-prod', wanted: 10, exist: 13, available: 8,
    rulers: [ruler(alpaca, 2, pods, 7), ruler(alpaca, 1, pods, 6)],
    bounds: { atLeast: 8, atMost: 13, maxSurge: '25%', maxUnavailable: '25%', surge: 3, unavailable: 2 },
    rolling: true, held: 'both', paused: false, deadlineMs: nowMs + 599_000, deadlineExceeded: false,
  }
  const bandicoot: WorkloadFrame = { ...frame, key: 'deployments/default/bandicoot-prod', name: 'bandicoot-prod', wanted: 3, exist: 3, available: 3, rulers: [ruler('deployments/default/bandicoot-prod', 1, others, 3)], rolling: false, held: 'no' }
  const service: ServiceCapsule = {
    type: 'service', key: 'services/default/alpaca', namespace: 'default', name: 'alpaca', serviceType: 'ClusterIP', clusterIP: '10.96.4.20', selector: { app: 'alpaca' }, family: [alpaca],
    endpoints: pods.map((each) => ({ pod: each.key, ready: each.ready })),
  }
  return deltaOf([...[a, b, c].map((_, index) => node(index + 1, 6)), ...pods, ...others, frame, bandicoot, service, ...dials.map((dial) => ({ type: 'control' as const, key: `control/${dial.name}`, ...dial }))])
}

const phases: readonly PodPhase[] = ['ready', 'ready', 'ready', 'ready', 'ready', 'ready', 'ready', 'notReady', 'pulling', 'ready', 'terminating', 'ready', 'ready', 'crash', 'ready', 'creating']

/** A roll-out that is halfway through very many pods. */
export function crowd(machines: number, perMachine: number): SceneDelta {
  const pods = Array.from({ length: machines * perMachine }, (_, index) => {
    const slot: Slot = index % machines < machines / 2 ? 2 : 1
    return pod({ short: index.toString(36).padStart(5, 'x'), phase: slot === 2 ? (phases[(index * 7) % 16] as PodPhase) : 'ready', node: `node-${(index % machines) + 1}`, slot, ring: { kind: 'pull', fromMs: nowMs - (index % 10) * 1000, toMs: nowMs + 5000 } })
  })
  const alpaca = 'deployments/default/alpaca-prod'
  const wanted = pods.length
  const frame: WorkloadFrame = {
    type: 'workload', key: alpaca, kind: 'Deployment', namespace: 'default', name: 'alpaca-prod', wanted, exist: pods.length, available: pods.filter(({ ready }) => ready).length,
    rulers: [ruler(alpaca, 2, pods, wanted / 2), ruler(alpaca, 1, pods, wanted / 2)], rolling: true, held: 'no', paused: false, deadlineExceeded: false,
    bounds: { atLeast: Math.floor(wanted * 0.75), atMost: Math.ceil(wanted * 1.25), maxSurge: '25%', maxUnavailable: '25%', surge: Math.ceil(wanted / 4), unavailable: Math.floor(wanted / 4) },
  }
  return deltaOf([...Array.from({ length: machines }, (_, index) => node(index + 1, 4)), ...pods, frame, ...dials.map((dial) => ({ type: 'control' as const, key: `control/${dial.name}`, ...dial }))])
}

/** Blue and green behind one Service, its lever just switched; requests under way. */
export function blueGreen(): SceneDelta {
  const sketch = (version: 'blue' | 'green', slot: Slot, shorts: readonly string[]) =>
    shorts.map((short, index) => pod({ short, phase: short === 't9rlc' ? 'terminating' : 'ready', node: `node-${(index % 3) + 1}`, slot, workload: `deployments/default/alpaca-${version}`, ...(short === 't9rlc' ? { ring: { kind: 'grace' as const, fromMs: nowMs - 2000, toMs: nowMs + 28_000 } } : {}) }))
  const [blue, green] = [sketch('blue', 1, ['7mxkd', 'b2q8z', 'wn5hv', 't9rlc']), sketch('green', 2, ['4hzpm', 'x6dqw', 'jv8gn', 's2k7f'])]
  const pods = [...blue, ...green]
  const key = 'services/default/alpaca'
  const service: ServiceCapsule = {
    type: 'service', key, namespace: 'default', name: 'alpaca', serviceType: 'ClusterIP', clusterIP: '10.96.4.20', selector: { app: 'alpaca', ver: 'green' },
    family: ['deployments/default/alpaca-blue', 'deployments/default/alpaca-green'], endpoints: green.map((each) => ({ pod: each.key, ready: true })),
    lever: { label: 'ver', at: 'green', positions: [{ value: 'blue', slot: 1 }, { value: 'green', slot: 2 }] },
  }
  const readings = pods.map((each, index) => ({
    type: 'reading' as const, key: `readings/${key}/${each.key}`, pod: each.key, service: key, perSecond: [6.3, 6.1, 6.4, 5.9, 3.8, 3.6, 3.9, 3.7][index] ?? 0, share: index < 4 ? 0.155 : 0.0925,
    medianMs: 11 + (index % 3), p95Ms: 30 + index * 3, failed: index === 3 ? 3 : 0,
  }))
  const clients = [{ name: 'visitors', perSecond: 40 }, { name: 'curl loop', perSecond: 1 }].map(({ name, perSecond }) => ({ type: 'client' as const, key: `clients/${name}`, name, perSecond, services: [key] }))
  const door = { type: 'door' as const, key: 'ingresses/default/alpaca', namespace: 'default', name: 'alpaca', host: 'alpaca.example', services: [key] }
  const frames = (['blue', 'green'] as const).map((version, index): WorkloadFrame => {
    const workload = `deployments/default/alpaca-${version}`
    return { type: 'workload', key: workload, kind: 'Deployment', namespace: 'default', name: `alpaca-${version}`, wanted: 4, exist: 4, available: 4, rulers: [ruler(workload, (index + 1) as Slot, pods, 4)], rolling: false, held: 'no', paused: false, deadlineExceeded: false }
  })
  return deltaOf([node(1, 4), node(2, 4), node(3, 3), ...pods, service, ...readings, ...clients, door, ...frames, ...dials.map((dial) => ({ type: 'control' as const, key: `control/${dial.name}`, ...dial }))])
}

/** Requests to all pods behind the Service of `blueGreen`. */
export function requests(from: SceneDelta): SceneDelta {
  const pods = from.added.filter((entity) => entity.type === 'pod')
  const sparks = pods.map((each, index) => ({ id: index, from: index % 5 === 2 ? 'clients/curl loop' : 'clients/visitors', service: 'services/default/alpaca', pod: each.key, latencyMs: 400 + index * 260, answered: each.phase === 'ready' }))
  return { nowMs, added: [], changed: [], removed: [], sparks, sparkOneIn: 1 }
}
