import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { TopBar } from './bars/TopBar.tsx'
import { FirstVisit } from './first/FirstVisit.tsx'
import { Guide } from './guide/Guide.tsx'
import { Inspector } from './inspector/Inspector.tsx'
import { useShortcuts } from './shortcuts.ts'
import { usePage, type Pane } from './page.ts'
import { restore, startFresh, useSession } from './session/store.ts'
import { ShareDialog } from './share/ShareDialog.tsx'
import { StagePane } from './StagePane.tsx'
import { texts } from './texts.ts'
import { Timeline } from './timeline/Timeline.tsx'
import { useWidth } from './width.ts'

const TerminalPane = lazy(() => import('./terminal/TerminalPane.tsx'))
const EditorPane = lazy(() => import('./editor/EditorPane.tsx'))
const Palette = lazy(() => import('./palette/Palette.tsx'))

export function App() {
  const status = useSession((state) => state.status)
  const firstVisit = useSession((state) => state.firstVisit)
  const [sharing, setSharing] = useState(false)
  const [finding, setFinding] = useState(false)
  const presenting = usePresenting()
  useShortcuts({ find: () => setFinding(true) })
  if (status === 'crashed' || status === 'unreadable') return <Trouble />
  return (
    <div className="app" data-presenting={presenting.on}>
      <TopBar onFind={() => setFinding(true)} onShare={() => setSharing(true)} onPresent={presenting.toggle} />
      <main className="app-main">{firstVisit ? <FirstVisit /> : <Workbench />}</main>
      <Caption />
      <Timeline />
      {sharing && <ShareDialog onClose={() => setSharing(false)} />}
      {finding && (
        <Suspense fallback={null}>
          <Palette onClose={() => setFinding(false)} onShare={() => setSharing(true)} />
        </Suspense>
      )}
    </div>
  )
}

/** Everything but the bars. Panes are resizable and remembered. */
function Workbench() {
  const width = useWidth()
  return width === 'wide' ? <WideBench /> : <TabbedBench small={width !== 'middle'} />
}

function WideBench() {
  const columns = useDefaultLayout({ id: 'podarium.columns', panelIds: ['left', 'right'] })
  const left = useDefaultLayout({ id: 'podarium.left', panelIds: ['stage', 'terminal'] })
  const right = useDefaultLayout({ id: 'podarium.right', panelIds: ['inspector', 'editor'] })
  const hasGoals = useSession((state) => state.scenario.goals.length > 0)
  const [tab, setTab] = useState<'guide' | 'inspector'>('guide')
  const selection = useSession((state) => state.selection)
  useEffect(() => setTab(selection === undefined ? 'guide' : 'inspector'), [selection])
  return (
    <Group orientation="horizontal" {...columns}>
      <Panel id="left" defaultSize="66.5" minSize="30">
        <Group orientation="vertical" {...left}>
          <Panel id="stage" defaultSize="69" minSize="20"><StagePane /></Panel>
          <Separator className="separator" />
          <Panel id="terminal" defaultSize="31" minSize="64px" collapsible><Loaded what={texts.app.panes.terminal}><TerminalPane /></Loaded></Panel>
        </Group>
      </Panel>
      <Separator className="separator" />
      <Panel id="right" defaultSize="33.5" minSize="15" collapsible>
        <Group orientation="vertical" {...right}>
          <Panel id="inspector" defaultSize="48" minSize="15">
            {hasGoals && (
              <div className="tabs" role="tablist">
                <TabButton on={tab === 'guide'} onClick={() => setTab('guide')}>{texts.app.panes.guide}</TabButton>
                <TabButton on={tab === 'inspector'} onClick={() => setTab('inspector')}>{texts.app.panes.inspector}</TabButton>
              </div>
            )}
            {hasGoals && tab === 'guide' ? <Guide /> : <Inspector />}
          </Panel>
          <Separator className="separator" />
          <Panel id="editor" defaultSize="52" minSize="15"><Loaded what={texts.app.panes.editor}><EditorPane /></Loaded></Panel>
        </Group>
      </Panel>
    </Group>
  )
}

function TabbedBench({ small }: { small: boolean }) {
  const rows = useDefaultLayout({ id: small ? 'podarium.rows.small' : 'podarium.rows', panelIds: ['stage', 'pane'] })
  const pane = usePage((state) => state.pane)
  const hasGoals = useSession((state) => state.scenario.goals.length > 0)
  const panes = (['terminal', 'editor', 'inspector', 'guide'] as const).filter((each) => each !== 'guide' || hasGoals)
  const shown: Pane = panes.some((each) => each === pane) ? pane : 'terminal'
  return (
    <Group orientation="vertical" {...rows}>
      <Panel id="stage" defaultSize={small ? '55' : '60'} minSize="20"><StagePane /></Panel>
      <Separator className="separator" />
      <Panel id="pane" defaultSize={small ? '45' : '40'} minSize="15">
        <div className="tabbed">
          <div className="tabs" role="tablist">
            {panes.map((each) => <TabButton key={each} on={each === shown} onClick={() => usePage.setState({ pane: each })}>{texts.app.panes[each]}</TabButton>)}
          </div>
          <div className="tabbed-pane">
            {shown === 'terminal' && <Loaded what={texts.app.panes.terminal}><TerminalPane /></Loaded>}
            {shown === 'editor' && <Loaded what={texts.app.panes.editor}><EditorPane /></Loaded>}
            {shown === 'inspector' && <Inspector />}
            {shown === 'guide' && <Guide />}
          </div>
        </div>
      </Panel>
    </Group>
  )
}

export function TabButton({ on, onClick, children }: { on: boolean; onClick(): void; children: ReactNode }) {
  return <button type="button" role="tab" className="tab" aria-selected={on} onClick={onClick}>{children}</button>
}

/** A pane that is fetched when it is first shown. */
function Loaded({ what, children }: { what: string; children: ReactNode }) {
  return <Suspense fallback={<p className="pane-loading quiet">{texts.app.loading(what.toLowerCase())}</p>}>{children}</Suspense>
}

/** The newest thing to say, for those who see and for those who hear. */
function Caption() {
  const caption = useSession((state) => state.caption)
  return <p className="caption" role="status" aria-live="polite" hidden={caption === ''}>{caption}</p>
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
