import { useRef, useState, useSyncExternalStore } from 'react'
import { sceneStore, show, useSession } from '../session/store.ts'
import { StagePane } from '../StagePane.tsx'
import { texts } from '../texts.ts'
import { mark } from '../timeline/moments.ts'
import { useHeight } from '../width.ts'
import './present.css'

/** The stage is drawn as large as if the screen had this many lines. */
const LINES = 360
/** The house begins right below the command line. */
const HOUSE = { above: 14, rise: 20 } as const

/** What a room sees: a command line, the stage, and in a sentence what happens. */
export default function Presenter() {
  const scale = Math.max(1, useHeight() / LINES)
  const caption = useSession((state) => state.caption)
  const second = useSession((state) => Math.floor(state.atMs / 1000))
  return (
    <div className="presenter" data-presenting="true" style={{ fontSize: `${14 * scale}px` }}>
      <header className="presenter-head">
        <CommandLine />
        <time className="quiet">{mark(second * 1000)}</time>
      </header>
      <div className="presenter-stage"><StagePane bare house={HOUSE} scale={scale} /></div>
      <footer className="presenter-foot">
        <p className="presenter-caption strong" role="status">{caption}</p>
        <Count />
      </footer>
    </div>
  )
}

/** Runs what is typed in the terminal of the session. */
function CommandLine() {
  const [line, setLine] = useState('kubectl ')
  const [running, setRunning] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const run = async (): Promise<void> => {
    setRunning(true)
    try {
      const { runInTerminal } = await import('../terminal/session.ts')
      const exitCode = await runInTerminal(line)
      if (exitCode !== 0) show({ caption: texts.narration.exit(exitCode) })
    } finally {
      setRunning(false)
      field.current?.select()
    }
  }
  return (
    <form
      className="presenter-line mono"
      onSubmit={(event) => {
        event.preventDefault()
        if (!running) void run()
      }}
    >
      <span className="brass" aria-hidden="true">$</span>
      <input ref={field} value={line} aria-label={texts.present.command} autoFocus spellCheck={false} autoCapitalize="off" autoComplete="off" onChange={({ target }) => setLine(target.value)} />
    </form>
  )
}

/** How the workload in focus stands. */
function Count() {
  const focus = useSession((state) => state.focus)
  useSyncExternalStore(sceneStore.subscribe, sceneStore.snapshot)
  const workload = focus === undefined ? undefined : sceneStore.get('workload', focus)
  if (!workload) return null
  return (
    <p className="presenter-count">
      <span className="presenter-number">{workload.available}</span> {texts.present.of(workload.wanted)}
      <span className="quiet">{texts.present.available}</span>
    </p>
  )
}
