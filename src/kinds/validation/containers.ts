/** The containers of a pod (`validateContainers`, `validateInitContainers` of `pkg/apis/core/validation`). */
import type { Container, ContainerPort, EnvFromSource, EnvVar, Volume, VolumeDevice, VolumeMount } from 'kubernetes-types/core/v1'
import type { Problems } from './errors.ts'
import { checkFieldReference, checkResourceReference, ENVIRONMENT_FIELDS } from './fieldReferences.ts'
import { checkLifecycle, checkProbe, PROBES } from './handlers.ts'
import { configKeyFaults, environmentNameFaults, labelFaults, portNameFaults, portNumberFaults, subdomainFaults } from './names.ts'
import { checkDescendingPath } from './paths.ts'
import { checkResourceRequirements } from './resources.ts'
import { checkSecurityContext } from './security.ts'

/** What containers may rely on in their pod. */
export interface PodSurroundings {
  readonly volumes: ReadonlyMap<string, Volume>
  /** How long the pod is given to end. */
  readonly graceSeconds: number | undefined
  readonly restartPolicy: string
}

export const PROTOCOLS = ['SCTP', 'TCP', 'UDP']
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never']

export function checkContainers(containers: readonly Container[], pod: PodSurroundings, path: string, problems: Problems): void {
  if (containers.length === 0) return problems.required(path)
  const names = new Set<string>()
  containers.forEach((container, index) => {
    const at = `${path}[${index}]`
    checkCommon(container, pod, at, problems)
    if (names.has(container.name)) problems.duplicate(`${at}.name`, container.name)
    names.add(container.name)
    checkHooksAndProbes(container, pod, at, problems)
    if ((container as { restartPolicy?: string }).restartPolicy !== undefined) problems.forbidden(`${at}.restartPolicy`, 'may not be set for non-init containers')
  })
  checkHostPorts(containers, path, problems)
}

const NOT_FOR_INIT = 'may not be set for init containers without restartPolicy=Always'

export function checkInitContainers(containers: readonly Container[], others: readonly Container[], pod: PodSurroundings, path: string, problems: Problems): void {
  const names = new Set(others.map(({ name }) => name))
  containers.forEach((container, index) => {
    const at = `${path}[${index}]`
    checkCommon(container, pod, at, problems)
    const { restartPolicy } = container as { restartPolicy?: string }
    problems.optionalChoice(`${at}.restartPolicy`, restartPolicy, ['Always'])
    if (names.has(container.name)) problems.duplicate(`${at}.name`, container.name)
    else if (container.name) names.add(container.name)
    checkHostPorts([container], path, problems)
    if (restartPolicy === 'Always') checkHooksAndProbes(container, pod, at, problems)
    else for (const field of ['lifecycle', ...PROBES] as const) if (container[field]) problems.forbidden(`${at}.${field}`, NOT_FOR_INIT)
    if (container.resizePolicy?.length) problems.invalid(`${at}.resizePolicy`, '', 'must not be set for init containers')
  })
}

const NOT_FOR_EPHEMERAL = 'cannot be set for an Ephemeral Container'
const FORBIDDEN_FOR_EPHEMERAL = ['ports', 'resources', 'restartPolicy', 'resizePolicy', ...PROBES, 'lifecycle'] as const

export function checkEphemeralContainers(containers: readonly (Container & { targetContainerName?: string })[], others: readonly Container[], pod: PodSurroundings, path: string, problems: Problems): void {
  const targets = new Set(others.map(({ name }) => name))
  const names = new Set(targets)
  containers.forEach((container, index) => {
    const at = `${path}[${index}]`
    checkCommon(container, pod, at, problems)
    checkImageOfPod(container, at, problems)
    if (names.has(container.name)) problems.duplicate(`${at}.name`, container.name)
    names.add(container.name)
    if (container.targetContainerName && !targets.has(container.targetContainerName)) problems.notFound(`${at}.targetContainerName`, container.targetContainerName)
    const fields = container as unknown as Readonly<Record<string, unknown>>
    for (const field of FORBIDDEN_FOR_EPHEMERAL) if (Object.keys(fields[field] ?? {}).length > 0) problems.forbidden(`${at}.${field}`, NOT_FOR_EPHEMERAL)
    container.volumeMounts?.forEach((mount, mountIndex) => {
      for (const field of ['subPath', 'subPathExpr'] as const) if (mount[field]) problems.forbidden(`${at}.volumeMounts[${mountIndex}].${field}`, NOT_FOR_EPHEMERAL)
    })
  })
}

/** Pods, unlike templates, take no image with blanks around its name. */
export function checkImageOfPod({ image = '' }: Container, path: string, problems: Problems): void {
  if (image.trim() !== image) problems.invalid(`${path}.image`, image, 'must not have leading or trailing whitespace')
}

