import { useEffect, useState } from 'react'
import type { AnyStored } from '../../kinds/objects.ts'
import { cluster, show, useSession } from '../session/store.ts'
import { deleteObject, follow, getObject, pathOf, referenceOf } from '../session/objects.ts'
import { texts } from '../texts.ts'
import { Events } from './Events.tsx'
import { Logs } from './Logs.tsx'
import { NodeOverview } from './NodeOverview.tsx'
import { ObjectOverview } from './ObjectOverview.tsx'
import { PodOverview } from './PodOverview.tsx'
import { Yaml } from './Yaml.tsx'
import './inspector.css'

type Tab = keyof typeof texts.inspector.tabs

/** What is selected: what it is, why it is so, and what one can do with it. */
export function Inspector() {
  const selection = useSession((state) => state.selection)
  if (selection === undefined || pathOf(selection) === undefined) {
    return (
      <section className="inspector inspector-empty" aria-label={texts.app.panes.inspector}>
        <p className="strong">{texts.inspector.nothing}</p>
        <p className="quiet">{texts.inspector.nothingLead}</p>
        <dl className="inspector-keys quiet">
          {texts.inspector.keys.map(([key, meaning]) => (
            <div key={key} className="fact">
              <dt><kbd>{key}</kbd></dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </section>
    )
  }
  return <Inspected key={selection} selection={selection} />
}

function Inspected({ selection }: { selection: string }) {
  const [tab, setTab] = useState<Tab>('overview')
  const object = useObject(selection)
  const reference = referenceOf(selection)
  const isPod = selection.startsWith('pods/')
  const tabs = (Object.keys(texts.inspector.tabs) as Tab[]).filter((each) => each !== 'logs' || isPod)
  if (object === 'gone') return <section className="inspector inspector-empty"><p className="quiet">{texts.inspector.gone(selection)}</p></section>
  return (
    <section className="inspector" aria-label={texts.app.panes.inspector}>
      <header className="inspector-head">
        <div className="inspector-name">
          <p className="small quiet">{object?.kind ?? ''}</p>
          <h2 className="mono">{reference?.name}</h2>
        </div>
        <button type="button" className="button" onClick={() => void deleteObject(cluster(), selection).then(() => show({}))}>
          {isPod ? texts.inspector.kill : texts.inspector.delete}
        </button>
      </header>
      <div className="tabs" role="tablist">
        {tabs.map((each) => <button key={each} type="button" role="tab" className="tab" aria-selected={each === tab} onClick={() => setTab(each)}>{texts.inspector.tabs[each]}</button>)}
      </div>
      <div className="inspector-body" role="tabpanel" tabIndex={0}>
        {object && tab === 'overview' && <Overview selection={selection} object={object} />}
        {object && tab === 'yaml' && <Yaml object={object} />}
        {object && tab === 'events' && <Events object={object} />}
        {object && tab === 'logs' && <Logs object={object} />}
      </div>
    </section>
  )
}

function Overview({ selection, object }: { selection: string; object: AnyStored }) {
  if (object.kind === 'Pod') return <PodOverview selection={selection} pod={object as never} />
  if (object.kind === 'Node') return <NodeOverview selection={selection} node={object as never} />
  return <ObjectOverview selection={selection} object={object} />
}

/** The object as it is now; undefined until it is known, `gone` when it is no more. */
function useObject(key: string): AnyStored | 'gone' | undefined {
  const [object, setObject] = useState<AnyStored | 'gone'>()
  useEffect(() => {
    const path = pathOf(key) as string
    const transport = cluster()
    let active = true
    let stop = (): void => {}
    void getObject<AnyStored>(transport, path).then((found) => {
      if (!active) return
      if (!found) return setObject('gone')
      setObject(found)
      const { name, resourceVersion } = found.metadata
      const collection = path.slice(0, path.lastIndexOf('/'))
      const target = `${collection}?watch=true&fieldSelector=${encodeURIComponent(`metadata.name=${name}`)}&resourceVersion=${resourceVersion}`
      stop = follow(transport, target, (type, next) => setObject(type === 'DELETED' ? 'gone' : next))
    })
    return () => {
      active = false
      stop()
    }
  }, [key])
  return object
}
