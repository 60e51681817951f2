/** Whole objects in Go's syntax (`%#v`), by the table of types: for messages that show what they refuse. */
import { present } from '../../base/invariant.ts'
import { messageType, type Shape } from '../schema/index.ts'
import { goIntOrString, goList, goMap, goPointer, goQuantity, goRawExtension, goStruct, GoText } from './goValue.ts'

const ZERO_TIME = 'time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC)'

/** Fields of the server's own form of a type, where they are not those of the API: names in Go's spelling and order. */
const INTERNAL: Readonly<Record<string, readonly string[]>> = {
  'core/v1.PodSpec': [
    'Volumes', 'InitContainers', 'Containers', 'EphemeralContainers', 'RestartPolicy', 'TerminationGracePeriodSeconds', 'ActiveDeadlineSeconds', 'DNSPolicy', 'NodeSelector', 'ServiceAccountName',
    'AutomountServiceAccountToken', 'NodeName', 'SecurityContext', 'ImagePullSecrets', 'Hostname', 'Subdomain', 'SetHostnameAsFQDN', 'Affinity', 'SchedulerName', 'Tolerations', 'HostAliases',
    'PriorityClassName', 'Priority', 'PreemptionPolicy', 'DNSConfig', 'ReadinessGates', 'RuntimeClassName', 'Overhead', 'EnableServiceLinks', 'TopologySpreadConstraints', 'OS', 'SchedulingGates',
    'ResourceClaims', 'Resources',
  ],
}

/**
 * An object of a type (`core/v1.PodTemplateSpec`) as the server holds it: versions of the API are internal to it, so their package is named by the group
 * (`core.PodTemplateSpec`).
 */
export function goObject(type: string, value: unknown): GoText {
  const { own } = present(messageType(type), type)
  const fields = INTERNAL[type]?.map((name) => present(own.find(({ goName }) => goName === name), `${type}.${name}`)) ?? own
  const home = type.slice(0, type.indexOf('/'))
  const given = (value ?? {}) as Record<string, unknown>
  return goStruct(goTypeName(type), Object.fromEntries(fields.map((field) => [field.goName, goOf(field.shape, field.name === '' ? given : given[field.name], home)])))
}

/** `core.PodSpec` for `core/v1.PodSpec`; what all groups share keeps its version. */
function goTypeName(type: string): string {
  return type.startsWith('meta/') ? type.slice('meta/'.length) : type.replace(/\/v\w+\./, '.')
}

/** The name of a type; types that are another name for a plain one are of the package in which they are used. */
function nameOf(shape: Shape, home: string): string {
  const isNamed = /^v\d/.test(shape.go) && !(shape.kind === 'single' && ['message', 'time', 'microTime', 'duration', 'raw'].includes(shape.type))
  if (isNamed) return shape.go.replace(/^v\w+(?=\.)/, home)
  if (shape.kind === 'pointer') return `*${nameOf(shape.of, home)}`
  if (shape.kind === 'list') return `[]${nameOf(shape.of, home)}`
  if (shape.kind === 'map') return `map[string]${nameOf(shape.of, home)}`
  if (shape.kind !== 'single') return shape.go
  return shape.message === '' ? shape.go : goTypeName(shape.message)
}

function goOf(shape: Shape, value: unknown, home: string): unknown {
  switch (shape.kind) {
    case 'pointer':
      if (shape.of.kind === 'single' && shape.of.type === 'time' && (value ?? null) === null) return new GoText('<nil>')
      return goPointer(nameOf(shape.of, home), value)
    case 'list':
      return goList(nameOf(shape.of, home), (value as unknown[] | undefined)?.map((item) => goOf(shape.of, item, home)))
    case 'map':
      return goMap(nameOf(shape, home), value ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, goOf(shape.of, item, home)])) : undefined)
    case 'single':
      return goSingle(shape, value)
  }
}

function goSingle(shape: Shape & { kind: 'single' }, value: unknown): unknown {
  switch (shape.type) {
    case 'message':
      return goObject(shape.message, value)
    case 'string':
      return value ?? ''
    case 'boolean':
      return value ?? false
    case 'integer':
    case 'double':
      return value ?? 0
    case 'intOrString':
      return goIntOrString((value ?? 0) as number | string)
    case 'quantity':
      return goQuantity(String(value ?? '0'))
    case 'time':
    case 'microTime':
      return new GoText(value ? goTime(value as string) : ZERO_TIME)
    case 'raw':
      return goRawExtension(value)
    default:
      return value === undefined ? '' : JSON.stringify(value)
  }
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

function goTime(text: string): string {
  const [, year, month, day, hour, minute, second] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)/.exec(text) ?? []
  return `time.Date(${Number(year)}, time.${MONTHS[Number(month) - 1]}, ${[day, hour, minute, second].map(Number).join(', ')}, 0, time.Local)`
}
