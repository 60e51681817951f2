/** `npm run cluster -- --port 8001 --seed N --speed X`: a cluster without a page, behind a real Kubernetes HTTP API. */
import { parseArgs } from 'node:util'
import { Cluster } from '../cluster/cluster.ts'
import { serve } from './httpServer.ts'

const TICK_MS = 10

const { values } = parseArgs({ options: { port: { type: 'string', default: '8001' }, seed: { type: 'string', default: '1' }, speed: { type: 'string', default: '1' } } })
const speed = Number(values.speed)
const port = Number(values.port)
const seed = Number(values.seed)
if (!(speed > 0) || !Number.isInteger(port) || !Number.isInteger(seed)) {
  console.error('usage: npm run cluster -- [--port NUMBER] [--seed NUMBER] [--speed FACTOR]')
  process.exit(2)
}

const cluster = new Cluster({ seed, startMs: Date.now() })
const { url } = await serve(cluster, port)
console.log(`listening on ${url}`)
const begunMs = performance.now()
setInterval(() => cluster.simulation.advanceTo(cluster.simulation.startMs + Math.floor((performance.now() - begunMs) * speed)), TICK_MS)
