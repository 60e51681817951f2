/** The terminal of the session: one shell that lives as long as the cluster does, whichever screen shows it. */
import { NetworkError } from '../../posix/process.ts'
import { Terminal, type Screen } from '../../shell/terminal.ts'
import { editInPane } from '../session/editing.ts'
import { clusterClock, discoveryCache } from '../session/kubectl.ts'
import { cluster, sessionStore } from '../session/store.ts'
import { sessionDisk } from './disk.ts'

let terminal: Terminal | undefined
let of: unknown

/** What was shown last, so that a new screen begins with it. */
const CHARACTERS_KEPT = 100_000
let shown = ''
let screen: Screen | undefined

function current(): Terminal {
  const connection = cluster()
  if (terminal && of === connection) return terminal
  of = connection
  shown = ''
  return (terminal = new Terminal({
    screen: {
      write(text) {
        shown = (shown + text).slice(-CHARACTERS_KEPT)
        screen?.write(text)
      },
      size: () => screen?.size() ?? { columns: 80, rows: 24 },
    },
    transport: connection,
    clock: clusterClock,
    discoveryCache,
    random: Math.random,
    files: sessionDisk(),
    now: () => clusterClock.nowMs(),
    schedule: (delayMs, run) => {
      const atMs = sessionStore.getState().atMs + delayMs
      const unsubscribe = sessionStore.subscribe((state) => {
        if (state.atMs < atMs) return
        unsubscribe()
        run()
      })
      return { cancel: unsubscribe }
    },
    request({ method, url, headers, body, timeoutMs = 60_000 }, done) {
      connection.call('visit', { method, url, headers, body, timeoutMs }).then(
        (outcome) => done(outcome.kind === 'response' ? outcome : new NetworkError(outcome.kind, outcome.message)),
        (error: unknown) => done(new NetworkError('unreachable', String(error))),
      )
    },
    edit: editInPane,
  }))
}

/** Shows the session's terminal on a screen. */
export function attachScreen(on: Screen): { input(data: string): void; resized(): void; detach(): void } {
  const shell = current()
  screen = on
  if (shown !== '') on.write(shown)
  shell.begin()
  return {
    input: (data) => current().input(data),
    resized: () => current().resized(),
    detach: () => void (screen === on && (screen = undefined)),
  }
}

/** Types a line and waits for its end: for `window.podarium` and buttons that show their command. */
export function runInTerminal(line: string): Promise<number> {
  const shell = current()
  shell.begin()
  return shell.run(line)
}
