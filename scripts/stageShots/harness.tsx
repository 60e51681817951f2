/** A page with nothing but a stage on it, driven from outside (shoot.ts): scenes come in as deltas. */
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import type { SceneDelta } from '../../src/scene/model.ts'
import { SceneStore, Stage, type StageAction, type StageProps } from '../../src/ui/stage/index.ts'
import '../../src/ui/look/index.css'

export interface Harness {
  apply(delta: SceneDelta): void
  clear(): void
  show(props: Partial<StageProps>): void
  readonly actions: StageAction[]
}

declare global {
  interface Window {
    harness: Harness
  }
}

const store = new SceneStore()
const actions: StageAction[] = []

function Page() {
  const [props, setProps] = useState<Partial<StageProps>>({})
  useEffect(() => {
    Object.assign(window, {
      harness: {
        apply: (delta) => store.apply(delta),
        clear: () => store.clear(),
        actions,
        show(change) {
          if (change.theme !== undefined) document.documentElement.dataset['theme'] = change.theme
          setProps((before) => ({ ...before, ...change }))
        },
      } satisfies Harness,
    })
  }, [])
  return (
    <Stage
      view="machines"
      theme="light"
      {...props}
      store={store}
      onSelect={(selection) => setProps((before) => ({ ...before, selection }))}
      onFocus={(focus) => setProps((before) => ({ ...before, focus }))}
      onNamespace={(namespace) => setProps((before) => ({ ...before, namespace }))}
      onAction={(action) => actions.push(action)}
    />
  )
}

createRoot(document.getElementById('root') as HTMLElement).render(<Page />)
