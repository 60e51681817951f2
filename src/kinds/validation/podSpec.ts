import { compareQuantities, parseQuantity, QuantityError } from '../../base/quantity.ts'
import type { FieldError } from '../kind.ts'
import { duplicate, forbiddenField, invalidValue, notFoundField, notSupported, required } from './errors.ts'
import { labelProblems, portNameProblems, portNumberProblems, qualifiedNameProblems, subdomainProblems } from './names.ts'

type Fields = Record<string, any>

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never']
const RESTART_POLICIES = ['Always', 'OnFailure', 'Never']
const DNS_POLICIES = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None']
const PROTOCOLS = ['SCTP', 'TCP', 'UDP']

/** What is wrong with a pod spec (`pkg/apis/core/validation.ValidatePodSpec`). `path` is `spec` or `spec.template.spec`. */
export function validatePodSpec(spec: Fields, path: string): FieldError[] {
  const errors: FieldError[] = []
  const volumes = new Map<string, Fields>()
  ;(spec['volumes'] ?? []).forEach((volume: Fields, index: number) => errors.push(...validateVolume(volume, volumes, `${path}.volumes[${index}]`)))
  const names = new Set<string>()
  if (!spec['containers']?.length) errors.push(required(`${path}.containers`))
  ;(spec['containers'] ?? []).forEach((container: Fields, index: number) => errors.push(...validateContainer(container, names, volumes, `${path}.containers[${index}]`, 'main')))
  ;(spec['initContainers'] ?? []).forEach((container: Fields, index: number) =>
    errors.push(...validateContainer(container, names, volumes, `${path}.initContainers[${index}]`, container['restartPolicy'] === 'Always' ? 'sidecar' : 'init')),
  )
  if (!RESTART_POLICIES.includes(spec['restartPolicy'])) errors.push(spec['restartPolicy'] ? notSupported(`${path}.restartPolicy`, spec['restartPolicy'], RESTART_POLICIES) : required(`${path}.restartPolicy`))
  if (!DNS_POLICIES.includes(spec['dnsPolicy'])) errors.push(notSupported(`${path}.dnsPolicy`, spec['dnsPolicy'], DNS_POLICIES))
  if (spec['terminationGracePeriodSeconds'] < 0) errors.push(invalidValue(`${path}.terminationGracePeriodSeconds`, spec['terminationGracePeriodSeconds'], 'must be greater than or equal to 0'))
  if (spec['activeDeadlineSeconds'] !== undefined && (spec['activeDeadlineSeconds'] < 1 || spec['activeDeadlineSeconds'] > 2 ** 31 - 1))
    errors.push(invalidValue(`${path}.activeDeadlineSeconds`, spec['activeDeadlineSeconds'], 'must be between 1 and 2147483647, inclusive'))
  for (const key of Object.keys(spec['nodeSelector'] ?? {})) errors.push(...qualifiedNameProblems(key).map((detail) => invalidValue(`${path}.nodeSelector`, key, detail)))
  if (spec['serviceAccountName']) errors.push(...subdomainProblems(spec['serviceAccountName']).map((detail) => invalidValue(`${path}.serviceAccountName`, spec['serviceAccountName'], detail)))
  if (spec['hostname']) errors.push(...labelProblems(spec['hostname']).map((detail) => invalidValue(`${path}.hostname`, spec['hostname'], detail)))
  errors.push(...validateTolerations(spec['tolerations'], `${path}.tolerations`), ...validateHostPorts(spec, path))
  return errors
}

