import { apiService } from './apiService.ts'
import { certificateSigningRequest } from './certificateSigningRequest.ts'
import { configMap } from './configMap.ts'
import { controllerRevision } from './controllerRevision.ts'
import { cronJob } from './cronJob.ts'
import { csiDriver, csiNode, csiStorageCapacity } from './csi.ts'
import { customResourceDefinition } from './customResourceDefinition.ts'
import { daemonSet } from './daemonSet.ts'
import { deployment } from './deployment.ts'
import { endpoints } from './endpoints.ts'
import { endpointSlice } from './endpointSlice.ts'
import { event } from './event.ts'
import { eventOfEvents } from './eventOfEvents.ts'
import { flowSchema, priorityLevelConfiguration } from './flowControl.ts'
import { horizontalPodAutoscaler } from './horizontalPodAutoscaler.ts'
import { ingress } from './ingress.ts'
import { ingressClass } from './ingressClass.ts'
import { job } from './job.ts'
import { resourceOf, type Kind } from './kind.ts'
import { lease } from './lease.ts'
import { limitRange } from './limitRange.ts'
import { namespace } from './namespace.ts'
import { networkPolicy } from './networkPolicy.ts'
import { node } from './node.ts'
import { persistentVolume } from './persistentVolume.ts'
import { persistentVolumeClaim } from './persistentVolumeClaim.ts'
import { pod } from './pod.ts'
import { podDisruptionBudget } from './podDisruptionBudget.ts'
import { podTemplate } from './podTemplate.ts'
import { priorityClass } from './priorityClass.ts'
import { clusterRole, clusterRoleBinding, role, roleBinding } from './rbac.ts'
import { replicaSet } from './replicaSet.ts'
import { replicationController } from './replicationController.ts'
import { resourceQuota } from './resourceQuota.ts'
import type { ResourceName } from './resources.ts'
import { reviews } from './reviews.ts'
import { runtimeClass } from './runtimeClass.ts'
import { secret } from './secret.ts'
import { service } from './service.ts'
import { serviceAccount } from './serviceAccount.ts'
import { statefulSet } from './statefulSet.ts'
import { storageClass } from './storageClass.ts'
import { validatingAdmissionPolicy, validatingAdmissionPolicyBinding } from './validatingAdmissionPolicy.ts'
import { volumeAttachment } from './volumeAttachment.ts'
import { mutatingWebhookConfiguration, validatingWebhookConfiguration } from './webhooks.ts'

/** Every kind that is served. */
export const kinds: readonly Kind[] = [
  configMap, endpoints, event, limitRange, namespace, node, persistentVolume, persistentVolumeClaim, pod, podTemplate, replicationController, resourceQuota, secret, serviceAccount, service,
  controllerRevision, daemonSet, deployment, replicaSet, statefulSet,
  horizontalPodAutoscaler, cronJob, job, podDisruptionBudget,
  lease, endpointSlice, ingress, ingressClass, networkPolicy,
  clusterRole, clusterRoleBinding, role, roleBinding,
  priorityClass, runtimeClass,
  csiDriver, csiNode, csiStorageCapacity, storageClass, volumeAttachment,
  eventOfEvents, certificateSigningRequest,
  ...reviews,
  mutatingWebhookConfiguration, validatingAdmissionPolicy, validatingAdmissionPolicyBinding, validatingWebhookConfiguration,
  flowSchema, priorityLevelConfiguration, apiService, customResourceDefinition,
]

const byResource = new Map<ResourceName, Kind>(kinds.map((kind) => [resourceOf(kind), kind]))

/** The kind of a resource, by `pods` or `deployments.apps`. */
export function kindOf(resource: ResourceName): Kind | undefined {
  return byResource.get(resource)
}

/** The kind of that name in a served version of a group. */
export function kindByGvk(group: string, version: string, name: string): Kind | undefined {
  return kinds.find((kind) => kind.kind === name && kind.group === group && kind.versions.includes(version))
}

/** The kind that an object's apiVersion and kind name. */
export function kindOfObject(apiVersion: string, name: string): Kind | undefined {
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
  return kindByGvk(group, version, name)
}

/** The kind whose objects are under `/apis/GROUP/VERSION/…/PLURAL`. */
export function kindByPath(group: string, version: string, plural: string): Kind | undefined {
  const kind = kindOf(resourceOf({ group, plural }))
  return kind?.versions.includes(version) ? kind : undefined
}
