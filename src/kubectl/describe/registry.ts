import { horizontalPodAutoscaler } from './autoscaler.ts'
import { certificateSigningRequest } from './certificateSigningRequest.ts'
import { configMap, secret, serviceAccount } from './configuration.ts'
import type { Describer } from './describer.ts'
import { podDisruptionBudget, priorityClass } from './disruption.ts'
import { cronJob, job } from './jobs.ts'
import { limitRange, namespace, resourceQuota } from './namespaces.ts'
import { networkPolicy } from './networkPolicy.ts'
import { ingress, ingressClass, ipAddress, serviceCidr } from './networking.ts'
import { node } from './node.ts'
import { pod } from './pod.ts'
import { clusterRole, clusterRoleBinding, role, roleBinding } from './rbac.ts'
import { endpoints, endpointSlice, service } from './services.ts'
import { csiNode, persistentVolume, persistentVolumeClaim, storageClass, volumeAttributesClass } from './storage.ts'
import { daemonSet, deployment, replicaSet, replicationController, statefulSet } from './workloads.ts'

/** The kinds that are described in a form of their own; all others are described field by field. */
export const DESCRIBERS: readonly Describer[] = [
  pod,
  replicationController,
  secret,
  service,
  serviceAccount,
  node,
  limitRange,
  resourceQuota,
  persistentVolume,
  persistentVolumeClaim,
  namespace,
  endpoints,
  configMap,
  endpointSlice,
  horizontalPodAutoscaler,
  ingress,
  ingressClass,
  serviceCidr,
  ipAddress,
  job,
  cronJob,
  statefulSet,
  deployment,
  daemonSet,
  replicaSet,
  certificateSigningRequest,
  storageClass,
  csiNode,
  volumeAttributesClass,
  podDisruptionBudget,
  role,
  clusterRole,
  roleBinding,
  clusterRoleBinding,
  networkPolicy,
  priorityClass,
]
