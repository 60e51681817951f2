import { present } from '../../base/invariant.ts'
import type { Draft, Kind } from '../../kinds/kind.ts'
import type { AnyStored } from '../../kinds/objects.ts'
import { invalid } from '../errors.ts'
import { draftOf } from '../server.ts'
import type { Subresource } from './subresource.ts'

/** `/scale` of a kind that has one: its replicas and selector in the words of `autoscaling/v1 Scale`. */
export function scaleOf(kind: Kind): Subresource {
  const scale = present(kind.scale, `the scale of ${kind.kind}`)

  function shown(object: AnyStored): AnyStored {
    const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
    const replicas = scale.specReplicas(object)
    const selector = scale.selector(object)
    return {
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: { name, namespace, uid, resourceVersion, creationTimestamp } as AnyStored['metadata'],
      spec: replicas === 0 ? {} : { replicas },
      status: { replicas: scale.statusReplicas(object), ...(selector ? { selector } : {}) },
    }
  }

  return {
    get: (server, namespace, name) => shown(server.get(kind, namespace, name)),
    update(server, namespace, name, draft, request) {
      const old = server.get(kind, namespace, name)
      const replicas: number = draft['spec']?.replicas ?? 0
      if (replicas < 0)
        throw invalid({ group: 'autoscaling', kind: 'Scale' }, name, [{ field: 'spec.replicas', reason: 'FieldValueInvalid', detail: `Invalid value: ${replicas}: must be greater than or equal to 0` }])
      const next = scale.withReplicas(draftOf(old) as unknown as AnyStored, replicas) as unknown as Draft
      const asked = draft.metadata['resourceVersion']
      if (asked === undefined) delete next.metadata['resourceVersion']
      else next.metadata['resourceVersion'] = asked
      const { subresource: _, ...rest } = request
      const written = server.update(kind, namespace, name, next, { ...rest, managedAs: 'scale' })
      return { ...written, object: shown(written.object) }
    },
  }
}
