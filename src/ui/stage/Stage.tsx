import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react'
import { ReactFlowProvider, useReactFlow } from '@xyflow/react'
import { focusOn, isSystemNamespace } from '../../scene/focus.ts'
import type { MachinesOptions } from '../../scene/layout/machines.ts'
import type { Size } from '../../scene/layout/model.ts'
import { texts } from '../texts.ts'
import { ActionMenu, type OpenMenu } from './ActionMenu.tsx'
import { actionsFor, entityOf, type StageAction } from './actions.ts'
import { Board } from './Board.tsx'
import { StageContext, type Invitation, type StageContextValue } from './context.ts'
import { useSettled, useSize } from './motion.ts'
import { isDirection, neighbour, podAt } from './navigation.ts'
import type { SceneStore } from './SceneStore.ts'
import { StageBar } from './StageBar.tsx'
import { Tip, type Hovered } from './Tip.tsx'
import { pictureOf, type StageView } from './views.ts'
import './stage.css'

export interface StageProps {
  /** The scene: whoever has deltas calls its `apply`, and `clear` before those of another moment or session. */
  readonly store: SceneStore
  readonly view: StageView
  /** Key of the application in focus: a workload (`deployments/default/web`) or a Service. All else is grey and small. */
  readonly focus?: string
  /** Only this namespace is coloured. */
  readonly namespace?: string
  /** Key of the selected entity: a pod, a machine (`nodes/node-1`), a part of the control plane (`control/etcd`), a workload, a Service, an Ingress. */
  readonly selection?: string
  /** `light` or `dark`, as `data-theme` of the document says: the canvases follow it. */
  readonly theme: string
  /** Above 20× and while scrubbing, nothing tweens. */
  readonly still?: boolean
  /** How much larger than usual all is drawn, for readers who sit far away: 2 at 720 lines. */
  readonly scale?: number
  /** Without the bar of focus, namespace and legend: for a stage that is an illustration of a page. */
  readonly bare?: boolean
  /** How the house of the machines' view is set, where it is not alone on the page: room outside, size of the glyphs. */
  readonly house?: Omit<MachinesOptions, keyof Size>
  /** A pod to mark with brackets and a button: the button, a click on the pod, or K anywhere on the page asks to delete it. */
  readonly invitation?: Invitation
  /** Something was clicked, or Enter pressed on it; undefined when the selection is dropped. */
  onSelect(key: string | undefined): void
  onFocus(key: string | undefined): void
  onNamespace(namespace: string | undefined): void
  /** Delete or K on a pod, or a choice from a thing's menu (right click, the menu key). Nothing is asked back: tell how to undo it. */
  onAction(action: StageAction): void
}

/** The stage: one canvas on which the same pods stand in each of the three views. It fills its parent. */
export function Stage(props: StageProps) {
  return (
    <ReactFlowProvider>
      <StageWithin {...props} />
    </ReactFlowProvider>
  )
}

/** On less than this nothing can be drawn: a pane that is folded away, or not laid out yet. */
const leastPx = 64
/** Small glyphs have large targets: so many px around them count. */
const reachPx = 6

