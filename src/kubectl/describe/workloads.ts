import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from 'kubernetes-types/apps/v1'
import type { ReplicationController } from 'kubernetes-types/core/v1'
import type { JsonObject } from '../json.ts'
import { rfc1123 } from '../duration.ts'
import { collectionPath } from '../paths.ts'
import { replicaSetsOf } from '../workload/replicaSets.ts'
import { describeVolumeClaimTemplates } from './claim.ts'
import { describerOf } from './describer.ts'
import { describeEvents } from './eventLines.ts'
import { controllerOf } from './owners.ts'
import { describePodTemplate } from './podTemplate.ts'
import { formatSelector, selectorText } from '../workload/selectorText.ts'
import { joinLabels, Sheet } from './sheet.ts'
import { type DescribeSource, referenceTo } from './source.ts'

interface Condition {
  readonly type: string
  readonly status: string
  readonly reason?: string
}

function describeConditions(sheet: Sheet, conditions: readonly Condition[] = []): void {
  if (conditions.length === 0) return
  sheet.line(0, 'Conditions:')
  sheet.table(1, ['Type', 'Status', 'Reason'], conditions.map(({ type, status, reason = '' }) => [`${type} `, status, reason]))
}

/** `3 Running / 0 Waiting / 0 Succeeded / 0 Failed`, of the pods that the object controls. */
async function podsStatus(source: DescribeSource, namespace: string | undefined, selector: string, uid: string | undefined): Promise<string> {
  const pods = await source.list(collectionPath('v1', 'pods', namespace), { labelSelector: selector })
  const owned = pods.filter((pod) => pod['metadata']?.ownerReferences?.some((owner: JsonObject) => owner['controller'] && owner['uid'] === uid))
  const count = (phase: string) => owned.filter((pod) => pod['status']?.phase === phase).length
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`
}

export const deployment = describerOf<Deployment>('apps/v1', 'Deployment', async (object, source) => {
  const sheet = new Sheet()
  const { metadata = {}, spec, status = {} } = object
  const events = await source.events(referenceTo(object))
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Namespace:\t${metadata.namespace}`)
  sheet.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp ?? '')}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, `Selector:\t${selectorText(spec?.selector)}`)
  sheet.line(0, `Replicas:\t${spec?.replicas ?? 0} desired | ${status.updatedReplicas ?? 0} updated | ${status.replicas ?? 0} total | ${status.availableReplicas ?? 0} available | ${status.unavailableReplicas ?? 0} unavailable`)
  sheet.line(0, `StrategyType:\t${spec?.strategy?.type ?? ''}`)
  sheet.line(0, `MinReadySeconds:\t${spec?.minReadySeconds ?? 0}`)
  const rolling = spec?.strategy?.rollingUpdate
  if (rolling) sheet.line(0, `RollingUpdateStrategy:\t${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`)
  describePodTemplate(sheet, spec?.template)
  describeConditions(sheet, status.conditions)
  const replicaSets = await source.list(collectionPath('apps/v1', 'replicasets', metadata.namespace), { labelSelector: selectorText(spec?.selector) })
  const { current, old } = replicaSetsOf(object, replicaSets as ReplicaSet[])
  const names = (sets: readonly ReplicaSet[]) => sets.map((each) => `${each.metadata?.name} (${each.status?.replicas ?? 0}/${each.spec?.replicas ?? 0} replicas created)`).join(', ') || '<none>'
  if (current || old.length > 0) {
    sheet.line(0, `OldReplicaSets:\t${names(old)}`)
    sheet.line(0, `NewReplicaSet:\t${names(current ? [current] : [])}`)
  }
  describeEvents(sheet, events, source.nowMs)
  return sheet
})

export const replicaSet = describerOf<ReplicaSet>('apps/v1', 'ReplicaSet', async (object, source) => {
  const { metadata = {}, spec, status } = object
  const pods = await podsStatus(source, metadata.namespace, selectorText(spec?.selector), metadata.uid)
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Namespace:\t${metadata.namespace}`)
  sheet.line(0, `Selector:\t${formatSelector(spec?.selector)}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  if (controllerOf(metadata)) sheet.line(0, `Controlled By:\t${controllerOf(metadata)}`)
  sheet.line(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`)
  sheet.line(0, `Pods Status:\t${pods}`)
  describePodTemplate(sheet, spec?.template)
  describeConditions(sheet, status?.conditions)
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

export const replicationController = describerOf<ReplicationController>('v1', 'ReplicationController', async (object, source) => {
  const { metadata = {}, spec, status } = object
  const pods = await podsStatus(source, metadata.namespace, selectorText({ matchLabels: spec?.selector }), metadata.uid)
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Namespace:\t${metadata.namespace}`)
  sheet.line(0, `Selector:\t${joinLabels(spec?.selector)}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`)
  sheet.line(0, `Pods Status:\t${pods}`)
  describePodTemplate(sheet, spec?.template)
  describeConditions(sheet, status?.conditions)
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

export const daemonSet = describerOf<DaemonSet>('apps/v1', 'DaemonSet', async (object, source) => {
  const { metadata = {}, spec, status } = object
  const selector = selectorText(spec?.selector)
  const pods = await podsStatus(source, metadata.namespace, selector, metadata.uid)
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Selector:\t${selector}`)
  sheet.line(0, `Node-Selector:\t${joinLabels(spec?.template.spec?.nodeSelector)}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, `Desired Number of Nodes Scheduled: ${status?.desiredNumberScheduled ?? 0}`)
  sheet.line(0, `Current Number of Nodes Scheduled: ${status?.currentNumberScheduled ?? 0}`)
  sheet.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status?.updatedNumberScheduled ?? 0}`)
  sheet.line(0, `Number of Nodes Scheduled with Available Pods: ${status?.numberAvailable ?? 0}`)
  sheet.line(0, `Number of Nodes Misscheduled: ${status?.numberMisscheduled ?? 0}`)
  sheet.line(0, `Pods Status:\t${pods}`)
  describePodTemplate(sheet, spec?.template)
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

export const statefulSet = describerOf<StatefulSet>('apps/v1', 'StatefulSet', async (object, source) => {
  const { metadata = {}, spec, status } = object
  const selector = selectorText(spec?.selector)
  const pods = await podsStatus(source, metadata.namespace, selector, metadata.uid)
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Namespace:\t${metadata.namespace}`)
  sheet.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp ?? '')}`)
  sheet.line(0, `Selector:\t${selector}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, `Replicas:\t${spec?.replicas ?? 0} desired | ${status?.replicas ?? 0} total`)
  sheet.line(0, `Update Strategy:\t${spec?.updateStrategy?.type ?? ''}`)
  const { partition, maxUnavailable } = spec?.updateStrategy?.rollingUpdate ?? {}
  if (partition !== undefined) {
    sheet.line(1, `Partition:\t${partition}`)
    if (maxUnavailable !== undefined) sheet.line(1, `MaxUnavailable:\t${maxUnavailable}`)
  }
  sheet.line(0, `Pods Status:\t${pods}`)
  describePodTemplate(sheet, spec?.template)
  describeVolumeClaimTemplates(sheet, spec?.volumeClaimTemplates)
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})
