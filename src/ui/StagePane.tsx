import { act, cluster, isFast, sceneStore, show, useSession } from './session/store.ts'
import { shownTheme, usePage } from './page.ts'
import { Stage, type StageAction, type StageProps } from './stage/index.ts'
import { deleteObject } from './session/objects.ts'

/** The stage, fed by the session. */
export function StagePane(set: Pick<StageProps, 'bare' | 'house' | 'invitation' | 'scale'>) {
  const view = useSession((state) => state.view)
  const focus = useSession((state) => state.focus)
  const namespace = useSession((state) => state.namespace)
  const selection = useSession((state) => state.selection)
  const fast = useSession((state) => isFast(state.pace))
  const theme = usePage((state) => shownTheme(state.theme))
  return (
    <Stage
      {...set}
      store={sceneStore}
      view={view}
      focus={focus}
      namespace={namespace}
      selection={selection}
      theme={theme}
      still={fast}
      onSelect={(key) => show({ selection: key })}
      onFocus={(key) => show({ focus: key })}
      onNamespace={(name) => show({ namespace: name })}
      onAction={perform}
    />
  )
}

const MACHINE_ACTS = { powerOff: 'powerOff', powerOn: 'powerOn', cutNode: 'disconnect', joinNode: 'connect' } as const

function perform({ kind, key }: StageAction): void {
  const name = key.split('/').at(-1) ?? key
  switch (kind) {
    case 'deletePod':
    case 'deleteObject':
      return void deleteObject(cluster(), key)
    case 'stopPart':
      return act({ kind: 'part', part: name, act: 'stop' })
    case 'startPart':
      return act({ kind: 'part', part: name, act: 'start' })
    default:
      return act({ kind: 'machine', node: name, act: MACHINE_ACTS[kind] })
  }
}