function validateContainer(container: Fields, names: Set<string>, volumes: ReadonlyMap<string, Fields>, path: string, role: 'main' | 'init' | 'sidecar'): FieldError[] {
  const errors: FieldError[] = []
  const name: string = container['name'] ?? ''
  if (name === '') errors.push(required(`${path}.name`))
  else {
    errors.push(...labelProblems(name).map((detail) => invalidValue(`${path}.name`, name, detail)))
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name))
    names.add(name)
  }
  const image: string = container['image'] ?? ''
  if (image === '') errors.push(required(`${path}.image`))
  else if (image.trim() !== image) errors.push(invalidValue(`${path}.image`, image, 'must not have leading or trailing whitespace'))
  errors.push(...validateLifecycle(container, path, role))
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    if (!container[probe]) continue
    if (role === 'init') errors.push(forbiddenField(`${path}.${probe}`, 'may not be set for init containers without restartPolicy=Always'))
    else errors.push(...validateProbe(container[probe], `${path}.${probe}`, probe))
  }
  errors.push(...validatePorts(container['ports'], `${path}.ports`), ...validateEnvironment(container['env'], `${path}.env`))
  ;(container['envFrom'] ?? []).forEach((source: Fields, index: number) => {
    if (!source['configMapRef'] && !source['secretRef']) errors.push(invalidValue(`${path}.envFrom[${index}]`, '', 'must specify one of: `configMapRef` or `secretRef`'))
  })
  errors.push(...validateMounts(container['volumeMounts'], volumes, `${path}.volumeMounts`))
  if (!PULL_POLICIES.includes(container['imagePullPolicy'])) errors.push(container['imagePullPolicy'] ? notSupported(`${path}.imagePullPolicy`, container['imagePullPolicy'], PULL_POLICIES) : required(`${path}.imagePullPolicy`))
  errors.push(...validateResources(container['resources'] ?? {}, `${path}.resources`))
  return errors
}

function validateLifecycle(container: Fields, path: string, role: string): FieldError[] {
  const { lifecycle } = container
  if (!lifecycle) return []
  if (role === 'init') return [forbiddenField(`${path}.lifecycle`, 'may not be set for init containers without restartPolicy=Always')]
  return ['postStart', 'preStop'].flatMap((hook) => (lifecycle[hook] ? validateHandler(lifecycle[hook], `${path}.lifecycle.${hook}`) : []))
}

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep']

function validateHandler(handler: Fields, path: string): FieldError[] {
  const given = HANDLERS.filter((kind) => handler[kind])
  const errors: FieldError[] = given.slice(1).map((kind) => forbiddenField(`${path}.${kind}`, 'may not specify more than 1 handler type'))
  if (given.length === 0) errors.push(required(path, 'must specify a handler type'))
  if (handler['exec'] && !handler['exec'].command?.length) errors.push(required(`${path}.exec.command`))
  if (handler['httpGet']) {
    if (!handler['httpGet'].path) errors.push(required(`${path}.httpGet.path`))
    errors.push(...validatePortReference(handler['httpGet'].port, `${path}.httpGet.port`))
    if (!['HTTP', 'HTTPS'].includes(handler['httpGet'].scheme)) errors.push(notSupported(`${path}.httpGet.scheme`, handler['httpGet'].scheme, ['HTTP', 'HTTPS']))
  }
  if (handler['tcpSocket']) errors.push(...validatePortReference(handler['tcpSocket'].port, `${path}.tcpSocket.port`))
  return errors
}

function validatePortReference(port: unknown, path: string): FieldError[] {
  if (typeof port === 'string') return portNameProblems(port).map((detail) => invalidValue(path, port, detail))
  return portNumberProblems(Number(port ?? 0)).map((detail) => invalidValue(path, port ?? 0, detail))
}

