import { useMemo } from 'react'
import type { Scene } from '../../scene/state.ts'
import { Icon, KindIcon, kindNameOf } from '../glyphs/index.ts'
import { texts } from '../texts.ts'
import { useScene } from './context.ts'
import { Legend } from './Legend.tsx'
import type { StageView } from './views.ts'

interface StageBarProps {
  readonly focusKey: string | undefined
  readonly namespace: string | undefined
  readonly view: StageView
  /** Of the stage. */
  readonly width: number
  readonly scale: number
  onFocus(key: string | undefined): void
  onNamespace(namespace: string | undefined): void
}

/** Above the stage: what is in focus, and what the inks mean. */
export function StageBar({ view, focusKey, namespace, width, scale, onFocus, onNamespace }: StageBarProps) {
  const scene = useScene()
  const { applications, namespaces } = useMemo(() => choices(scene), [scene])
  const narrow = width < 600
  const name = focusKey?.split('/').at(-1)
  return (
    <div className="stage-bar" style={{ zoom: scale }}>
      {focusKey !== undefined && name !== undefined ? (
        <span className="chip">
          <KindIcon kind={kindNameOf(focusKey.split('/')[0] ?? '') ?? 'deployment'} />
          <span className="strong chip-name">{name}</span>
          <span>{texts.stage.inFocus}</span>
          <button type="button" className="chip-button" aria-label={texts.stage.dropFocus(name)} onClick={() => onFocus(undefined)}>
            <Icon name="close" size={14} />
          </button>
        </span>
      ) : (
        <label className="chip">
          <span className="heard">{texts.stage.chooseFocus}</span>
          <select value="" onChange={({ target }) => onFocus(target.value)} disabled={applications.length === 0}>
            <option value="">{texts.stage.noFocus}</option>
            {applications.map((key) => <option key={key} value={key}>{key.split('/').at(-1)} ({key.split('/')[0]})</option>)}
          </select>
          <Icon name="down" size={14} />
        </label>
      )}
      {!narrow && (
        <label className="chip">
          <span className="heard">{texts.stage.namespace}</span>
          <select value={namespace ?? ''} onChange={({ target }) => onNamespace(target.value === '' ? undefined : target.value)}>
            <option value="">{texts.stage.allNamespaces}</option>
            {namespaces.map((one) => <option key={one} value={one}>{texts.stage.namespaceNamed(one)}</option>)}
          </select>
          <Icon name="down" size={14} />
        </label>
      )}
      <span className="stage-bar-gap" />
      {!narrow && view !== 'traffic' && <Legend wide={width > 900} />}
    </div>
  )
}

function choices(scene: Scene) {
  const applications = [...scene.of.workload.values()].filter(({ kind }) => kind !== 'Pod' && kind !== 'Job').map(({ key }) => key)
  const services = [...scene.of.service.values()].filter(({ family }) => family.length > 0).map(({ key }) => key)
  const namespaces = new Set([...scene.of.pod.values()].map((pod) => pod.namespace))
  return { applications: [...applications.sort(), ...services.sort()], namespaces: [...namespaces].sort() }
}
