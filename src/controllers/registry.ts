import { clusterRoleAggregationController } from './clusterRoleAggregation/clusterRoleAggregation.ts'
import { cronJobController } from './cronJob/cronJob.ts'
import { daemonSetController } from './daemonSet/daemonSet.ts'
import { deploymentController } from './deployment/deployment.ts'
import { disruptionController } from './disruption/disruption.ts'
import { endpointsController } from './endpoints/endpoints.ts'
import { endpointSliceController } from './endpointSlice/endpointSlice.ts'
import { endpointSliceMirroringController } from './endpointSliceMirroring/endpointSliceMirroring.ts'
import { garbageCollector } from './garbageCollector/garbageCollector.ts'
import { horizontalPodAutoscalerController } from './horizontalPodAutoscaler/horizontalPodAutoscaler.ts'
import { jobController } from './job/job.ts'
import { namespaceController } from './namespace/namespace.ts'
import { nodeIpamController } from './nodeIpam/nodeIpam.ts'
import { nodeLifecycleController } from './nodeLifecycle/nodeLifecycle.ts'
import { nodeTtlController } from './nodeTtl/nodeTtl.ts'
import { persistentVolumeBinder } from './persistentVolumeBinder/persistentVolumeBinder.ts'
import { podGarbageCollector } from './podGarbageCollector/podGarbageCollector.ts'
import { replicaSetController } from './replicaset/replicaset.ts'
import { replicationControllerController } from './replicationController/replicationController.ts'
import { resourceQuotaController } from './resourceQuota/resourceQuota.ts'
import { rootCaPublisher } from './rootCaPublisher/rootCaPublisher.ts'
import { serviceAccountController } from './serviceAccount/serviceAccount.ts'
import { statefulSetController } from './statefulSet/statefulSet.ts'
import { claimProtectionController, volumeProtectionController } from './storageProtection/storageProtection.ts'
import { taintEvictionController } from './taintEviction/taintEviction.ts'
import { ttlAfterFinishedController } from './ttlAfterFinished/ttlAfterFinished.ts'
import type { Controller } from './runtime/controller.ts'

/** Every controller of kube-controller-manager. */
export const controllers: readonly Controller[] = [
  deploymentController, replicaSetController, endpointsController, endpointSliceController, endpointSliceMirroringController, garbageCollector,
  namespaceController, serviceAccountController, rootCaPublisher, nodeLifecycleController, taintEvictionController, nodeIpamController,
  nodeTtlController, podGarbageCollector, jobController, cronJobController, ttlAfterFinishedController, daemonSetController, statefulSetController,
  replicationControllerController, persistentVolumeBinder, claimProtectionController, volumeProtectionController, disruptionController,
  horizontalPodAutoscalerController, resourceQuotaController, clusterRoleAggregationController,
]
