import type { Node } from '@xyflow/react'
import type { Box } from '../../../scene/layout/model.ts'

/** A node of React Flow for a thing of the layout: fixed in place and size, and no more selectable or draggable than paper is. */
export function frameNode<D extends Record<string, unknown>>(type: string, id: string, { x, y, width, height }: Box, data: D, zIndex = 0): Node<D> {
  return { id: `${type} ${id}`, type, position: { x, y }, width, height, data, zIndex, draggable: false, selectable: false, connectable: false, focusable: false }
}

export type FrameNode = Node<Record<string, unknown>>
