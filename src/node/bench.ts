/** `npm run bench`: one JSON object a line. Ratios within one run say more than times, which are the machine's. */
import { Cluster } from '../cluster/cluster.ts'
import type { Writable } from '../client/api.ts'

const START_MS = Date.parse('2026-01-01T00:00:00Z')
const PODS_PER_MACHINE = 100

function report(name: string, values: Readonly<Record<string, number>>): void {
  const rounded = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Math.round(value * 1000) / 1000]))
  console.log(JSON.stringify({ name, ...rounded }))
}

/** CPU seconds of this process that something takes. */
function cpuSeconds(act: () => void): number {
  const before = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

function deploymentOf(replicas: number): Writable {
  const labels = { app: 'web' }
  return { metadata: { name: 'web', namespace: 'default' }, spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] } } } }
}

function readyCluster(machines: number): Cluster {
  const cluster = new Cluster({ seed: 1, startMs: START_MS, machines })
  cluster.simulation.advanceBy(20_000)
  return cluster
}

/** Creates a Deployment and lets it become available; returns the pods that became Ready for each second of CPU. */
function podsToReady(count: number): number {
  const cluster = readyCluster(Math.max(3, Math.ceil(count / PODS_PER_MACHINE)))
  const seconds = cpuSeconds(() => {
    cluster.observer.create('deployments.apps', deploymentOf(count))
    for (let waited = 0; waited < 600 && (cluster.observer.get('deployments.apps', 'default', 'web').status?.availableReplicas ?? 0) < count; waited++) cluster.simulation.advanceBy(1_000)
  })
  const available = cluster.observer.get('deployments.apps', 'default', 'web').status?.availableReplicas ?? 0
  if (available < count) throw new Error(`only ${available} of ${count} pods became available`)
  return count / seconds
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}

// Warms the engine up, so that the first number is not that of the interpreter.
podsToReady(100)
const small = median([podsToReady(100), podsToReady(100), podsToReady(100)])
const large = median([podsToReady(1000), podsToReady(1000), podsToReady(1000)])
report('pods to Ready', { per100PodsPerCpuSecond: small, per1000PodsPerCpuSecond: large, costPerPodAt1000By100: small / large })

const served = readyCluster(3)
served.observer.create('deployments.apps', deploymentOf(3))
served.observer.create('services', { metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } })
served.simulation.advanceBy(20_000)
let requests = 0
served.network.onRequest(() => void requests++)
served.traffic.set({ name: 'visitor', host: 'web.default', port: 80, path: '/', perSecond: 1_000 })
const trafficSeconds = cpuSeconds(() => served.simulation.advanceBy(60_000))
report('requests through a Service', { perCpuSecond: requests / trafficSeconds })

const idle = readyCluster(10)
idle.observer.create('deployments.apps', deploymentOf(900))
idle.simulation.advanceBy(120_000)
const idleSeconds = cpuSeconds(() => idle.simulation.advanceBy(600_000))
report('ten idle machines, 900 idle pods', { virtualSecondsPerCpuSecond: 600 / idleSeconds })
