import { forbidden } from '../errors.ts'
import type { AdmissionPlugin } from './plugin.ts'

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Gives each pod a service account and mounts its token (`plugin/pkg/admission/serviceaccount`). */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  operations: ['create'],
  mutate(attributes, context) {
    if (attributes.resource !== 'pods' || attributes.subresource !== '') return
    const spec = attributes.object?.['spec']
    if (!spec) return
    spec.serviceAccountName ||= 'default'
    spec.serviceAccount = spec.serviceAccountName
    const account = context.get('serviceaccounts', attributes.namespace, spec.serviceAccountName)
    if (!account) {
      const name = `${attributes.namespace}/${spec.serviceAccountName}`
      throw forbidden({ group: '', plural: 'pods', name: attributes.name }, `error looking up service account ${name}: serviceaccount "${spec.serviceAccountName}" not found`)
    }
    if ((spec.automountServiceAccountToken ?? account['automountServiceAccountToken'] ?? true) === false) return
    const containers: { volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[] }[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
    const without = containers.filter((container) => !container.volumeMounts?.some((mount) => mount.mountPath === TOKEN_PATH))
    if (without.length === 0) return
    const name = `kube-api-access-${context.random.suffix(5)}`
    for (const container of without) container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: TOKEN_PATH }]
    spec.volumes = [...(spec.volumes ?? []), { name, projected: { sources: SOURCES, defaultMode: 420 } }]
  },
}

const SOURCES = [
  { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
]
