/** What Kubernetes fills in where a pod spec is silent (`pkg/apis/core/v1/defaults.go`). Drafts are changed in place. */

type Fields = Record<string, any>

export function defaultPodSpec(spec: Fields): void {
  for (const volume of spec['volumes'] ?? []) defaultVolume(volume)
  for (const container of spec['initContainers'] ?? []) defaultContainer(container)
  for (const container of spec['containers'] ?? []) defaultContainer(container)
  for (const container of spec['ephemeralContainers'] ?? []) defaultContainer(container)
  spec['restartPolicy'] ??= 'Always'
  spec['terminationGracePeriodSeconds'] ??= 30
  spec['dnsPolicy'] ||= 'ClusterFirst'
  if (spec['serviceAccount'] && !spec['serviceAccountName']) spec['serviceAccountName'] = spec['serviceAccount']
  if (spec['serviceAccountName']) spec['serviceAccount'] = spec['serviceAccountName']
  spec['securityContext'] ??= {}
  spec['schedulerName'] ||= 'default-scheduler'
}

/** Defaults that only a pod itself gets, not a template. */
export function defaultPod(spec: Fields): void {
  spec['enableServiceLinks'] ??= true
  for (const container of [...(spec['initContainers'] ?? []), ...(spec['containers'] ?? [])]) {
    if (spec['hostNetwork']) for (const port of container.ports ?? []) port.hostPort ||= port.containerPort
    const { limits } = container.resources ?? {}
    if (!limits) continue
    const requests = (container.resources.requests ??= {})
    for (const [resource, quantity] of Object.entries(limits)) requests[resource] ??= quantity
  }
}

function defaultContainer(container: Fields): void {
  container['imagePullPolicy'] ||= pullsAlways(container['image'] ?? '') ? 'Always' : 'IfNotPresent'
  container['terminationMessagePath'] ||= '/dev/termination-log'
  container['terminationMessagePolicy'] ||= 'File'
  container['resources'] ??= {}
  for (const port of container['ports'] ?? []) port.protocol ||= 'TCP'
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) if (container[probe]) defaultProbe(container[probe])
  for (const hook of [container['lifecycle']?.postStart, container['lifecycle']?.preStop]) if (hook?.httpGet) defaultHttpGet(hook.httpGet)
  for (const variable of container['env'] ?? []) {
    if (variable.valueFrom?.fieldRef) variable.valueFrom.fieldRef.apiVersion ||= 'v1'
    if (variable.valueFrom?.resourceFieldRef) variable.valueFrom.resourceFieldRef.divisor ??= '0'
  }
}

/** `latest`, said or meant, is pulled every time. */
function pullsAlways(image: string): boolean {
  if (image.includes('@')) return false
  const tag = image.lastIndexOf(':') > image.lastIndexOf('/') ? image.slice(image.lastIndexOf(':') + 1) : 'latest'
  return tag === 'latest'
}

function defaultProbe(probe: Fields): void {
  probe['timeoutSeconds'] ||= 1
  probe['periodSeconds'] ||= 10
  probe['successThreshold'] ||= 1
  probe['failureThreshold'] ||= 3
  if (probe['httpGet']) defaultHttpGet(probe['httpGet'])
  if (probe['grpc']) probe['grpc'].service ??= ''
}

function defaultHttpGet(action: Fields): void {
  action['path'] ||= '/'
  action['scheme'] ||= 'HTTP'
}

function defaultVolume(volume: Fields): void {
  const sources = Object.keys(volume).filter((key) => key !== 'name')
  if (sources.length === 0) volume['emptyDir'] = {}
  if (volume['configMap']) volume['configMap'].defaultMode ??= 420
  if (volume['secret']) volume['secret'].defaultMode ??= 420
  if (volume['hostPath']) volume['hostPath'].type ??= ''
  if (volume['downwardAPI']) {
    volume['downwardAPI'].defaultMode ??= 420
    defaultDownwardItems(volume['downwardAPI'].items)
  }
  if (volume['projected']) {
    volume['projected'].defaultMode ??= 420
    for (const source of volume['projected'].sources ?? []) {
      if (source.downwardAPI) defaultDownwardItems(source.downwardAPI.items)
      if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= 3600
    }
  }
  if (volume['iscsi']) volume['iscsi'].iscsiInterface ||= 'default'
  const claim = volume['ephemeral']?.volumeClaimTemplate
  if (claim) {
    claim.metadata = { creationTimestamp: null, ...claim.metadata }
    claim.spec ??= {}
    claim.spec.volumeMode ??= 'Filesystem'
  }
}

function defaultDownwardItems(items: Fields[] | undefined): void {
  for (const item of items ?? []) {
    if (item['fieldRef']) item['fieldRef'].apiVersion ||= 'v1'
    if (item['resourceFieldRef']) item['resourceFieldRef'].divisor ??= '0'
  }
}
