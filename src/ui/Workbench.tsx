import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { Guide } from './guide/Guide.tsx'
import { Inspector } from './inspector/Inspector.tsx'
import { usePage, type Pane } from './page.ts'
import { useSession } from './session/store.ts'
import { StagePane } from './StagePane.tsx'
import { texts } from './texts.ts'
import { useWidth } from './width.ts'

const TerminalPane = lazy(() => import('./terminal/TerminalPane.tsx'))
const EditorPane = lazy(() => import('./editor/EditorPane.tsx'))

/** Everything but the bars. Panes are resizable and remembered. */
export default function Workbench() {
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
            <div className="tabbed">
              {hasGoals && (
                <div className="tabs" role="tablist">
                  <TabButton on={tab === 'guide'} onClick={() => setTab('guide')}>{texts.app.panes.guide}</TabButton>
                  <TabButton on={tab === 'inspector'} onClick={() => setTab('inspector')}>{texts.app.panes.inspector}</TabButton>
                </div>
              )}
              <div className="tabbed-pane">{hasGoals && tab === 'guide' ? <Guide /> : <Inspector />}</div>
            </div>
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

function TabButton({ on, onClick, children }: { on: boolean; onClick(): void; children: ReactNode }) {
  return <button type="button" role="tab" className="tab" aria-selected={on} onClick={onClick}>{children}</button>
}

/** A pane that is fetched when it is first shown. */
function Loaded({ what, children }: { what: string; children: ReactNode }) {
  return <Suspense fallback={<p className="pane-loading quiet">{texts.app.loading(what.toLowerCase())}</p>}>{children}</Suspense>
}
