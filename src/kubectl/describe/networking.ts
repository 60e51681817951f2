import type { EndpointSlice } from 'kubernetes-types/discovery/v1'
import type { Service } from 'kubernetes-types/core/v1'
import type { Ingress, IngressBackend, IngressClass } from 'kubernetes-types/networking/v1'
import { rfc1123 } from '../duration.ts'
import { messageOf } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { collectionPath } from '../paths.ts'
import { describerOf } from './describer.ts'
import { formatEndpointSlices } from './endpointsText.ts'
import { describeEvents } from './eventLines.ts'
import { Sheet } from './sheet.ts'
import { type DescribeSource, referenceTo } from './source.ts'

export const ingress = describerOf<Ingress>('networking.k8s.io/v1', 'Ingress', async (object, source) => {
  const { metadata = {}, spec = {}, status } = object
  const backend = (each: IngressBackend) => backendText(source, metadata.namespace ?? '', each)
  const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').filter((address) => address !== '')
  const fallback = spec.defaultBackend ? await backend(spec.defaultBackend) : '<default>'
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.labels('Labels', metadata.labels)
  sheet.line(0, `Namespace:\t${metadata.namespace}`)
  sheet.line(0, `Address:\t${[...new Set(addresses)].sort().join(',')}`)
  sheet.line(0, `Ingress Class:\t${spec.ingressClassName ?? '<none>'}`)
  sheet.line(0, `Default backend:\t${fallback}`)
  if (spec.tls?.length) sheet.line(0, 'TLS:')
  for (const { secretName, hosts = [] } of spec.tls ?? []) sheet.line(1, secretName ? `${secretName} terminates ${hosts.join(',')}` : `SNI routes ${hosts.join(',')}`)
  sheet.line(0, 'Rules:')
  sheet.table(1, ['Host', 'Path', 'Backends'], [])
  const rules = (spec.rules ?? []).filter(({ http }) => http)
  for (const { host, http } of rules) {
    sheet.line(1, `${host || '*'}\t`)
    for (const { path = '', backend: target } of http?.paths ?? []) sheet.line(2, `\t${path} \t${await backend(target)}`)
  }
  if (rules.length === 0) sheet.line(1, `*\t*\t${fallback}`)
  sheet.annotations('Annotations', metadata.annotations)
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

/** `web:http (10.244.1.11:8080)`. */
async function backendText(source: DescribeSource, namespace: string, { service, resource }: IngressBackend): Promise<string> {
  if (resource) return `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}`
  if (!service) return ''
  const name = `${service.name}:${service.port?.number || (service.port?.name ?? '')}`
  try {
    const slices = (await source.endpointSlices(namespace, service.name)) as EndpointSlice[]
    const { spec }: Service = await source.get(`${collectionPath('v1', 'services', namespace)}/${service.name}`)
    const port = spec?.ports?.filter((each) => (service.port?.number ? each.port === service.port.number : service.port?.name !== undefined && each.name === service.port.name)).at(-1)
    return `${name} (${formatEndpointSlices(slices, port?.name ?? '')})`
  } catch (error) {
    return `${name} (<error: ${messageOf(error)}>)`
  }
}

export const ingressClass = describerOf<IngressClass>('networking.k8s.io/v1', 'IngressClass', async (object, source) => {
  const { metadata = {}, spec = {} } = object
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, `Controller:\t${spec.controller ?? ''}`)
  if (spec.parameters) {
    sheet.line(0, 'Parameters:')
    if (spec.parameters.apiGroup) sheet.line(1, `APIGroup:\t${spec.parameters.apiGroup}`)
    sheet.line(1, `Kind:\t${spec.parameters.kind}`)
    sheet.line(1, `Name:\t${spec.parameters.name}`)
  }
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

export const serviceCidr = describerOf<JsonObject>('networking.k8s.io/v1beta1', 'ServiceCIDR', async (object, source) => {
  const { metadata, spec, status } = object
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, `CIDRs:\t${(spec?.cidrs ?? []).join(', ')}`)
  const conditions: JsonObject[] = status?.conditions ?? []
  if (conditions.length > 0) {
    sheet.line(0, 'Status:')
    sheet.line(0, 'Conditions:')
    sheet.table(1, ['Type', 'Status', 'LastTransitionTime', 'Reason', 'Message'], conditions.map((each) => [each['type'], each['status'], rfc1123(each['lastTransitionTime']), each['reason'], each['message']]))
  }
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

export const ipAddress = describerOf<JsonObject>('networking.k8s.io/v1beta1', 'IPAddress', async (object, source) => {
  const { metadata, spec } = object
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  if (spec?.parentRef) {
    sheet.line(0, 'Parent Reference:')
    for (const key of ['Group', 'Resource', 'Namespace', 'Name']) sheet.line(1, `${key}:\t${spec.parentRef[key.toLowerCase()] ?? ''}`)
  }
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})
