import type { Container, ContainerState, ContainerStatus, EnvFromSource, EnvVar, Pod, Probe, ResourceRequirements } from 'kubernetes-types/core/v1'
import { canonicalQuantity, parseQuantity } from '../../base/quantity.ts'
import { rfc1123 } from '../duration.ts'
import { booleanWord, goList, type Sheet, sortedEntries } from './sheet.ts'

/** What a section of containers is made from. */
export interface ContainerSection {
  readonly label: string
  readonly containers: readonly Container[]
  readonly statuses?: readonly ContainerStatus[]
  /** The pod that variables refer to; a template has none. */
  readonly pod?: Pod
  /** Within a pod template, all is set one step further in. */
  readonly isTemplate?: boolean
}

export function describeContainers(sheet: Sheet, { label, containers, statuses = [], pod, isTemplate = false }: ContainerSection): void {
  sheet.line(0, `${isTemplate ? '  ' : ''}${label}:${containers.length === 0 ? ' <none>' : ''}`)
  for (const container of containers) {
    const status = statuses.find((each) => each.name === container.name)
    describeBasics(sheet, container, status, isTemplate)
    describeWords(sheet, 'Command', container.command)
    describeWords(sheet, 'Args', container.args)
    if (status) describeStatus(sheet, status)
    describeResources(sheet, 2, container.resources)
    describeProbes(sheet, container)
    describeVariableSources(sheet, container.envFrom ?? [])
    describeVariables(sheet, container, pod)
    describeMounts(sheet, container)
  }
}

function describeBasics(sheet: Sheet, container: Container, status: ContainerStatus | undefined, isTemplate: boolean): void {
  sheet.line(1, `${isTemplate ? ' ' : ''}${container.name}:`)
  if (status) sheet.line(2, `Container ID:\t${status.containerID ?? ''}`)
  sheet.line(2, `Image:\t${container.image ?? ''}`)
  if (status) sheet.line(2, `Image ID:\t${status.imageID ?? ''}`)
  const ports = container.ports ?? []
  describePorts(sheet, 'Port', ports.map((port) => `${port.containerPort}/${port.protocol ?? 'TCP'}`))
  describePorts(sheet, 'Host Port', ports.map((port) => `${port.hostPort ?? 0}/${port.protocol ?? 'TCP'}`))
  const seccomp = container.securityContext?.seccompProfile
  if (!seccomp) return
  sheet.line(2, `SeccompProfile:\t${seccomp.type}`)
  if (seccomp.type === 'Localhost') sheet.line(3, `LocalhostProfile:\t${seccomp.localhostProfile ?? ''}`)
}

function describePorts(sheet: Sheet, title: string, ports: readonly string[]): void {
  sheet.line(2, `${title}${ports.length > 1 ? 's' : ''}:\t${ports.join(', ') || '<none>'}`)
}

function describeWords(sheet: Sheet, title: string, words: readonly string[] = []): void {
  if (words.length === 0) return
  sheet.line(2, `${title}:`)
  for (const line of words.flatMap((word) => word.split('\n'))) sheet.line(3, line)
}

function describeStatus(sheet: Sheet, status: ContainerStatus): void {
  describeState(sheet, 'State', status.state ?? {})
  if (status.lastState?.terminated) describeState(sheet, 'Last State', status.lastState)
  sheet.line(2, `Ready:\t${booleanWord(status.ready)}`)
  sheet.line(2, `Restart Count:\t${status.restartCount}`)
}

function describeState(sheet: Sheet, title: string, { running, waiting, terminated }: ContainerState): void {
  const line = (name: string, value: string | number | undefined) => {
    if (value !== undefined && value !== '') sheet.line(3, `${name}:\t${value}`)
  }
  const time = (timestamp: string | null | undefined) => rfc1123(timestamp ?? ZERO_TIME)
  sheet.line(2, `${title}:\t${running ? 'Running' : terminated && !waiting ? 'Terminated' : 'Waiting'}`)
  if (running) line('Started', time(running.startedAt))
  else if (waiting) line('Reason', waiting.reason)
  else if (terminated) {
    line('Reason', terminated.reason)
    line('Message', terminated.message)
    line('Exit Code', terminated.exitCode)
    line('Signal', terminated.signal || undefined)
    line('Started', time(terminated.startedAt))
    line('Finished', time(terminated.finishedAt))
  }
}

/** What Go prints for a time that is not set. */
const ZERO_TIME = '0001-01-01T00:00:00Z'

export function describeResources(sheet: Sheet, level: number, resources: ResourceRequirements | undefined): void {
  for (const [title, list] of [
    ['Limits', resources?.limits],
    ['Requests', resources?.requests],
  ] as const) {
    const entries = sortedEntries(list)
    if (entries.length > 0) sheet.line(level, `${title}:`)
    for (const [name, quantity] of entries) sheet.line(level + 1, `${name}:\t${canonicalQuantity(quantity)}`)
  }
}

// ---- probes

