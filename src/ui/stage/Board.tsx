import { useEffect, useMemo, useState } from 'react'
import { ReactFlow, useReactFlow, useViewport, type CoordinateExtent, type Node, type NodeTypes, type Viewport } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import type { Detail, PlacedPod, Size } from '../../scene/layout/model.ts'
import { useStage } from './context.ts'
import { useGone, type GonePod } from './motion.ts'
import { Arrivals, NodeCache } from './nodeCache.ts'
import { PaintedPods, PaintedTrays } from './Painted.tsx'
import { PodNode, type PodNodeData } from './PodNode.tsx'
import { Sparks } from './Sparks.tsx'
import { frameTypes, type Picture, type StageView } from './views.ts'
import { ZoomBar } from './ZoomBar.tsx'

interface BoardProps {
  readonly picture: Picture
  readonly view: StageView
  readonly size: Size
  readonly theme: string
  /** How much larger than usual all is drawn. */
  readonly scale: number
  /** Keys of what has the keyboard and of what is under the pointer: like what is selected, they are elements however many pods there are. */
  readonly cursor: string | undefined
  readonly hovered: string | undefined
  readonly moves: boolean
}

const nodeTypes = { pod: PodNode, ...frameTypes } as NodeTypes
const zoomMost = 6
/** At this size on the screen a pod is worth an element, if not too many are that large. */
const elementFromPx = 24
const elementsMost = 120

/** The picture: frames and near pods as elements of React Flow, far ones on a canvas, all under one camera. */
export function Board({ picture, view, size, theme, scale, cursor, hovered, moves }: BoardProps) {
  const { store, selection } = useStage()
  const { layout, frames, paintedTrays } = picture
  const { setViewport } = useReactFlow()
  const camera = useViewport()
  const all = layout.detail === 'cards'
  const lens = all ? undefined : camera
  const near = useMemo(() => (lens ? nearPods(layout.pods.values(), lens, size) : [...layout.pods.values()]), [lens, layout.pods, size])
  const elements = useMemo(() => {
    const singledOut = [selection, cursor, hovered].flatMap((key) => (key === undefined ? [] : (layout.pods.get(key) ?? [])))
    return [...new Set([...near, ...singledOut])]
  }, [near, layout.pods, selection, cursor, hovered])
  const mounted = useMemo(() => new Set(elements.map(({ key }) => key)), [elements])
  const gone = useGone(store, elements, moves)
  // Detail follows the camera in steps, or every glyph would be drawn anew for every px of zoom.
  const detailZoom = Math.round(camera.zoom * 4) / 4 || camera.zoom
  const [arrivals] = useState(() => new Arrivals())
  const [cache] = useState(() => new NodeCache<PodNodeData>())
  const frameNodes = useMemo(() => arrivals.marked(frames, moves), [arrivals, frames, moves])
  const podNodes = useMemo(() => cache.reuse(elements.map((place) => podNode(place, detailZoom))), [cache, elements, detailZoom])
  const goneNodes = useMemo(() => gone.filter(({ pod }) => !mounted.has(pod.key)).map(({ pod, place }) => goneNode(pod, podNode(place, detailZoom))), [gone, mounted, detailZoom])
  const nodes = useMemo(() => [...frameNodes, ...podNodes, ...goneNodes], [frameNodes, podNodes, goneNodes])

  const { x: homeX, zoom: homeZoom } = homeOf(layout, size, scale)
  const home = useMemo(() => ({ view, x: homeX, y: 0, zoom: homeZoom }), [view, homeX, homeZoom])
  useEffect(() => void setViewport(home), [home, setViewport])
  const extent: CoordinateExtent = [[-homeX / homeZoom, 0], [Math.max(layout.width, (size.width - homeX) / homeZoom), Math.max(layout.height, size.height / homeZoom)]]

  return (
    <>
      {paintedTrays.length > 0 && <PaintedTrays size={size} trays={paintedTrays} theme={theme} />}
      <ReactFlow
        nodes={nodes}
        edges={[]}
        nodeTypes={nodeTypes}
        defaultViewport={home}
        minZoom={home.zoom}
        maxZoom={zoomMost}
        translateExtent={extent}
        nodeExtent={infinite}
        panOnScroll
        zoomOnDoubleClick={false}
        preventScrolling
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        proOptions={{ hideAttribution: true }}
      />
      {!all && <PaintedPods size={size} theme={theme} pods={layout.pods} mounted={mounted} moves={moves} />}
      <Sparks size={size} routes={layout.routes} pods={layout.pods} still={!moves} theme={theme} />
      <ZoomBar home={home} needed={size.width >= 600 && scale === 1 && (!all || layout.height * home.zoom > size.height + 1)} />
    </>
  )
}

/** Where the camera stands at first: all of a far picture is in sight; one of elements is as large as it was laid out, and as long as it has to be. */
function homeOf({ detail, width, height }: Size & { detail: Detail }, size: Size, scale: number): Viewport {
  const zoom = detail === 'cards' ? Math.min(scale, size.width / width) : Math.min(scale, size.width / width, size.height / height)
  return { x: Math.max(0, (size.width - width * zoom) / 2), y: 0, zoom }
}

const infinite: CoordinateExtent = [[-Infinity, -Infinity], [Infinity, Infinity]]

/** Pods that are in sight and large; none while they are too many. */
function nearPods(pods: Iterable<PlacedPod>, { x, y, zoom }: { x: number; y: number; zoom: number }, { width, height }: Size): PlacedPod[] {
  const near: PlacedPod[] = []
  for (const pod of pods) {
    const reach = (pod.size * zoom) / 2
    const [left, top] = [pod.x * zoom + x, pod.y * zoom + y]
    if (reach * 2 < elementFromPx || left < -reach || top < -reach || left > width + reach || top > height + reach) continue
    near.push(pod)
    if (near.length > elementsMost) return []
  }
  return near
}

function podNode({ key, x, y, size, ink, label }: PlacedPod, zoom: number): Node<PodNodeData> {
  return { id: key, type: 'pod', position: { x: x - size / 2, y: y - size / 2 }, width: size, height: size, zIndex: 10, data: { podKey: key, size, seenPx: size * zoom, ink, label } }
}

function goneNode(pod: GonePod['pod'], node: Node<PodNodeData>): Node<PodNodeData> {
  return { ...node, zIndex: 5, data: { ...node.data, gone: pod } }
}
