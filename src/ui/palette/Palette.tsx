import { Command } from 'cmdk'
import { useSyncExternalStore } from 'react'
import { scenarios } from '../../../scenarios/registry.ts'
import { cycleTheme, usePage } from '../page.ts'
import { openScenario, sceneStore, setPace, show, startFresh, togglePause, undo } from '../session/store.ts'
import { texts } from '../texts.ts'
import './palette.css'

/** Finds things and acts by a few letters (Ctrl K). */
export default function Palette({ onClose, onShare }: { onClose(): void; onShare(): void }) {
  const structure = useSyncExternalStore(sceneStore.subscribe, () => sceneStore.scene.structure)
  const { of } = sceneStore.scene
  const things = [...of.workload.keys(), ...of.service.keys(), ...of.node.keys(), ...of.pod.keys()].filter((key) => !key.startsWith('bare/'))
  const run = (what: () => void) => (): void => {
    onClose()
    what()
  }
  return (
    <Command.Dialog open onOpenChange={(open) => !open && onClose()} label={texts.app.find} className="palette" data-structure={structure}>
      <Command.Input placeholder={texts.app.find} />
      <Command.List>
        <Command.Empty>{texts.palette.nothing}</Command.Empty>
        <Command.Group heading={texts.palette.acts}>
          <Command.Item onSelect={run(() => togglePause(usePage.getState().factor))}>{texts.palette.pause}</Command.Item>
          <Command.Item onSelect={run(() => setPace({ kind: 'settling' }))}>{texts.time.untilSettled}</Command.Item>
          <Command.Item onSelect={run(() => void undo())}>{texts.time.undo}</Command.Item>
          <Command.Item onSelect={run(onShare)}>{texts.app.share}</Command.Item>
          <Command.Item onSelect={run(cycleTheme)}>{texts.palette.theme}</Command.Item>
          <Command.Item onSelect={run(() => void startFresh())}>{texts.app.fresh}</Command.Item>
        </Command.Group>
        <Command.Group heading={texts.guide.choose}>
          {scenarios.map(({ id, title }) => <Command.Item key={id} onSelect={run(() => void openScenario(id))}>{title}</Command.Item>)}
        </Command.Group>
        <Command.Group heading={texts.palette.things}>
          {things.slice(0, 200).map((key) => <Command.Item key={key} value={key} onSelect={run(() => show({ selection: key }))}>{key}</Command.Item>)}
        </Command.Group>
      </Command.List>
    </Command.Dialog>
  )
}