function validateProbe(probe: Fields, path: string, kind: string): FieldError[] {
  const errors = validateHandler(probe, path)
  for (const field of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'])
    if ((probe[field] ?? 0) < 0) errors.push(invalidValue(`${path}.${field}`, probe[field], 'must be greater than or equal to 0'))
  if (kind !== 'readinessProbe' && probe['successThreshold'] !== undefined && probe['successThreshold'] !== 1) errors.push(invalidValue(`${path}.successThreshold`, probe['successThreshold'], 'must be 1'))
  if (kind === 'readinessProbe' && probe['terminationGracePeriodSeconds'] !== undefined) errors.push(invalidValue(`${path}.terminationGracePeriodSeconds`, probe['terminationGracePeriodSeconds'], 'must not be set for readinessProbes'))
  return errors
}

function validatePorts(ports: Fields[] | undefined, path: string): FieldError[] {
  const names = new Set<string>()
  return (ports ?? []).flatMap((port, index) => {
    const errors: FieldError[] = []
    const at = `${path}[${index}]`
    if (port['name']) {
      errors.push(...portNameProblems(port['name']).map((detail) => invalidValue(`${at}.name`, port['name'], detail)))
      if (names.has(port['name'])) errors.push(duplicate(`${at}.name`, port['name']))
      names.add(port['name'])
    }
    if (!port['containerPort']) errors.push(required(`${at}.containerPort`))
    else errors.push(...portNumberProblems(port['containerPort']).map((detail) => invalidValue(`${at}.containerPort`, port['containerPort'], detail)))
    if (port['hostPort']) errors.push(...portNumberProblems(port['hostPort']).map((detail) => invalidValue(`${at}.hostPort`, port['hostPort'], detail)))
    if (!PROTOCOLS.includes(port['protocol'])) errors.push(notSupported(`${at}.protocol`, port['protocol'], PROTOCOLS))
    return errors
  })
}

function validateEnvironment(variables: Fields[] | undefined, path: string): FieldError[] {
  return (variables ?? []).flatMap((variable, index) => {
    const at = `${path}[${index}]`
    const errors: FieldError[] = []
    if (!variable['name']) errors.push(required(`${at}.name`))
    const { valueFrom } = variable
    if (!valueFrom) return errors
    const sources = Object.keys(valueFrom)
    if (sources.length === 0) errors.push(invalidValue(`${at}.valueFrom`, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'))
    if (variable['value']) errors.push(invalidValue(`${at}.valueFrom`, '', 'may not be specified when `value` is not empty'))
    if (sources.length > 1) errors.push(invalidValue(`${at}.valueFrom`, '', 'may not have more than one field specified at a time'))
    return errors
  })
}

function validateMounts(mounts: Fields[] | undefined, volumes: ReadonlyMap<string, Fields>, path: string): FieldError[] {
  const paths = new Set<string>()
  return (mounts ?? []).flatMap((mount, index) => {
    const at = `${path}[${index}]`
    const errors: FieldError[] = []
    if (!mount['name']) errors.push(required(`${at}.name`))
    if (!mount['mountPath']) errors.push(required(`${at}.mountPath`))
    if (mount['name'] && !volumes.has(mount['name'])) errors.push(notFoundField(`${at}.name`, mount['name']))
    if (paths.has(mount['mountPath'])) errors.push(invalidValue(`${at}.mountPath`, mount['mountPath'], 'must be unique'))
    paths.add(mount['mountPath'])
    return errors
  })
}

function validateVolume(volume: Fields, seen: Map<string, Fields>, path: string): FieldError[] {
  const errors: FieldError[] = []
  const name: string = volume['name'] ?? ''
  if (name === '') errors.push(required(`${path}.name`))
  else {
    errors.push(...labelProblems(name).map((detail) => invalidValue(`${path}.name`, name, detail)))
    if (seen.has(name)) errors.push(duplicate(`${path}.name`, name))
    seen.set(name, volume)
  }
  const sources = Object.keys(volume).filter((key) => key !== 'name' && volume[key] !== undefined)
  for (const source of sources.slice(1)) errors.push(forbiddenField(`${path}.${source}`, 'may not specify more than 1 volume type'))
  if (sources.length === 0) errors.push(required(path, 'must specify a volume type'))
  if (volume['hostPath'] && !volume['hostPath'].path) errors.push(required(`${path}.hostPath.path`))
  if (volume['configMap'] && !volume['configMap'].name) errors.push(required(`${path}.configMap.name`))
  if (volume['secret'] && !volume['secret'].secretName) errors.push(required(`${path}.secret.secretName`))
  if (volume['persistentVolumeClaim'] && !volume['persistentVolumeClaim'].claimName) errors.push(required(`${path}.persistentVolumeClaim.claimName`))
  if (volume['nfs'] && !volume['nfs'].server) errors.push(required(`${path}.nfs.server`))
  if (volume['nfs'] && !volume['nfs'].path) errors.push(required(`${path}.nfs.path`))
  return errors
}

const CONTAINER_RESOURCES = ['cpu', 'memory', 'ephemeral-storage']

function validateResources(resources: Fields, path: string): FieldError[] {
  const errors: FieldError[] = []
  for (const list of ['limits', 'requests'])
    for (const [name, text] of Object.entries((resources[list] ?? {}) as Record<string, string>)) {
      const at = `${path}.${list}`
      if (!CONTAINER_RESOURCES.includes(name) && !name.startsWith('hugepages-') && !name.includes('/')) {
        errors.push(invalidValue(`${at}[${name}]`, name, 'must be a standard resource type or fully qualified'), invalidValue(`${at}[${name}]`, name, 'must be a standard resource for containers'))
        continue
      }
      const amount = quantityOf(text)
      if (amount && amount.nano < 0n) errors.push(invalidValue(`${at}[${name}]`, String(text), 'must be greater than or equal to 0'))
      const limit = list === 'requests' ? quantityOf(resources['limits']?.[name]) : undefined
      if (amount && limit && compareQuantities(amount, limit) > 0) errors.push(invalidValue(at, String(text), `must be less than or equal to ${name} limit of ${resources['limits'][name]}`))
    }
  return errors
}

function quantityOf(text: unknown) {
  if (text === undefined) return undefined
  try {
    return parseQuantity(String(text))
  } catch (error) {
    if (error instanceof QuantityError) return undefined
    throw error
  }
}

const TOLERATION_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

function validateTolerations(tolerations: Fields[] | undefined, path: string): FieldError[] {
  return (tolerations ?? []).flatMap((toleration, index) => {
    const at = `${path}[${index}]`
    const errors: FieldError[] = []
    const { key = '', operator = 'Equal', value = '', effect = '', tolerationSeconds } = toleration
    if (key !== '') errors.push(...qualifiedNameProblems(key).map((detail) => invalidValue(`${at}.key`, key, detail)))
    if (key === '' && operator !== 'Exists') errors.push(invalidValue(`${at}.operator`, operator, "operator must be Exists when `key` is empty, which means \"match all values and all keys\""))
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') errors.push(invalidValue(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"))
    if (operator === 'Exists' && value !== '') errors.push(invalidValue(`${at}.operator`, toleration, 'value must be empty when `operator` is \'Exists\''))
    if (!['Equal', 'Exists'].includes(operator)) errors.push(notSupported(`${at}.operator`, operator, ['Equal', 'Exists']))
    if (effect !== '' && !TOLERATION_EFFECTS.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, TOLERATION_EFFECTS))
    return errors
  })
}

function validateHostPorts(spec: Fields, path: string): FieldError[] {
  const taken = new Set<string>()
  return ((spec['containers'] ?? []) as Fields[]).flatMap((container, index) =>
    ((container['ports'] ?? []) as Fields[]).flatMap((port, portIndex) => {
      const at = `${path}.containers[${index}].ports[${portIndex}].hostPort`
      if (!port['hostPort']) return []
      if (spec['hostNetwork'] && port['hostPort'] !== port['containerPort']) return [invalidValue(`${path}.containers[${index}].ports[${portIndex}].containerPort`, port['containerPort'], 'must match `hostPort` when `hostNetwork` is true')]
      const key = `${port['protocol']}/${port['hostIP'] ?? ''}/${port['hostPort']}`
      if (taken.has(key)) return [duplicate(at, key)]
      taken.add(key)
      return []
    }),
  )
}
