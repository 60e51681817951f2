import type * as admission from 'kubernetes-types/admissionregistration/v1'
import type * as apps from 'kubernetes-types/apps/v1'
import type * as autoscaling from 'kubernetes-types/autoscaling/v2'
import type * as batch from 'kubernetes-types/batch/v1'
import type * as certificates from 'kubernetes-types/certificates/v1'
import type * as coordination from 'kubernetes-types/coordination/v1'
import type * as core from 'kubernetes-types/core/v1'
import type * as discovery from 'kubernetes-types/discovery/v1'
import type * as events from 'kubernetes-types/events/v1'
import type * as networking from 'kubernetes-types/networking/v1'
import type * as nodes from 'kubernetes-types/node/v1'
import type * as policy from 'kubernetes-types/policy/v1'
import type * as rbac from 'kubernetes-types/rbac/v1'
import type * as scheduling from 'kubernetes-types/scheduling/v1'
import type * as storage from 'kubernetes-types/storage/v1'
import type { AnyStored, Stored } from './objects.ts'

export type Namespace = Stored<core.Namespace>
export type Node = Stored<core.Node>
export type Pod = Stored<core.Pod>
export type Service = Stored<core.Service>
export type Endpoints = Stored<core.Endpoints>
export type ConfigMap = Stored<core.ConfigMap>
export type Secret = Stored<core.Secret>
export type ServiceAccount = Stored<core.ServiceAccount>
export type Event = Stored<core.Event>
export type LimitRange = Stored<core.LimitRange>
export type ResourceQuota = Stored<core.ResourceQuota>
export type ReplicationController = Stored<core.ReplicationController>
export type PodTemplate = Stored<core.PodTemplate>
export type PersistentVolume = Stored<core.PersistentVolume>
export type PersistentVolumeClaim = Stored<core.PersistentVolumeClaim>
export type Deployment = Stored<apps.Deployment>
export type ReplicaSet = Stored<apps.ReplicaSet>
export type StatefulSet = Stored<apps.StatefulSet>
export type DaemonSet = Stored<apps.DaemonSet>
export type ControllerRevision = Stored<apps.ControllerRevision>
export type Job = Stored<batch.Job>
export type CronJob = Stored<batch.CronJob>
export type EndpointSlice = Stored<discovery.EndpointSlice>
export type Lease = Stored<coordination.Lease>
export type Ingress = Stored<networking.Ingress>
export type HorizontalPodAutoscaler = Stored<autoscaling.HorizontalPodAutoscaler>
export type PodDisruptionBudget = Stored<policy.PodDisruptionBudget>
export type PriorityClass = Stored<scheduling.PriorityClass>
export type StorageClass = Stored<storage.StorageClass>
export type VolumeAttachment = Stored<storage.VolumeAttachment>
export type CSIDriver = Stored<storage.CSIDriver>
export type CSINode = Stored<storage.CSINode>
export type CSIStorageCapacity = Stored<storage.CSIStorageCapacity>
export type IngressClass = Stored<networking.IngressClass>
export type NetworkPolicy = Stored<networking.NetworkPolicy>
export type RuntimeClass = Stored<nodes.RuntimeClass>
export type NewEvent = Stored<events.Event>
export type CertificateSigningRequest = Stored<certificates.CertificateSigningRequest>
export type MutatingWebhookConfiguration = Stored<admission.MutatingWebhookConfiguration>
export type ValidatingWebhookConfiguration = Stored<admission.ValidatingWebhookConfiguration>
export type Role = Stored<rbac.Role>
export type RoleBinding = Stored<rbac.RoleBinding>
export type ClusterRole = Stored<rbac.ClusterRole>
export type ClusterRoleBinding = Stored<rbac.ClusterRoleBinding>

/** What each resource holds, by `plural` or `plural.group`: the name by which parts of the cluster speak of a resource. */
export interface ResourceTypes {
  namespaces: Namespace
  nodes: Node
  pods: Pod
  services: Service
  endpoints: Endpoints
  configmaps: ConfigMap
  secrets: Secret
  serviceaccounts: ServiceAccount
  events: Event
  limitranges: LimitRange
  resourcequotas: ResourceQuota
  replicationcontrollers: ReplicationController
  persistentvolumes: PersistentVolume
  persistentvolumeclaims: PersistentVolumeClaim
  podtemplates: PodTemplate
  'deployments.apps': Deployment
  'replicasets.apps': ReplicaSet
  'statefulsets.apps': StatefulSet
  'daemonsets.apps': DaemonSet
  'controllerrevisions.apps': ControllerRevision
  'jobs.batch': Job
  'cronjobs.batch': CronJob
  'endpointslices.discovery.k8s.io': EndpointSlice
  'leases.coordination.k8s.io': Lease
  'ingresses.networking.k8s.io': Ingress
  'horizontalpodautoscalers.autoscaling': HorizontalPodAutoscaler
  'poddisruptionbudgets.policy': PodDisruptionBudget
  'priorityclasses.scheduling.k8s.io': PriorityClass
  'storageclasses.storage.k8s.io': StorageClass
  'volumeattachments.storage.k8s.io': VolumeAttachment
  'csidrivers.storage.k8s.io': CSIDriver
  'csinodes.storage.k8s.io': CSINode
  'csistoragecapacities.storage.k8s.io': CSIStorageCapacity
  'ingressclasses.networking.k8s.io': IngressClass
  'networkpolicies.networking.k8s.io': NetworkPolicy
  'runtimeclasses.node.k8s.io': RuntimeClass
  'events.events.k8s.io': NewEvent
  'certificatesigningrequests.certificates.k8s.io': CertificateSigningRequest
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': MutatingWebhookConfiguration
  'validatingwebhookconfigurations.admissionregistration.k8s.io': ValidatingWebhookConfiguration
  'roles.rbac.authorization.k8s.io': Role
  'rolebindings.rbac.authorization.k8s.io': RoleBinding
  'clusterroles.rbac.authorization.k8s.io': ClusterRole
  'clusterrolebindings.rbac.authorization.k8s.io': ClusterRoleBinding
}

/** A resource that has a type in `ResourceTypes`. */
export type KnownResource = keyof ResourceTypes

/** Any resource, also one that a CustomResourceDefinition adds. */
export type ResourceName = KnownResource | (string & {})

/** The type of a resource's objects; `AnyStored` for those that have no type here. */
export type ObjectOf<R extends ResourceName> = R extends KnownResource ? ResourceTypes[R] : AnyStored
