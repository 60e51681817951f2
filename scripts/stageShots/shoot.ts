/**
 * Pictures of the stage without the rest of the page, to be looked at: `node --import tsx scripts/stageShots/shoot.ts [FOLDER] [NAME…]`.
 * Scenes are built of the packed recordings and, for what none of them holds, drawn by hand.
 */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { createServer } from 'vite'
import type { SceneDelta } from '../../src/scene/model.ts'
import type { StageProps } from '../../src/ui/stage/index.ts'
import { openBrowser } from './browser.ts'
import { blueGreen as switched, crowd, requests, rollout } from './drawn.ts'
import { recordedScene, withRequests } from './recorded.ts'

interface Shot {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly deltas: () => readonly SceneDelta[]
  readonly props: Partial<StageProps>
  /** Requests that are under way. */
  readonly sparks?: SceneDelta
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const [folder = '/tmp/stage-shots', ...wanted] = process.argv.slice(2)

const alpaca = 'deployments/default/alpaca-prod'
const focused: Partial<StageProps> = { focus: alpaca, namespace: 'default' }
const people = [{ name: 'visitors', perSecond: 12 }, { name: 'curl loop', perSecond: 1 }]

const drawnRollout = () => [rollout()]
const rolling = () => recordedScene('deployments', 'rolling-default', ({ of }) => of.workload.get('deployments/default/web')?.rulers.length === 2 && [...of.pod.values()].filter(({ leaving }) => leaving).length > 2).deltas
const blueGreen = () => {
  const { deltas } = recordedScene('deployments', 'blue-green', ({ of }, atMs) => atMs > 10_000 && [...of.service.values()].some(({ lever, endpoints }) => lever && endpoints.some(({ ready }) => ready)))
  return [...deltas, withRequests(deltas, people)]
}
const lost = () => recordedScene('nodes-and-scheduling', 'node-failure', ({ of }) => [...of.node.values()].some(({ ready }) => !ready) && [...of.pod.values()].some(({ phase }) => phase === 'unknown' || phase === 'terminating')).deltas
const selfHealing = () => {
  const { deltas } = recordedScene('deployments', 'self-healing', ({ of }) => [...of.pod.values()].filter(({ namespace, ready }) => namespace === 'default' && ready).length >= 3)
  return deltas
}
const bare = () => recordedScene('deployments', 'self-healing', () => true).deltas.slice(0, 1)
const firstDeltas = blueGreen()
const first = () => firstDeltas
const firstPod = firstDeltas.flatMap(({ added }) => added).find(({ type, key }) => type === 'pod' && key.startsWith('pods/default/'))?.key ?? ''
const sizes = { page: [952, 512], stage: [1064, 690], projector: [1280, 720], narrow: [360, 460], middle: [820, 480] } as const

function shot(name: string, size: keyof typeof sizes, deltas: Shot['deltas'], props: Partial<StageProps>): Shot {
  const [width, height] = sizes[size]
  return { name, width, height, deltas, props }
}

const shots: readonly Shot[] = [
  ...(['light', 'dark'] as const).flatMap((theme) => [
    shot(`01-machines-${theme}`, 'page', drawnRollout, { ...focused, theme, selection: 'pods/default/alpaca-prod-6d4f8b9c75-k8w2p' }),
    shot(`02-workloads-${theme}`, 'stage', drawnRollout, { ...focused, theme, view: 'workloads', selection: alpaca }),
    { ...shot(`03-traffic-${theme}`, 'stage', () => [switched()], { theme, view: 'traffic', focus: 'services/default/alpaca' }), sparks: requests(switched()) },
    shot(`08-crowd-${theme}`, 'projector', () => [crowd(12, 45)], { ...focused, theme }),
  ]),
  ...(['machines', 'workloads', 'traffic'] as const).flatMap((view) => [
    shot(`narrow-${view}`, 'narrow', drawnRollout, { ...focused, theme: 'light', view }),
    shot(`projector-${view}`, 'projector', rolling, { theme: 'light', view }),
    shot(`middle-${view}`, 'middle', blueGreen, { theme: 'dark', view }),
    shot(`thousand-${view}`, 'projector', () => [crowd(400, 30)], { ...focused, theme: 'light', view }),
    shot(`empty-${view}`, 'page', () => [], { theme: 'light', view }),
  ]),
  shot('lost', 'page', lost, { theme: 'light', selection: 'nodes/node-2' }),
  shot('fresh-machines', 'page', bare, { theme: 'light' }),
  shot('fresh-workloads', 'page', bare, { theme: 'light', view: 'workloads' }),
  shot('fresh-traffic', 'page', bare, { theme: 'light', view: 'traffic' }),
  { ...shot('narrow-dots', 'narrow', () => [switched()], { theme: 'dark', view: 'traffic', focus: 'services/default/alpaca' }), sparks: requests(switched()) },
  { ...shot('03-machines', 'page', () => [switched()], { theme: 'light', focus: 'services/default/alpaca' }), sparks: requests(switched()) },
  shot('recorded-traffic', 'stage', blueGreen, { theme: 'light', view: 'traffic' }),
  shot('09-first', 'page', first, { theme: 'light', bare: true, house: { outside: 140, glyph: 68, above: 30, rise: 64, service: 'services/default/web' }, invitation: { key: firstPod, label: 'Kill this pod' } }),
  shot('presenting-machines', 'projector', selfHealing, { theme: 'dark', scale: 2, bare: true }),
  shot('presenting-workloads', 'projector', rolling, { theme: 'light', scale: 2, view: 'workloads' }),
  shot('presenting-traffic', 'projector', () => [switched()], { theme: 'light', scale: 2, view: 'traffic', focus: 'services/default/alpaca' }),
]

mkdirSync(folder, { recursive: true })
const server = await createServer({ root, configFile: false, logLevel: 'warn', plugins: [react()], server: { port: 0, hmr: false, watch: null }, optimizeDeps: { entries: ['scripts/stageShots/harness.tsx'] }, cacheDir: '/tmp/stage-shots-vite' })
await server.listen()
const address = server.resolvedUrls?.local[0] ?? ''
const browser = await openBrowser()
for (const { name, width, height, deltas, props, sparks } of shots) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue
  const page = await browser.newPage({ viewport: { width, height } })
  page.on('pageerror', (error) => console.error(`${name}: ${error.message}`))
  page.on('console', (message) => message.type() === 'error' && console.error(`${name}: ${message.text()}`))
  await page.goto(`${address}scripts/stageShots/index.html`)
  await page.waitForFunction(() => 'harness' in window)
  await page.evaluate(([all, shown]) => {
    for (const delta of all) window.harness.apply(delta)
    window.harness.show(shown)
  }, [deltas(), props] as const)
  await page.waitForTimeout(900)
  if (sparks) {
    await page.evaluate((delta) => window.harness.apply(delta), sparks)
    await page.waitForTimeout(400)
  }
  await page.screenshot({ path: `${folder}/${name}.png` })
  await page.close()
}
await browser.close()
await server.close()
