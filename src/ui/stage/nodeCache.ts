import type { Node } from '@xyflow/react'
import type { FrameNode } from './frames/frameNode.ts'

/** Gives back the node of before where nothing about it has changed: React Flow draws anew what is another object. */
export class NodeCache<D extends Record<string, unknown>> {
  #known: ReadonlyMap<string, Node<D>> = new Map()

  reuse(nodes: readonly Node<D>[]): Node<D>[] {
    const reused = nodes.map((node) => {
      const before = this.#known.get(node.id)
      return before && isSame(before, node) ? before : node
    })
    this.#known = new Map(reused.map((node) => [node.id, node]))
    return reused
  }
}

function isSame<D extends Record<string, unknown>>(a: Node<D>, b: Node<D>): boolean {
  return a.position.x === b.position.x && a.position.y === b.position.y && a.width === b.width && a.height === b.height && Object.keys(b.data).every((name) => a.data[name] === b.data[name])
}

/** Remembers which frames have come while the reader was watching: those come in quietly; those of the first picture are simply there. */
export class Arrivals {
  #known: ReadonlyMap<string, boolean> = new Map()

  marked(frames: readonly FrameNode[], watched: boolean): FrameNode[] {
    const before = this.#known
    this.#known = new Map(frames.map(({ id }) => [id, before.get(id) ?? watched]))
    return frames.map((frame) => (this.#known.get(frame.id) ? { ...frame, className: 'comes' } : frame))
  }
}
