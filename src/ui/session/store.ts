/** What the page knows of its session and of itself. The scene is kept apart (`SceneStore`): it changes every frame, and only parts of the stage look at it. */
import { createStore, useStore } from 'zustand'
import { Connection, type Act, type Frame, type Origin, type Pace, type Upcoming } from '../connect.ts'
import { scenarioById, scenarios } from '../../../scenarios/registry.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { texts } from '../texts.ts'
import { SceneStore } from '../stage/SceneStore.ts'
import { forget, fromLink, isLink, keep, kept, linkTo, type Keepsake } from './saving.ts'
import { learnResources } from './resources.ts'
import { narrate } from './narration.ts'
import { emptyTape, withEntries, type TapeRecord } from './tape.ts'

export type View = 'machines' | 'workloads' | 'traffic'

export interface SessionState {
  /** Why there is no cluster to be seen, if there is none. */
  readonly status: 'opening' | 'open' | 'crashed' | 'unreadable'
  /** What the user is told about `crashed` and `unreadable`. */
  readonly trouble: string
  readonly scenario: Scenario
  /** Virtual milliseconds since the beginning. */
  readonly atMs: number
  readonly startMs: number
  readonly pace: Pace
  readonly heldFactor: number | undefined
  readonly laterInputs: number
  readonly upcoming: readonly Upcoming[]
  readonly tape: TapeRecord
  readonly goalsReached: number
  /** What the editor holds, by file name. */
  readonly files: Readonly<Record<string, string>>
  readonly openFile: string
  readonly view: View
  /** Key of the application in focus. */
  readonly focus: string | undefined
  readonly namespace: string | undefined
  /** Key of what is selected on stage. */
  readonly selection: string | undefined
  /** The visitor has not done anything yet. */
  readonly firstVisit: boolean
  /** The newest thing to say in a line: what was done or could not be. */
  readonly caption: string
}

const initial: SessionState = {
  status: 'opening',
  trouble: '',
  scenario: scenarios[0] as Scenario,
  atMs: 0,
  startMs: 0,
  pace: { kind: 'paused' },
  heldFactor: undefined,
  laterInputs: 0,
  upcoming: [],
  tape: emptyTape,
  goalsReached: 0,
  files: {},
  openFile: '',
  view: 'machines',
  focus: undefined,
  namespace: undefined,
  selection: undefined,
  firstVisit: false,
  caption: '',
}

export const sessionStore = createStore<SessionState>(() => initial)
export const sceneStore = new SceneStore()

export function useSession<T>(select: (state: SessionState) => T): T {
  return useStore(sessionStore, select)
}

const set = sessionStore.setState
const get = sessionStore.getState

const FAST_FACTOR = 20

/** How long after the last change a session is kept, in real milliseconds. */
const KEEP_AFTER_MS = 500

let connection: Connection | undefined
let keepTimer: ReturnType<typeof setTimeout> | undefined

/** The cluster's API, for kubectl and the inspector. It is another one after a crash. */
export function cluster(): Connection {
  if (!connection) throw new Error('there is no cluster yet')
  return connection
}

function connect(): Connection {
  connection?.end()
  connection = new Connection({ frame: takeFrame, input: keepSoon, crashed: recover })
  return connection
}

function takeFrame(frame: Frame): void {
  if (frame.reset) sceneStore.clear()
  const news = frame.reset || isFast(frame.pace) ? undefined : narrate(sceneStore.scene, frame.delta, get().focus)
  sceneStore.apply(frame.delta)
  const { atMs, pace, heldFactor, laterInputs, upcoming, goalsReached } = frame
  const tape = withEntries(frame.reset ? emptyTape : get().tape, frame.tape)
  const goalReached = !frame.reset && goalsReached > get().goalsReached ? texts.guide.goalReached(get().scenario.goals[goalsReached - 1]?.title ?? '') : undefined
  const caption = goalReached ?? news
  set({ status: 'open', atMs, pace, heldFactor, laterInputs, upcoming, tape, goalsReached, ...(caption === undefined ? {} : { caption }) })
}

/** Whether more happens than can be followed: then nothing tweens, and nobody narrates. */
export function isFast(pace: Pace): boolean {
  return pace.kind === 'settling' || (pace.kind === 'running' && pace.factor > FAST_FACTOR)
}

