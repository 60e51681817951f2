import { deepEqual } from '../../base/equality.ts'
import { isNamespaceTerminating, isNotFound } from '../../client/status.ts'
import type { ConfigMap } from '../../kinds/resources.ts'
import type { Controller } from '../runtime/controller.ts'
import { ROOT_CERTIFICATE } from './certificate.ts'

const NAME = 'kube-root-ca.crt'
const DESCRIPTION = 'kubernetes.io/description'
const TEXT =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. ' +
  'No other usage is guaranteed across distributions of Kubernetes clusters.'

/** Keeps the ConfigMap with the cluster's root certificate in every namespace (`pkg/controller/certificates/rootcacertpublisher`). */
export const rootCaPublisher: Controller = {
  name: 'root-ca-certificate-publisher-controller',
  setup(context) {
    const { api, informers } = context
    const namespaces = informers.of('namespaces')
    const configMaps = informers.of('configmaps')
    const data = { 'ca.crt': ROOT_CERTIFICATE }
    const queue = context.queue((namespace) => {
      const known = configMaps.get(namespace, NAME)
      if (!known) {
        try {
          api.create('configmaps', { metadata: { name: NAME, namespace, annotations: { [DESCRIPTION]: TEXT } }, data })
        } catch (error) {
          if (!isNotFound(error) && !isNamespaceTerminating(error)) throw error
        }
      } else if (!deepEqual(known.data, data) || !known.metadata.annotations?.[DESCRIPTION])
        api.update('configmaps', { ...known, metadata: { ...known.metadata, annotations: { ...known.metadata.annotations, [DESCRIPTION]: TEXT } }, data })
    })
    const check = ({ metadata }: ConfigMap): void => {
      if (metadata.name === NAME) queue.add(metadata.namespace ?? '')
    }
    namespaces.on({ added: ({ metadata }) => queue.add(metadata.name), updated: ({ metadata, status }) => void (status.phase === 'Active' && queue.add(metadata.name)) })
    configMaps.on({ updated: check, deleted: check })
  },
}
