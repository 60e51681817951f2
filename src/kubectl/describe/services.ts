import type { Endpoints, Service } from 'kubernetes-types/core/v1'
import type { EndpointSlice } from 'kubernetes-types/discovery/v1'
import { describerOf } from './describer.ts'
import { formatEndpointSlices } from './endpointsText.ts'
import { describeEvents } from './eventLines.ts'
import { joinLabels, Sheet } from './sheet.ts'
import { referenceTo } from './source.ts'

export const service = describerOf<Service>('v1', 'Service', async (object, source) => {
  const { metadata = {}, spec = {}, status = {} } = object
  const slices = (await source.endpointSlices(metadata.namespace ?? '', metadata.name ?? '')) as EndpointSlice[]
  const sheet = new Sheet()
  const line = (title: string, value: string | number | undefined) => {
    if (value !== undefined && value !== '') sheet.line(0, `${title}:\t${value}`)
  }
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Namespace:\t${metadata.namespace}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, `Selector:\t${joinLabels(spec.selector)}`)
  sheet.line(0, `Type:\t${spec.type ?? ''}`)
  line('IP Family Policy', spec.ipFamilyPolicy)
  line('IP Families', spec.ipFamilies?.join(',') || '<none>')
  sheet.line(0, `IP:\t${spec.clusterIP ?? ''}`)
  line('IPs', spec.clusterIPs?.join(',') || '<none>')
  line('External IPs', spec.externalIPs?.join(','))
  line('Desired LoadBalancer IP', spec.loadBalancerIP)
  line('External Name', spec.externalName)
  const ingress = (status.loadBalancer?.ingress ?? []).map(({ ip, ipMode, hostname }) => (ip ? `${ip}${ipMode ? ` (${ipMode})` : ''}` : (hostname ?? '')))
  line('LoadBalancer Ingress', ingress.join(', '))
  for (const { name = '', port, protocol = 'TCP', targetPort, nodePort } of spec.ports ?? []) {
    const shownName = name || '<unset>'
    sheet.line(0, `Port:\t${shownName}\t${port}/${protocol}`)
    sheet.line(0, `TargetPort:\t${targetPort ?? 0}/${protocol}`)
    if (nodePort) sheet.line(0, `NodePort:\t${shownName}\t${nodePort}/${protocol}`)
    sheet.line(0, `Endpoints:\t${formatEndpointSlices(slices, name)}`)
  }
  sheet.line(0, `Session Affinity:\t${spec.sessionAffinity ?? ''}`)
  line('External Traffic Policy', spec.externalTrafficPolicy)
  line('Internal Traffic Policy', spec.internalTrafficPolicy)
  line('HealthCheck NodePort', spec.healthCheckNodePort || undefined)
  line('LoadBalancer Source Ranges', spec.loadBalancerSourceRanges?.join(','))
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

export const endpoints = describerOf<Endpoints>('v1', 'Endpoints', async (object, source) => {
  const { metadata = {}, subsets = [] } = object
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Namespace:\t${metadata.namespace}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, 'Subsets:')
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets) {
    sheet.line(1, `Addresses:\t${addresses.map(({ ip }) => ip).join(',') || '<none>'}`)
    sheet.line(1, `NotReadyAddresses:\t${notReadyAddresses.map(({ ip }) => ip).join(',') || '<none>'}`)
    if (ports.length > 0) {
      sheet.line(1, 'Ports:')
      sheet.table(2, ['Name', 'Port', 'Protocol'], ports.map(({ name, port, protocol }) => [name || '<unset>', String(port), protocol ?? '']))
    }
    sheet.line(0, '')
  }
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

export const endpointSlice = describerOf<EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice', async (object, source) => {
  const { metadata = {}, addressType, ports, endpoints: list } = object
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Namespace:\t${metadata.namespace}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, `AddressType:\t${addressType}`)
  if (!ports?.length) sheet.line(0, 'Ports: <unset>')
  else {
    sheet.line(0, 'Ports:')
    sheet.table(1, ['Name', 'Port', 'Protocol'], ports.map(({ name, port, protocol }) => [name || '<unset>', String(port ?? '<unset>'), protocol ?? '']))
  }
  if (!list?.length) sheet.line(0, 'Endpoints: <none>')
  else {
    sheet.line(0, 'Endpoints:')
    for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of list) {
      sheet.line(1, `- Addresses:\t${addresses.join(', ') || '<none>'}`)
      sheet.line(2, 'Conditions:')
      sheet.line(3, `Ready:\t${conditions?.ready ?? '<unset>'}`)
      sheet.line(2, `Hostname:\t${hostname ?? '<unset>'}`)
      if (targetRef) sheet.line(2, `TargetRef:\t${targetRef.kind ?? ''}/${targetRef.name ?? ''}`)
      sheet.line(2, `NodeName:\t${nodeName ?? '<unset>'}`)
      sheet.line(2, `Zone:\t${zone ?? '<unset>'}`)
    }
  }
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})
