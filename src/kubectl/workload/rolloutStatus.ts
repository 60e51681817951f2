import type { DaemonSet, Deployment, StatefulSet } from 'kubernetes-types/apps/v1'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'

/** How far a rollout has come. */
export interface RolloutStatus {
  /** A line for the user, with its newline. */
  readonly message: string
  readonly done: boolean
}

export const REVISION_ANNOTATION = 'deployment.kubernetes.io/revision'

const waiting = (message: string): RolloutStatus => ({ message: `${message}...\n`, done: false })

function deploymentStatus({ metadata = {}, spec, status = {} }: Deployment, revision: number): RolloutStatus {
  const running = Number(metadata.annotations?.[REVISION_ANNOTATION] ?? 0)
  if (revision > 0 && revision !== running) throw new KubectlError(`desired revision (${revision}) is different from the running revision (${running})`)
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) return waiting('Waiting for deployment spec update to be observed')
  const name = JSON.stringify(metadata.name)
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status
  if (status.conditions?.some(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded')) throw new KubectlError(`deployment ${name} exceeded its progress deadline`)
  const rollout = `Waiting for deployment ${name} rollout to finish`
  if (spec?.replicas !== undefined && updatedReplicas < spec.replicas) return waiting(`${rollout}: ${updatedReplicas} out of ${spec.replicas} new replicas have been updated`)
  if (replicas > updatedReplicas) return waiting(`${rollout}: ${replicas - updatedReplicas} old replicas are pending termination`)
  if (availableReplicas < updatedReplicas) return waiting(`${rollout}: ${availableReplicas} of ${updatedReplicas} updated replicas are available`)
  return { message: `deployment ${name} successfully rolled out\n`, done: true }
}

/** Only rolling updates have a status. */
function requireRollingUpdate(type: string | undefined): void {
  if (type !== 'RollingUpdate') throw new KubectlError('rollout status is only available for RollingUpdate strategy type')
}

function daemonSetStatus({ metadata = {}, spec, status }: DaemonSet): RolloutStatus {
  requireRollingUpdate(spec?.updateStrategy?.type)
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0)) return waiting('Waiting for daemon set spec update to be observed')
  const { updatedNumberScheduled = 0, desiredNumberScheduled = 0, numberAvailable = 0 } = status ?? {}
  const name = JSON.stringify(metadata.name)
  if (updatedNumberScheduled < desiredNumberScheduled) return waiting(`Waiting for daemon set ${name} rollout to finish: ${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated`)
  if (numberAvailable < desiredNumberScheduled) return waiting(`Waiting for daemon set ${name} rollout to finish: ${numberAvailable} of ${desiredNumberScheduled} updated pods are available`)
  return { message: `daemon set ${name} successfully rolled out\n`, done: true }
}

function statefulSetStatus({ metadata = {}, spec, status }: StatefulSet): RolloutStatus {
  requireRollingUpdate(spec?.updateStrategy?.type)
  const observed = status?.observedGeneration ?? 0
  if (observed === 0 || (metadata.generation ?? 0) > observed) return waiting('Waiting for statefulset spec update to be observed')
  const { readyReplicas = 0, updatedReplicas = 0, currentReplicas = 0, updateRevision = '', currentRevision = '' } = status ?? {}
  const { replicas } = spec ?? {}
  if (replicas !== undefined && readyReplicas < replicas) return waiting(`Waiting for ${replicas - readyReplicas} pods to be ready`)
  const rolling = spec?.updateStrategy?.rollingUpdate
  if (rolling) {
    const wanted = (replicas ?? 0) - (rolling.partition ?? 0)
    if (replicas !== undefined && rolling.partition !== undefined && updatedReplicas < wanted) return waiting(`Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${wanted} new pods have been updated`)
    return { message: `partitioned roll out complete: ${updatedReplicas} new pods have been updated...\n`, done: true }
  }
  if (updateRevision !== currentRevision) return waiting(`waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}`)
  return { message: `statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...\n`, done: true }
}

/** The kinds whose rollouts can be followed. */
export const ROLLOUT_STATUS: Readonly<Record<string, (object: JsonObject, revision: number) => RolloutStatus>> = {
  Deployment: (object, revision) => deploymentStatus(object as Deployment, revision),
  DaemonSet: (object) => daemonSetStatus(object as DaemonSet),
  StatefulSet: (object) => statefulSetStatus(object as StatefulSet),
}
