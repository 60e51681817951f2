import { newestFirst } from './defaultStorageClass.ts'
import type { AdmissionPlugin } from './plugin.ts'

const DEFAULT_ANNOTATION = 'ingressclass.kubernetes.io/is-default-class'
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'

/** An Ingress that names no class gets the default one (`plugin/pkg/admission/network/defaultingressclass`). */
export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  operations: ['create'],
  mutate({ resource, subresource, object }, context) {
    if (resource !== 'ingresses.networking.k8s.io' || subresource !== '' || !object?.['spec']) return
    if (object['spec'].ingressClassName !== undefined || object.metadata['annotations']?.[CLASS_ANNOTATION] !== undefined) return
    const [newest] = newestFirst(context.list('ingressclasses.networking.k8s.io', '').filter(({ metadata }) => metadata.annotations?.[DEFAULT_ANNOTATION] === 'true'))
    if (newest) object['spec'].ingressClassName = newest.metadata.name
  },
}
