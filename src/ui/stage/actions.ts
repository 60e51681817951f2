import type { Entity } from '../../scene/model.ts'
import type { Scene } from '../../scene/state.ts'

/** What a person asks of a thing on stage; `key` is that of its entity. Whoever mounts the stage does it, at once: every act can be undone, so none is asked back. */
export type StageAction = { readonly kind: StageActionKind; readonly key: string }

export type StageActionKind = 'deletePod' | 'deleteObject' | 'powerOff' | 'powerOn' | 'cutNode' | 'joinNode' | 'stopPart' | 'startPart'

/** What can be done to an entity, the likeliest first. */
export function actionsFor(entity: Entity | undefined): readonly StageActionKind[] {
  switch (entity?.type) {
    case 'pod':
      return ['deletePod']
    case 'node':
      // A machine counts as Ready for a while after its plug is pulled, so the way back is always offered.
      return entity.ready ? ['powerOff', 'cutNode', 'powerOn', 'joinNode'] : ['powerOn', 'joinNode', 'powerOff', 'cutNode']
    case 'control':
      // The API server would be of no use without it.
      if (entity.name === 'etcd') return []
      return [entity.running ? 'stopPart' : 'startPart']
    case 'service':
    case 'door':
      return ['deleteObject']
    case 'workload':
      return entity.kind === 'Pod' ? [] : ['deleteObject']
    default:
      return []
  }
}

/** The entity of a key, of whichever type it is. */
export function entityOf(scene: Scene, key: string): Entity | undefined {
  return Object.values(scene.of).flatMap((entities) => (entities as ReadonlyMap<string, Entity>).get(key) ?? [])[0]
}
