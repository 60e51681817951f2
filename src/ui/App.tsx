import { lazy, Suspense, useEffect, useState } from 'react'
import { TopBar } from './bars/TopBar.tsx'
import { FirstVisit } from './first/FirstVisit.tsx'
import { useShortcuts } from './shortcuts.ts'
import { restore, startFresh, useSession } from './session/store.ts'
import { texts } from './texts.ts'
import { Timeline } from './timeline/Timeline.tsx'

/** A first visit shows none of these; the workbench is fetched while the visitor reads. */
const loadWorkbench = () => import('./Workbench.tsx')
const Workbench = lazy(loadWorkbench)
const Presenter = lazy(() => import('./present/Presenter.tsx'))
const ShareDialog = lazy(() => import('./share/ShareDialog.tsx'))
const Palette = lazy(() => import('./palette/Palette.tsx'))

export function App() {
  const status = useSession((state) => state.status)
  const firstVisit = useSession((state) => state.firstVisit)
  const [sharing, setSharing] = useState(false)
  const [finding, setFinding] = useState(false)
  const presenting = usePresenting()
  useShortcuts({ find: () => setFinding(true) })
  useEffect(() => {
    if (status === 'open') void loadWorkbench()
  }, [status])
  if (status === 'crashed' || status === 'unreadable') return <Trouble />
  if (presenting.on) return <Suspense fallback={null}><Presenter /></Suspense>
  return (
    <div className="app">
      <TopBar onFind={() => setFinding(true)} onShare={() => setSharing(true)} onPresent={presenting.toggle} />
      <main className="app-main">{firstVisit ? <FirstVisit /> : <Suspense fallback={null}><Workbench /></Suspense>}</main>
      <Caption />
      <Timeline />
      <Suspense fallback={null}>
        {sharing && <ShareDialog onClose={() => setSharing(false)} />}
        {finding && <Palette onClose={() => setFinding(false)} onShare={() => setSharing(true)} />}
      </Suspense>
    </div>
  )
}

/** The newest thing to say, for those who see and for those who hear. */
function Caption() {
  const caption = useSession((state) => state.caption)
  return <div className="caption" role="status">{caption !== '' && <p key={caption}>{caption}</p>}</div>
}

function Trouble() {
  const status = useSession((state) => state.status)
  const trouble = useSession((state) => state.trouble)
  const crashed = status === 'crashed'
  return (
    <main className="trouble">
      <h1>{crashed ? texts.app.crashed : texts.app.unreadable}</h1>
      <p className="wrong">{trouble}</p>
      {crashed && <p className="quiet">{texts.app.crashedLead}</p>}
      <p className="trouble-acts">
        {crashed && <button type="button" className="button main" onClick={() => void restore()}>{texts.app.restore}</button>}
        <button type="button" className={crashed ? 'button' : 'button main'} onClick={() => void startFresh()}>{texts.app.fresh}</button>
      </p>
    </main>
  )
}

/** Presenting: the stage and the command line fill the screen, and all is larger. */
function usePresenting() {
  const [on, setOn] = useState(false)
  useEffect(() => {
    const follow = (): void => setOn(document.fullscreenElement !== null)
    document.addEventListener('fullscreenchange', follow)
    return () => document.removeEventListener('fullscreenchange', follow)
  }, [])
  const toggle = (): void => void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen())
  return { on, toggle }
}
