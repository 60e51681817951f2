import { isAlreadyExists, isNamespaceTerminating } from '../../client/status.ts'
import type { Controller } from '../runtime/controller.ts'

const NAME = 'default'

/** Keeps the ServiceAccount `default` in every namespace that is not being deleted (`pkg/controller/serviceaccount`). */
export const serviceAccountController: Controller = {
  name: 'serviceaccount-controller',
  setup(context) {
    const { api, informers } = context
    const namespaces = informers.of('namespaces')
    const accounts = informers.of('serviceaccounts')
    const queue = context.queue((namespace) => {
      if (namespaces.byKey(namespace)?.status.phase !== 'Active' || accounts.get(namespace, NAME)) return
      try {
        api.create('serviceaccounts', { metadata: { name: NAME, namespace } })
      } catch (error) {
        if (!isAlreadyExists(error) && !isNamespaceTerminating(error)) throw error
      }
    })
    namespaces.on({ added: ({ metadata }) => queue.add(metadata.name), updated: ({ metadata }) => queue.add(metadata.name) })
    accounts.on({ deleted: ({ metadata }) => queue.add(metadata.namespace ?? '') })
  },
}