function checkHooksAndProbes(container: Container, { graceSeconds }: PodSurroundings, path: string, problems: Problems): void {
  checkLifecycle(container.lifecycle, graceSeconds, `${path}.lifecycle`, problems)
  for (const kind of PROBES) checkProbe(container[kind], kind, graceSeconds, `${path}.${kind}`, problems)
}

function checkCommon(container: Container, pod: PodSurroundings, path: string, problems: Problems): void {
  if (!container.name) problems.required(`${path}.name`)
  else problems.each(`${path}.name`, container.name, labelFaults(container.name))
  if (!container.image) problems.required(`${path}.image`)
  problems.choice(`${path}.terminationMessagePolicy`, container.terminationMessagePolicy, ['File', 'FallbackToLogsOnError'])
  checkPorts(container.ports ?? [], `${path}.ports`, problems)
  checkEnvironment(container.env ?? [], `${path}.env`, problems)
  checkEnvironmentSources(container.envFrom ?? [], `${path}.envFrom`, problems)
  checkMounts(container, pod.volumes, `${path}.volumeMounts`, problems)
  checkDevices(container, pod.volumes, `${path}.volumeDevices`, problems)
  problems.choice(`${path}.imagePullPolicy`, container.imagePullPolicy, PULL_POLICIES)
  checkResourceRequirements(container.resources, `${path}.resources`, problems)
  checkResizePolicy(container, pod.restartPolicy, `${path}.resizePolicy`, problems)
  checkSecurityContext(container.securityContext, `${path}.securityContext`, problems)
}

function checkPorts(ports: readonly ContainerPort[], path: string, problems: Problems): void {
  const names = new Set<string>()
  ports.forEach(({ name, containerPort, hostPort, protocol }, index) => {
    const at = `${path}[${index}]`
    if (name) {
      const faults = portNameFaults(name)
      problems.each(`${at}.name`, name, faults)
      if (faults.length === 0 && names.has(name)) problems.duplicate(`${at}.name`, name)
      names.add(name)
    }
    if (!containerPort) problems.required(`${at}.containerPort`)
    else problems.each(`${at}.containerPort`, containerPort, portNumberFaults(containerPort))
    if (hostPort) problems.each(`${at}.hostPort`, hostPort, portNumberFaults(hostPort))
    problems.choice(`${at}.protocol`, protocol, PROTOCOLS)
  })
}

function checkHostPorts(containers: readonly Container[], path: string, problems: Problems): void {
  const taken = new Set<string>()
  containers.forEach(({ ports }, index) =>
    ports?.forEach(({ hostPort, hostIP = '', protocol }, portIndex) => {
      if (!hostPort) return
      const key = `${protocol}/${hostIP}/${hostPort}`
      if (taken.has(key)) problems.duplicate(`${path}[${index}].ports[${portIndex}].hostPort`, key)
      taken.add(key)
    }),
  )
}

