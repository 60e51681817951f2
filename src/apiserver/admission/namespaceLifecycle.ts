import { forbidden, notFound } from '../errors.ts'
import type { AdmissionPlugin } from './plugin.ts'

const PROTECTED = new Set(['default', 'kube-system', 'kube-public'])

/** Nothing is made in a namespace that does not exist or is going; the system's namespaces cannot be deleted (`plugin/pkg/admission/namespace/lifecycle`). */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  operations: ['create', 'delete'],
  mutate(attributes, context) {
    if (attributes.operation !== 'create' || !attributes.kind.namespaced) return
    const namespace = context.get('namespaces', '', attributes.namespace)
    if (!namespace) throw notFound({ group: '', plural: 'namespaces', name: attributes.namespace })
    if ((namespace['status'] as { phase?: string } | undefined)?.phase !== 'Terminating') return
    const error = forbidden(
      { group: attributes.kind.group, plural: attributes.kind.plural, name: attributes.name },
      `unable to create new content in namespace ${attributes.namespace} because it is being terminated`,
    )
    error.status.details = { ...error.status.details, causes: [{ reason: 'NamespaceTerminating', message: `namespace ${attributes.namespace} is being terminated`, field: 'metadata.namespace' }] }
    throw error
  },
  validate(attributes) {
    if (attributes.operation === 'delete' && attributes.resource === 'namespaces' && PROTECTED.has(attributes.name))
      throw forbidden({ group: '', plural: 'namespaces', name: attributes.name }, 'this namespace may not be deleted')
  },
}
