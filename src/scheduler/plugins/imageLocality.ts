import { MAXIMUM_SCORE, type Plugin } from '../framework.ts'
import type { NodeInfo } from '../nodeInfo.ts'

const LEAST_BYTES = 23 * 1024 * 1024
const MOST_BYTES_A_CONTAINER = 1000 * 1024 * 1024

/** Prefers machines that have a pod's images, the larger the better, unless nearly all have them (`plugins/imagelocality`). */
export const imageLocality: Plugin = {
  name: 'ImageLocality',
  weight: 1,
  preScore(_pod, _nodes, snapshot, state) {
    const spread = new Map<string, number>()
    for (const node of snapshot.nodes.values()) for (const name of imagesOf(node).keys()) spread.set(name, (spread.get(name) ?? 0) + 1)
    state.set('ImageLocality', { spread, nodes: snapshot.nodes.size })
    return spread.size > 0
  },
  score(pod, node, state) {
    const { spread, nodes } = state.get('ImageLocality') as { spread: Map<string, number>; nodes: number }
    const images = imagesOf(node)
    const containers = [...(pod.pod.spec.initContainers ?? []), ...pod.pod.spec.containers]
    let sum = 0
    for (const { image = '' } of containers) {
      const name = withTag(image)
      const bytes = images.get(name)
      if (bytes !== undefined) sum += Math.floor(bytes * ((spread.get(name) ?? 0) / nodes))
    }
    const most = MOST_BYTES_A_CONTAINER * containers.length
    const bounded = Math.min(Math.max(sum, LEAST_BYTES), most)
    return Math.floor((MAXIMUM_SCORE * (bounded - LEAST_BYTES)) / (most - LEAST_BYTES))
  },
}

const cache = new WeakMap<object, ReadonlyMap<string, number>>()

/** The images that a node reports, by every name that they have, with sizes. */
function imagesOf({ node }: NodeInfo): ReadonlyMap<string, number> {
  let images = cache.get(node)
  if (!images) {
    images = new Map((node.status.images ?? []).flatMap(({ names = [], sizeBytes = 0 }) => names.map((name) => [name, sizeBytes] as const)))
    cache.set(node, images)
  }
  return images
}

function withTag(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image
}
