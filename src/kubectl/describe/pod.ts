import type { Pod, PodCondition } from 'kubernetes-types/core/v1'
import { qualityOfService } from '../../kinds/podSpec/qualityOfService.ts'
import { ageOf, rfc1123 } from '../duration.ts'
import { describeContainers, describeResources } from './containers.ts'
import { describerOf } from './describer.ts'
import { describeEvents } from './eventLines.ts'
import { describeSpread, describeTolerations } from './podTemplate.ts'
import { controllerOf } from './owners.ts'
import { Sheet } from './sheet.ts'
import { referenceTo } from './source.ts'
import { describeVolumes } from './volumes.ts'

const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror'

export const pod = describerOf<Pod>('v1', 'Pod', async (object, source) => {
  const sheet = new Sheet()
  describeIdentity(sheet, object, source.nowMs)
  const { spec, status = {} } = object
  if (spec?.initContainers?.length) describeContainers(sheet, { label: 'Init Containers', containers: spec.initContainers, statuses: status.initContainerStatuses, pod: object })
  describeContainers(sheet, { label: 'Containers', containers: spec?.containers ?? [], statuses: status.containerStatuses, pod: object })
  if (spec?.ephemeralContainers?.length) describeContainers(sheet, { label: 'Ephemeral Containers', containers: spec.ephemeralContainers, statuses: status.ephemeralContainerStatuses, pod: object })
  describeConditions(sheet, object)
  describeVolumes(sheet, spec?.volumes)
  sheet.line(0, `QoS Class:\t${status.qosClass || qualityOfService(spec ?? { containers: [] })}`)
  sheet.labels('Node-Selectors', spec?.nodeSelector)
  describeTolerations(sheet, 'Tolerations', spec?.tolerations)
  describeSpread(sheet, spec?.topologySpreadConstraints)
  const mirrored = object.metadata?.annotations?.[MIRROR_ANNOTATION]
  const reference = referenceTo(object)
  describeEvents(sheet, await source.events({ ...reference, kind: '', uid: mirrored ?? reference.uid }), source.nowMs)
  return sheet
})

function describeIdentity(sheet: Sheet, object: Pod, nowMs: number): void {
  const { metadata = {}, spec, status = {} } = object
  const line = (title: string, value: string | number | undefined) => {
    if (value !== undefined && value !== '') sheet.line(0, `${title}:\t${value}`)
  }
  sheet.line(0, `Name:\t${metadata.name ?? ''}`)
  sheet.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  line('Priority', spec?.priority)
  line('Priority Class Name', spec?.priorityClassName)
  line('Runtime Class Name', spec?.runtimeClassName)
  line('Service Account', spec?.serviceAccountName)
  line('Node', spec?.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>')
  line('Start Time', status.startTime && rfc1123(status.startTime))
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  if (metadata.deletionTimestamp && status.phase !== 'Failed' && status.phase !== 'Succeeded') {
    sheet.line(0, `Status:\tTerminating (lasts ${ageOf(metadata.deletionTimestamp, nowMs)})`)
    sheet.line(0, `Termination Grace Period:\t${metadata.deletionGracePeriodSeconds ?? 0}s`)
  } else sheet.line(0, `Status:\t${status.phase ?? ''}`)
  line('Reason', status.reason)
  line('Message', status.message)
  const seccomp = spec?.securityContext?.seccompProfile
  line('SeccompProfile', seccomp?.type)
  if (seccomp?.type === 'Localhost') line('LocalhostProfile', seccomp.localhostProfile)
  sheet.line(0, `IP:\t${status.podIP ?? ''}`)
  if (!status.podIPs?.length) sheet.line(0, 'IPs:\t<none>')
  else {
    sheet.line(0, 'IPs:')
    for (const { ip } of status.podIPs) sheet.line(1, `IP:\t${ip ?? ''}`)
  }
  line('Controlled By', controllerOf(metadata))
  line('NominatedNodeName', status.nominatedNodeName)
  const resources = (spec as { resources?: Parameters<typeof describeResources>[2] } | undefined)?.resources
  if (!resources) return
  sheet.line(0, 'Resources:')
  describeResources(sheet, 1, resources)
}

function describeConditions(sheet: Sheet, { spec, status = {} }: Pod): void {
  const conditions: readonly PodCondition[] = status.conditions ?? []
  const section = (title: string, rows: readonly (readonly [string, string])[]) => {
    if (rows.length === 0) return
    sheet.line(0, `${title}:`)
    sheet.line(1, 'Type\tStatus')
    for (const [type, value] of rows) sheet.line(1, `${type} \t${value} `)
  }
  section('Readiness Gates', (spec?.readinessGates ?? []).map(({ conditionType }) => [conditionType, conditions.find(({ type }) => type === conditionType)?.status ?? '<none>']))
  section('Conditions', conditions.map(({ type, status: value }) => [type, value]))
}
