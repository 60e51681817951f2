/** `npm run cluster -- --port 8001 --scenario ID --seed N --speed X --token-auth-file FILE`: a cluster without a page, behind a real Kubernetes HTTP API. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { scenarioById, scenarios } from '../../scenarios/registry.ts'
import { Session } from '../cluster/session.ts'
import { serve } from './httpServer.ts'
import { Pacer } from './pacer.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8001' },
    scenario: { type: 'string', default: 'empty' },
    seed: { type: 'string', default: '1' },
    speed: { type: 'string', default: '1' },
    stop: { type: 'string', default: '' },
    'token-auth-file': { type: 'string' },
  },
})
const speed = values.speed === 'max' ? Number.POSITIVE_INFINITY : Number(values.speed)
const port = Number(values.port)
const seed = Number(values.seed)
const scenario = scenarioById(values.scenario)
if (!(speed > 0) || !Number.isInteger(port) || !Number.isInteger(seed) || !scenario) {
  console.error(`usage: npm run cluster -- [--port NUMBER] [--scenario ${scenarios.map(({ id }) => id).join('|')}] [--seed NUMBER] [--speed FACTOR|max] [--stop PART,...] [--token-auth-file FILE]`)
  process.exit(2)
}

const tokenFile = values['token-auth-file']
const session = new Session({ seed, ...(tokenFile === undefined ? {} : { tokenFile: readFileSync(tokenFile, 'utf8') }), startMs: Math.floor(Date.now() / 1000) * 1000 - scenario.setup.lengthMs, machines: scenario.machines, setup: scenario.setup })
for (const part of values.stop.split(',').filter((name) => name !== '')) session.act({ kind: 'part', part, act: 'stop' })
const pacer = new Pacer(session, speed)
const { url } = await serve(session, pacer, port)
pacer.play()
console.log(`listening on ${url}`)