/** Opens what the link says, or what was kept, or the playground. */
export async function begin(): Promise<void> {
  const fragment = location.hash
  if (isLink(fragment)) {
    try {
      await openKeepsake(await fromLink(fragment))
      history.replaceState(null, '', location.href.split('#', 1)[0])
    } catch (error) {
      set({ status: 'unreadable', trouble: error instanceof Error ? error.message : String(error) })
    }
    return
  }
  const keepsake = kept()
  if (keepsake && scenarioById(keepsake.session.origin.scenario)) return openKeepsake(keepsake)
  await openScenario('playground', true)
}

/** Begins a scenario afresh. */
export async function openScenario(id: string, firstVisit = false): Promise<void> {
  const scenario = scenarioById(id) ?? (scenarios[0] as Scenario)
  const origin: Origin = { scenario: scenario.id, seed: newSeed(), startMs: Math.floor(Date.now() / 1000) * 1000 - scenario.setup.lengthMs }
  await openKeepsake({ session: { origin, inputs: [], atMs: 0 }, files: scenario.files }, firstVisit)
}

async function openKeepsake({ session, files, view, focus }: Keepsake, firstVisit = false): Promise<void> {
  const scenario = scenarioById(session.origin.scenario)
  if (!scenario) throw new Error(`This session belongs to a scenario that is not here: ${session.origin.scenario}`)
  set({
    ...initial,
    scenario,
    startMs: session.origin.startMs,
    files,
    openFile: Object.keys(files)[0] ?? '',
    view: isView(view) ? view : scenario.view,
    focus: focus ?? scenario.focus,
    firstVisit,
  })
  const opened = connect()
  try {
    await opened.call('open', session)
    await learnResources(opened)
    await opened.call('setPace', { kind: 'running', factor: 1 })
    keepSoon()
  } catch (error) {
    // Another session was opened meanwhile: what becomes of this one is of no interest.
    if (connection === opened) throw error
  }
}

/** After a crash of the worker, the session is made again from what was kept of it. */
function recover(message: string): void {
  set({ status: 'crashed', trouble: message })
}

export async function restore(): Promise<void> {
  const keepsake = kept()
  if (keepsake) await openKeepsake(keepsake)
  else await openScenario('playground')
}

export async function startFresh(): Promise<void> {
  forget()
  history.replaceState(null, '', location.href.split('#', 1)[0])
  await openScenario('playground', true)
}

/** A session that begins now is another one than the last. */
function newSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] as number
}

function isView(view: string | undefined): view is View {
  return view === 'machines' || view === 'workloads' || view === 'traffic'
}

async function keepsake(): Promise<Keepsake> {
  const session = await cluster().call('saved')
  const { files, view, focus } = get()
  return { session, files, view, ...(focus === undefined ? {} : { focus }) }
}

export function keepSoon(): void {
  clearTimeout(keepTimer)
  keepTimer = setTimeout(() => void keepNow(), KEEP_AFTER_MS)
}

async function keepNow(): Promise<void> {
  const from = connection
  try {
    if (get().status === 'open') keep(await keepsake())
  } catch (error) {
    if (connection === from && get().status !== 'crashed') throw error
  }
}

export async function shareLink(): Promise<string> {
  return linkTo(await keepsake())
}

/* What a person does. */

export function act(what: Extract<Act, { kind: 'machine' | 'part' | 'traffic' }>): void {
  set({ firstVisit: false })
  cluster().call('act', what).catch((error: unknown) => set({ caption: error instanceof Error ? error.message : String(error) }))
}

export function setPace(pace: Pace): void {
  void cluster().call('setPace', pace)
}

/** Pauses, or goes on at the pace that was last chosen. */
export function togglePause(factor: number): void {
  setPace(get().pace.kind === 'paused' ? { kind: 'running', factor } : { kind: 'paused' })
}

export function step(): void {
  void cluster().call('step')
}

export async function seek(atMs: number): Promise<void> {
  await cluster().call('seek', Math.max(0, Math.round(atMs)))
}

export async function undo(): Promise<void> {
  const last = get().tape.inputs.at(-1)
  const undone = await cluster().call('undo')
  set({ caption: undone && last ? texts.time.undone(`${last.what} ${last.subject}`) : texts.time.nothingToUndo })
  keepSoon()
}

export function show(change: Partial<Pick<SessionState, 'view' | 'focus' | 'namespace' | 'selection' | 'openFile' | 'firstVisit' | 'caption'>>): void {
  set(change)
  keepSoon()
}

export function writeFile(name: string, text: string): void {
  set({ files: { ...get().files, [name]: text } })
  keepSoon()
}

export function removeFile(name: string): void {
  const { [name]: _, ...files } = get().files
  set({ files, openFile: get().openFile === name ? (Object.keys(files)[0] ?? '') : get().openFile })
  keepSoon()
}
