/** `window.podarium`: the page for those who present with a script, and for tests. */
import { parseDuration } from '../base/duration.ts'
import { cluster, sceneStore, seek, sessionStore, setPace, shareLink, show, writeFile } from './session/store.ts'

/** As long as `settle` waits for, in virtual milliseconds. */
const SETTLE_MOST_MS = 3_600_000

export interface Automation {
  /** Types a line into the terminal; resolves to its exit code. */
  run(command: string): Promise<number>
  /** Applies YAML as the editor does; resolves to what kubectl prints. */
  apply(yaml: string): Promise<string>
  /** Lets time pass, such as `30s`. */
  advance(duration: string): Promise<void>
  settle(): Promise<boolean>
  pause(): void
  play(factor?: number): void
  /** Virtual milliseconds since the session's beginning. */
  readonly time: number
  seek(milliseconds: number): Promise<void>
  /** What is on stage, as plain data. */
  state(): unknown
  /** Stands for all that has happened: equal sessions have equal ones. */
  hash(): Promise<string>
  link(): Promise<string>
}

declare global {
  interface Window {
    podarium: Automation
  }
}

const SCRATCH = '.applied.yaml'

export function offerAutomation(): void {
  window.podarium = {
    async run(command) {
      show({ firstVisit: false })
      const { runInTerminal } = await import('./terminal/session.ts')
      return runInTerminal(command)
    },
    async apply(yaml) {
      writeFile(SCRATCH, yaml)
      const { kubectl } = await import('./session/kubectl.ts')
      try {
        const { stdout, stderr } = await kubectl(['apply', '-f', SCRATCH])
        return stderr + stdout
      } finally {
        const { [SCRATCH]: _, ...files } = sessionStore.getState().files
        sessionStore.setState({ files })
      }
    },
    async advance(duration) {
      const milliseconds = parseDuration(duration)
      if (milliseconds === undefined) throw new Error(`no duration: ${duration}`)
      await cluster().call('advanceBy', milliseconds)
    },
    settle: () => cluster().call('settle', SETTLE_MOST_MS),
    pause: () => setPace({ kind: 'paused' }),
    play: (factor = 1) => setPace({ kind: 'running', factor }),
    get time() {
      return sessionStore.getState().atMs
    },
    seek,
    state() {
      const { atMs, pace, view, focus, selection, goalsReached } = sessionStore.getState()
      const entities = Object.fromEntries(Object.entries(sceneStore.scene.of).map(([type, map]) => [type, [...(map as ReadonlyMap<string, unknown>).values()]]))
      return structuredClone({ atMs, pace, view, focus, selection, goalsReached, entities })
    },
    hash: () => cluster().call('hash'),
    link: shareLink,
  }
}
