import type { PodSpec } from 'kubernetes-types/core/v1'
import type { Reference } from '../kind.ts'

/** The objects that a pod spec names: configuration, secrets, claims, its service account. */
export function podReferences(spec: PodSpec, namespace: string): Reference[] {
  const out: Reference[] = []
  const add = (resource: Reference['resource'], name: string | undefined, via: string): void => {
    if (name) out.push({ resource, namespace, name, via })
  }
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
    for (const source of container.envFrom ?? []) {
      add('configmaps', source.configMapRef?.name, 'envFrom')
      add('secrets', source.secretRef?.name, 'envFrom')
    }
    for (const { valueFrom } of container.env ?? []) {
      add('configmaps', valueFrom?.configMapKeyRef?.name, 'env')
      add('secrets', valueFrom?.secretKeyRef?.name, 'env')
    }
  }
  for (const volume of spec.volumes ?? []) {
    add('configmaps', volume.configMap?.name, 'volume')
    add('secrets', volume.secret?.secretName, 'volume')
    add('persistentvolumeclaims', volume.persistentVolumeClaim?.claimName, 'volume')
    for (const source of volume.projected?.sources ?? []) {
      add('configmaps', source.configMap?.name, 'volume')
      add('secrets', source.secret?.name, 'volume')
    }
  }
  add('serviceaccounts', spec.serviceAccountName, 'serviceAccountName')
  return out
}