function StageWithin({ store, view, focus: focusKey, namespace, selection, theme, still = false, scale = 1, bare = false, house, invitation, onSelect, onFocus, onNamespace, onAction }: StageProps) {
  const section = useRef<HTMLElement>(null)
  const size = useSize(section)
  const { screenToFlowPosition, flowToScreenPosition, getViewport, setViewport } = useReactFlow()
  const scene = useSyncExternalStore(store.subscribe, store.snapshot)
  const focus = useMemo(() => focusOn(scene, focusKey, namespace), [scene, focusKey, namespace])
  const picture = useMemo(
    () => (size.width < leastPx ? undefined : pictureOf(view, { scene, focus, focusKey, size: { width: size.width / scale, height: size.height / scale }, house })),
    [view, scene, focus, focusKey, size, scale, house],
  )
  const settled = useSettled(store.epoch, picture !== undefined)
  const moves = settled && !still
  const pods = picture?.layout.pods
  const [cursorWish, setCursor] = useState<string>()
  const cursor = cursorWish !== undefined && pods?.has(cursorWish) ? cursorWish : pods?.keys().next().value
  const [hovered, setHovered] = useState<Hovered>()
  const [menu, setMenu] = useState<OpenMenu>()
  const context = useMemo(
    (): StageContextValue => ({ store, focus, selection, invited: invitation, cursor, settled: moves, select: onSelect, act: onAction, moveCursor: setCursor }),
    [store, focus, selection, invitation, cursor, moves, onSelect, onAction],
  )

  /** The thing at a point of the page: an element says so itself, a painted pod is found by its place. */
  const hoveredAt = useCallback(
    (target: EventTarget, clientX: number, clientY: number): Hovered | undefined => {
      const corner = section.current?.getBoundingClientRect()
      if (!corner || !pods || !(target instanceof Element) || !target.closest('.react-flow')) return undefined
      const element = target.closest<HTMLElement>('[data-key]')
      const at = screenToFlowPosition({ x: clientX, y: clientY })
      const { zoom } = getViewport()
      const near = element?.classList.contains('pod') ? undefined : podAt(pods, at.x, at.y, reachPx / zoom)
      const place = near === undefined ? undefined : pods.get(near)
      if (place) {
        const { x, y } = flowToScreenPosition({ x: place.x - place.size / 2, y: place.y - place.size / 2 })
        return { key: place.key, box: { x: x - corner.left, y: y - corner.top, width: place.size * zoom, height: place.size * zoom } }
      }
      if (element?.dataset['key'] === undefined) return undefined
      const { left, top, right, bottom } = element.getBoundingClientRect()
      const below = element.querySelector('.pod-words')?.getBoundingClientRect().bottom ?? bottom
      return { key: element.dataset['key'], box: { x: left - corner.left, y: top - corner.top, width: right - left, height: below - top } }
    },
    [pods, screenToFlowPosition, flowToScreenPosition, getViewport],
  )

  const onPointerMove = (event: PointerEvent) => {
    const next = event.buttons === 0 && event.pointerType !== 'touch' && !menu ? hoveredAt(event.target, event.clientX, event.clientY) : undefined
    setHovered((before) => (before?.key === next?.key ? before : next))
  }

  const onClick = (event: MouseEvent) => {
    if (event.defaultPrevented || (event.target instanceof Element && event.target.closest('button, select, .action-menu'))) return
    const { key } = hoveredAt(event.target, event.clientX, event.clientY) ?? {}
    if (key !== undefined || selection !== undefined) onSelect(key)
  }

  const onContextMenu = (event: MouseEvent) => {
    const corner = section.current?.getBoundingClientRect()
    const key = event.target instanceof Element ? (event.target.closest<HTMLElement>('[data-key]')?.dataset['key'] ?? hoveredAt(event.target, event.clientX, event.clientY)?.key) : undefined
    if (!corner || key === undefined || actionsFor(entityOf(store.scene, key)).length === 0) return
    event.preventDefault()
    setHovered(undefined)
    setMenu({ key, x: event.clientX - corner.left, y: event.clientY - corner.top })
  }

  /** Puts the keyboard on a pod, and the pod in sight. */
  const goTo = (key: string) => {
    const place = pods?.get(key)
    const { x, y, zoom } = getViewport()
    setCursor(key)
    if (place) {
      const [left, top] = [place.x * zoom + x, place.y * zoom + y]
      const margin = place.size * zoom
      const [dx, dy] = [inward(left, margin, size.width), inward(top, margin, size.height)]
      if (dx !== 0 || dy !== 0) void setViewport({ x: x + dx, y: y + dy, zoom })
    }
    requestAnimationFrame(() => section.current?.querySelector<HTMLElement>(`.pod[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true }))
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLSelectElement) return
    const at = event.target instanceof HTMLElement ? event.target.dataset['key'] : undefined
    const subject = entityOf(store.scene, at ?? selection ?? '')
    if (isDirection(event.key) && pods && at !== undefined) {
      const next = neighbour(pods, at, event.key)
      if (next !== undefined) goTo(next)
    } else if (event.key === 'Escape' && selection !== undefined) onSelect(undefined)
    else if ((event.key.toLowerCase() === 'k' || event.key === 'Delete') && subject?.type === 'pod') onAction({ kind: 'deletePod', key: subject.key })
    else if (event.key === 'Delete' && subject && actionsFor(subject).includes('deleteObject')) onAction({ kind: 'deleteObject', key: subject.key })
    else return
    event.preventDefault()
  }

  const empty = picture !== undefined && [...scene.of.pod.values()].every((pod) => isSystemNamespace(pod.namespace))
  const machines = scene.of.node.size
  useEffect(() => {
    if (!invitation) return undefined
    const onPageKey = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || event.target !== document.body || event.ctrlKey || event.metaKey || event.altKey) return
      onAction({ kind: 'deletePod', key: invitation.key })
    }
    addEventListener('keydown', onPageKey)
    return () => removeEventListener('keydown', onPageKey)
  }, [invitation, onAction])

  return (
    <StageContext.Provider value={context}>
      <section
        ref={section}
        className="stage"
        aria-label={texts.stage.label}
        data-view={view}
        data-still={!moves}
        onKeyDown={onKeyDown}
        onPointerMove={onPointerMove}
        onPointerDown={() => setHovered((before) => before && { ...before, pressed: true })}
        onPointerLeave={() => setHovered(undefined)}
        onClick={onClick}
        onContextMenu={onContextMenu}
      >
        <p className="heard">{texts.stage.pods}</p>
        {picture && <Board picture={picture} view={view} size={size} theme={theme} scale={scale} moves={moves} cursor={cursor} hovered={hovered?.key} />}
        {!bare && <StageBar view={view} focusKey={focusKey} namespace={namespace} width={size.width / scale} scale={scale} onFocus={onFocus} onNamespace={onNamespace} />}
        {empty && view !== 'traffic' && scene.structure > 0 && (
          <p className="stage-empty" style={{ top: emptyTextTop(view, machines, size) }}>
            {machines === 0 ? texts.stage.noMachines : <>{texts.stage.empty[0]}<code>{texts.stage.empty[1]}</code>{texts.stage.empty[2]}</>}
          </p>
        )}
        {hovered && !hovered.pressed && !menu && <Tip key={hovered.key} hovered={hovered} size={size} />}
        {menu && <ActionMenu menu={menu} size={size} onClose={() => setMenu(undefined)} />}
      </section>
    </StageContext.Provider>
  )
}

/** Machines have their own place on stage before they have pods: the text stands above them, where pods will wait for one. */
function emptyTextTop(view: StageView, machines: number, { width, height }: Size): number {
  return view === 'machines' && machines > 0 ? (width < 600 || height < 440 ? 118 : 142) : height * 0.5
}

/** How far to shift so that a point comes within the margins. */
function inward(at: number, margin: number, length: number): number {
  return at < margin ? margin - at : at > length - margin ? length - margin - at : 0
}