function describeProbes(sheet: Sheet, container: Container): void {
  for (const [title, probe] of [
    ['Liveness', container.livenessProbe],
    ['Readiness', container.readinessProbe],
    ['Startup', container.startupProbe],
  ] as const) {
    if (probe) sheet.line(2, `${title}:\t${probeText(probe)}`)
  }
}

function probeText(probe: Probe): string {
  const { initialDelaySeconds = 0, timeoutSeconds = 0, periodSeconds = 0, successThreshold = 0, failureThreshold = 0 } = probe
  const attributes = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`
  return `${probeAction(probe)} ${attributes}`
}

function probeAction({ exec, httpGet, tcpSocket, grpc }: Probe): string {
  if (exec) return `exec ${goList(exec.command)}`
  if (httpGet) {
    const host = httpGet.host?.includes(':') ? `[${httpGet.host}]` : (httpGet.host ?? '')
    const path = httpGet.path ?? ''
    return `http-get ${(httpGet.scheme ?? '').toLowerCase()}://${host}:${httpGet.port}${path === '' || path.startsWith('/') ? path : `/${path}`}`
  }
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port}`
  return grpc ? `grpc <pod>:${grpc.port} ${grpc.service ?? ''}` : 'unknown'
}

// ---- environment

function describeVariableSources(sheet: Sheet, sources: readonly EnvFromSource[]): void {
  if (sources.length === 0) return
  sheet.line(2, 'Environment Variables from:')
  for (const { configMapRef, secretRef, prefix } of sources) {
    const kind = configMapRef ? 'ConfigMap' : secretRef ? 'Secret' : ''
    const reference = configMapRef ?? secretRef
    sheet.line(3, `${reference?.name ?? ''}\t${kind}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${reference?.optional ?? false}`)
  }
}

function describeVariables(sheet: Sheet, container: Container, pod: Pod | undefined): void {
  const variables = container.env ?? []
  sheet.line(2, `Environment:${variables.length === 0 ? '\t<none>' : ''}`)
  for (const variable of variables) {
    if (variable.valueFrom) describeReferringVariable(sheet, variable, container, pod)
    else (variable.value ?? '').split('\n').forEach((line, index) => sheet.line(3, `${index === 0 ? `${variable.name}:` : ''}\t${line}`))
  }
}

function describeReferringVariable(sheet: Sheet, { name, valueFrom }: EnvVar, container: Container, pod: Pod | undefined): void {
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom ?? {}
  if (fieldRef) sheet.line(3, `${name}:\t${pod ? fieldValue(pod, fieldRef.fieldPath) : ''} (${fieldRef.apiVersion ?? 'v1'}:${fieldRef.fieldPath})`)
  else if (resourceFieldRef) {
    const value = resourceValue(container, resourceFieldRef.resource, resourceFieldRef.divisor)
    const isNode = value === '0' && ['limits.cpu', 'limits.memory'].includes(resourceFieldRef.resource)
    sheet.line(3, `${name}:\t${isNode ? 'node allocatable' : value} (${resourceFieldRef.resource})`)
  } else if (secretKeyRef) sheet.line(3, `${name}:\t<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name}'>\tOptional: ${secretKeyRef.optional ?? false}`)
  else if (configMapKeyRef) sheet.line(3, `${name}:\t<set to the key '${configMapKeyRef.key}' of config map '${configMapKeyRef.name}'>\tOptional: ${configMapKeyRef.optional ?? false}`)
}

/** The value of a field that a variable refers to: kubectl knows only these two. */
function fieldValue({ metadata }: Pod, path: string): string {
  return { 'metadata.name': metadata?.name, 'metadata.namespace': metadata?.namespace }[path] ?? ''
}

/** A container's own limit or request in units of the divisor, rounded up. */
function resourceValue(container: Container, resource: string, divisor: string | undefined): string {
  const match = /^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.+)$/.exec(resource)
  if (!match) return ''
  const value = parseQuantity(container.resources?.[match[1] as 'limits' | 'requests']?.[match[2] as string] ?? '0')
  const unit = parseQuantity(divisor && divisor !== '0' ? divisor : '1')
  return String((value.nano + unit.nano - 1n) / unit.nano)
}

// ---- mounts

function describeMounts(sheet: Sheet, container: Container): void {
  const byPath = <T>(list: readonly T[] | undefined, path: (each: T) => string) => [...(list ?? [])].sort((left, right) => (path(left) < path(right) ? -1 : 1))
  const mounts = byPath(container.volumeMounts, (mount) => mount.mountPath)
  const none = mounts.length === 0 ? '\t<none>' : ''
  sheet.line(2, `Mounts:${none}`)
  for (const { mountPath, name, readOnly, subPath } of mounts) {
    const flags = [readOnly ? 'ro' : 'rw', ...(subPath ? [`path=${JSON.stringify(subPath)}`] : [])]
    sheet.line(3, `${mountPath} from ${name} (${flags.join(',')})`)
  }
  const devices = byPath(container.volumeDevices, (device) => device.devicePath)
  if (devices.length === 0) return
  sheet.line(2, `Devices:${none}`)
  for (const { devicePath, name } of devices) sheet.line(3, `${devicePath} from ${name}`)
}
