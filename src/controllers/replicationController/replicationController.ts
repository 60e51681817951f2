import { selectorOfMap } from '../../base/selectors.ts'
import { replicaController } from '../replicaset/replicaset.ts'

/** Keeps as many pods as a ReplicationController wants; it is a ReplicaSet of old in all but the form of its selector (`pkg/controller/replication`). */
export const replicationControllerController = replicaController({
  name: 'replication-controller',
  kind: 'ReplicationController',
  resource: 'replicationcontrollers',
  selectorOf: ({ spec }) => selectorOfMap(spec.selector as Record<string, string>),
})