function checkEnvironment(variables: readonly EnvVar[], path: string, problems: Problems): void {
  variables.forEach(({ name, value, valueFrom }, index) => {
    const at = `${path}[${index}]`
    if (!name) problems.required(`${at}.name`)
    else problems.each(`${at}.name`, name, environmentNameFaults(name))
    if (!valueFrom) return
    const from = `${at}.valueFrom`
    if (valueFrom.fieldRef) checkFieldReference(valueFrom.fieldRef, ENVIRONMENT_FIELDS, `${from}.fieldRef`, problems)
    if (valueFrom.resourceFieldRef) checkResourceReference(valueFrom.resourceFieldRef, false, `${from}.resourceFieldRef`, problems)
    for (const source of ['configMapKeyRef', 'secretKeyRef'] as const) {
      const reference = valueFrom[source]
      if (!reference) continue
      problems.each(`${from}.${source}.name`, reference.name ?? '', subdomainFaults(reference.name ?? ''))
      if (!reference.key) problems.required(`${from}.${source}.key`)
      else problems.each(`${from}.${source}.key`, reference.key, configKeyFaults(reference.key))
    }
    const sources = Object.keys(valueFrom).length
    if (sources === 0) problems.invalid(from, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`')
    else if (value) problems.invalid(from, '', 'may not be specified when `value` is not empty')
    else if (sources > 1) problems.invalid(from, '', 'may not have more than one field specified at a time')
  })
}

function checkEnvironmentSources(list: readonly EnvFromSource[], path: string, problems: Problems): void {
  list.forEach((source, index) => {
    const at = `${path}[${index}]`
    if (source.prefix) problems.each(`${at}.prefix`, source.prefix, environmentNameFaults(source.prefix))
    for (const kind of ['configMapRef', 'secretRef'] as const) {
      const reference = source[kind]
      if (!reference) continue
      if (!reference.name) problems.required(`${at}.${kind}.name`)
      else problems.each(`${at}.${kind}.name`, reference.name, subdomainFaults(reference.name))
    }
    if (!source.configMapRef && !source.secretRef) problems.invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`')
    else if (source.configMapRef && source.secretRef) problems.invalid(path, '', 'may not have more than one field specified at a time')
  })
}

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None']

function checkMounts(container: Container, volumes: ReadonlyMap<string, Volume>, path: string, problems: Problems): void {
  const paths = new Set<string>()
  const devices = container.volumeDevices ?? []
  container.volumeMounts?.forEach((mount: VolumeMount, index) => {
    const at = `${path}[${index}]`
    const { name = '', mountPath = '', subPath = '', subPathExpr = '', mountPropagation } = mount
    if (name === '') problems.required(`${at}.name`)
    if (!volumes.has(name)) problems.notFound(`${at}.name`, name)
    if (mountPath === '') problems.required(`${at}.mountPath`)
    if (paths.has(mountPath)) problems.invalid(`${at}.mountPath`, mountPath, 'must be unique')
    paths.add(mountPath)
    if (devices.some((device) => device.name === name)) problems.invalid(`${at}.name`, name, 'must not already exist in volumeDevices')
    if (devices.some((device) => device.devicePath === mountPath)) problems.invalid(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices')
    if (subPath !== '') checkDescendingPath(subPath, `${path}.subPath`, problems)
    if (subPathExpr !== '') {
      if (subPath !== '') problems.invalid(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive')
      checkDescendingPath(subPathExpr, `${path}.subPathExpr`, problems)
    }
    problems.optionalChoice(`${path}.mountPropagation`, mountPropagation, PROPAGATIONS)
    if (mountPropagation === 'Bidirectional' && !container.securityContext?.privileged) problems.forbidden(`${path}.mountPropagation`, 'Bidirectional mount propagation is available only to privileged containers')
    checkRecursiveReadOnly(mount, `${path}.recursiveReadOnly`, problems)
  })
}

function checkRecursiveReadOnly(mount: VolumeMount & { recursiveReadOnly?: string }, path: string, problems: Problems): void {
  problems.optionalChoice(path, mount.recursiveReadOnly, ['Disabled', 'Enabled', 'IfPossible'])
  if (mount.recursiveReadOnly !== 'Enabled' && mount.recursiveReadOnly !== 'IfPossible') return
  if (!mount.readOnly) problems.forbidden(path, 'may only be specified when readOnly is true')
  if (mount.mountPropagation && mount.mountPropagation !== 'None') problems.forbidden(path, 'may only be specified when mountPropagation is None or not specified')
}

function checkDevices(container: Container, volumes: ReadonlyMap<string, Volume>, path: string, problems: Problems): void {
  const names = new Set<string>()
  const paths = new Set<string>()
  const mounts = container.volumeMounts ?? []
  container.volumeDevices?.forEach(({ name = '', devicePath = '' }: VolumeDevice, index) => {
    const at = `${path}[${index}]`
    const volume = volumes.get(name)
    if (name === '') problems.required(`${at}.name`)
    if (names.has(name)) problems.invalid(`${at}.name`, name, 'must be unique')
    if (volume && !volume.persistentVolumeClaim && !volume.ephemeral) problems.invalid(`${at}.name`, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode')
    if (!volume) problems.notFound(`${at}.name`, name)
    if (devicePath === '') problems.required(`${at}.devicePath`)
    if (paths.has(devicePath)) problems.invalid(`${at}.devicePath`, devicePath, 'must be unique')
    if (devicePath.split('/').includes('..')) problems.invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')")
    else paths.add(devicePath)
    if (mounts.some((mount) => mount.name === name)) problems.invalid(`${at}.name`, name, 'must not already exist in volumeMounts')
    if (mounts.some((mount) => mount.mountPath === devicePath)) problems.invalid(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts')
    if (name !== '') names.add(name)
  })
}

function checkResizePolicy({ resizePolicy }: Container, restartPolicy: string, path: string, problems: Problems): void {
  const seen = new Set<string>()
  resizePolicy?.forEach((policy, index) => {
    if (seen.has(policy.resourceName)) problems.duplicate(`${path}[${index}]`, policy.resourceName)
    seen.add(policy.resourceName)
    problems.choice(path, policy.resourceName, ['cpu', 'memory'])
    problems.choice(path, policy.restartPolicy, ['NotRequired', 'RestartContainer'])
    if (restartPolicy === 'Never' && policy.restartPolicy !== 'NotRequired') problems.invalid(path, policy.restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'")
  })
}
