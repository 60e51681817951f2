import { deploymentController } from './deployment/deployment.ts'
import { endpointsController } from './endpoints/endpoints.ts'
import { endpointSliceController } from './endpointSlice/endpointSlice.ts'
import { endpointSliceMirroringController } from './endpointSliceMirroring/endpointSliceMirroring.ts'
import { garbageCollector } from './garbageCollector/garbageCollector.ts'
import { namespaceController } from './namespace/namespace.ts'
import { nodeIpamController } from './nodeIpam/nodeIpam.ts'
import { nodeLifecycleController } from './nodeLifecycle/nodeLifecycle.ts'
import { nodeTtlController } from './nodeTtl/nodeTtl.ts'
import { podGarbageCollector } from './podGarbageCollector/podGarbageCollector.ts'
import { replicaSetController } from './replicaset/replicaset.ts'
import { rootCaPublisher } from './rootCaPublisher/rootCaPublisher.ts'
import { serviceAccountController } from './serviceAccount/serviceAccount.ts'
import { taintEvictionController } from './taintEviction/taintEviction.ts'
import type { Controller } from './runtime/controller.ts'

/** Every controller of kube-controller-manager. */
export const controllers: readonly Controller[] = [deploymentController, replicaSetController, endpointsController, endpointSliceController, endpointSliceMirroringController, garbageCollector, namespaceController, serviceAccountController, rootCaPublisher, nodeLifecycleController, taintEvictionController, nodeIpamController, nodeTtlController, podGarbageCollector]
