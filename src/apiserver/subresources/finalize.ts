import { present } from '../../base/invariant.ts'
import { kindOf } from '../../kinds/registry.ts'
import { conflict, invalid, MODIFIED_MEANWHILE } from '../errors.ts'
import { draftOf } from '../server.ts'
import type { Subresource } from './subresource.ts'

/** `namespaces/NAME/finalize`: the only way to change `spec.finalizers`; taking away the last one lets a deleted namespace go (`registry/core/namespace/storage`). */
export const finalize: Subresource = {
  update(server, namespace, name, draft, request) {
    const kind = present(kindOf('namespaces'), 'the kind Namespace')
    const old = server.get(kind, namespace, name)
    const version = draft.metadata['resourceVersion']
    if (version && version !== old.metadata.resourceVersion) throw conflict({ group: '', plural: 'namespaces', name }, MODIFIED_MEANWHILE)
    const next = draftOf(old)
    const finalizers: string[] = draft['spec']?.finalizers ?? []
    next['spec'] = finalizers.length > 0 ? { ...draft['spec'], finalizers } : {}
    const errors = kind.validate?.(next) ?? []
    if (errors.length > 0) throw invalid(kind, name, errors)
    return { object: server.replace(kind, next, old, { ...request, subresource: 'finalize' }), warnings: [] }
  },
}
