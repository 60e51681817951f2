import { useMemo, useSyncExternalStore } from 'react'
import { scenarios } from '../../../scenarios/registry.ts'
import { KindIcon } from '../glyphs/index.ts'
import { usePage } from '../page.ts'
import { deleteObject } from '../session/objects.ts'
import { cluster, openScenario, sceneStore, show, useSession } from '../session/store.ts'
import { StagePane } from '../StagePane.tsx'
import { texts } from '../texts.ts'
import { useWidth } from '../width.ts'
import './first.css'

/** What a newcomer sees: a cluster that is alive, and one thing to do. */
export function FirstVisit() {
  const focus = useSession((state) => state.focus)
  const scene = useSyncExternalStore(sceneStore.subscribe, sceneStore.snapshot)
  const workload = focus === undefined ? undefined : scene.of.workload.get(focus)
  const pod = useMemo(() => {
    const pods = [...scene.of.pod.values()].filter((each) => each.workload === focus && each.ready && !each.leaving)
    return pods.sort((a, b) => (a.node < b.node ? -1 : a.node > b.node ? 1 : a.name < b.name ? -1 : 1))[Math.floor((pods.length - 1) / 2)]
  }, [focus, scene])
  const name = pod?.key
  const invitation = useMemo(() => (name === undefined ? undefined : { key: name, label: texts.first.kill }), [name])
  const service = useMemo(() => [...scene.of.service.values()].find(({ family }) => focus !== undefined && family.includes(focus))?.key, [focus, scene])
  const width = useWidth()
  const house = useMemo(() => (width === 'phone' ? { glyph: 40, above: 16, rise: 28 } : { outside: 152, glyph: 80, above: 24, rise: 64, service }), [width, service])
  const withGoals = scenarios.filter(({ goals }) => goals.length > 0)
  return (
    <div className="first">
      <div className="first-words">
        <h1>
          {texts.first.title} <span className="brass">{texts.first.act}</span>
        </h1>
        <p className="first-lead quiet">{texts.first.lead}</p>
        {pod && (
          <>
            <p className="first-how">{texts.first.how[0]}<kbd>{texts.first.how[1]}</kbd>{texts.first.how[2]}</p>
            <form className="first-line" onSubmit={(event) => {
              event.preventDefault()
              void deleteObject(cluster(), pod.key)
            }}>
              <span className="brass mono" aria-hidden="true">$</span>
              <code>{texts.first.command(pod.name)}</code>
              <button type="submit" className="button">{texts.first.run}</button>
            </form>
          </>
        )}
      </div>
      <div className="first-stage"><StagePane bare house={house} invitation={invitation} /></div>
      <p className="first-caption quiet">
        {workload && (
          <>
            <KindIcon kind="replicaset" /> {texts.first.caption('ReplicaSet', workload.name, workload.wanted, workload.exist)}
          </>
        )}
      </p>
      <nav className="first-else">
        <span className="quiet">{texts.first.orBegin}</span>
        {withGoals.map(({ id, title }) => <button key={id} type="button" className="strong" onClick={() => void openScenario(id)}>{title}</button>)}
        <button type="button" className="strong" onClick={() => begin('terminal')}>{texts.first.terminal}</button>
        <button type="button" className="strong" onClick={() => begin('editor')}>{texts.first.yaml}</button>
        <button type="button" className="strong" onClick={() => void openScenario('empty')}>{texts.first.empty}</button>
      </nav>
    </div>
  )
}

function begin(pane: 'terminal' | 'editor'): void {
  usePage.setState({ pane })
  show({ firstVisit: false })
}
