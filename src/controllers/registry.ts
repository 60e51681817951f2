import { replicaSetController } from './replicaset/replicaset.ts'
import type { Controller } from './runtime/controller.ts'

/** Every controller of kube-controller-manager. */
export const controllers: readonly Controller[] = [replicaSetController]
