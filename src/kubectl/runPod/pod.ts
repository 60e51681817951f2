import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { variableNameFaults } from '../variableNames.ts'

/** The objects that `kubectl run` makes from its flags, in the order of the Go types' fields. */

/** `a=b,c=d` as a map. */
export function parseLabels(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const parts = pair.split('=')
      if (parts.length !== 2) throw new KubectlError(`unexpected label spec: ${pair}`)
      if (parts[0] === '') throw new KubectlError('unexpected empty label key')
      return parts as [string, string]
    }),
  )
}

function environmentOf(entries: readonly string[]): JsonObject[] {
  return entries.map((entry) => {
    const equals = entry.indexOf('=')
    const name = entry.slice(0, equals)
    if (equals < 0 || name === '' || variableNameFaults(name).length > 0) throw new KubectlError(`invalid env: ${entry}`)
    const value = entry.slice(equals + 1)
    return { name, ...(value === '' ? {} : { value }) }
  })
}

function annotationsOf(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const equals = entry.indexOf('=')
      if (equals <= 0) throw new KubectlError(`invalid annotations format: ${entry}`)
      return [entry.slice(0, equals), entry.slice(equals + 1)]
    }),
  )
}

export function requirePort(text: string): number {
  if (!/^[-+]?\d+$/.test(text)) throw new KubectlError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
  return Number(text)
}

function containerOf({ args, flags }: Session, name: string): JsonObject {
  const words = args.slice(1)
  const environment = environmentOf(flags.list('env'))
  const isInteractive = flags.bool('stdin')
  return {
    name,
    image: flags.string('image'),
    ...(words.length > 0 ? { [flags.bool('command') ? 'command' : 'args']: words } : {}),
    ...(flags.string('port') === '' ? {} : { ports: [{ containerPort: requirePort(flags.string('port')) }] }),
    ...(environment.length > 0 ? { env: environment } : {}),
    resources: {},
    ...(flags.string('image-pull-policy') === '' ? {} : { imagePullPolicy: flags.string('image-pull-policy') }),
    ...(flags.bool('privileged') ? { securityContext: { privileged: true } } : {}),
    ...(isInteractive ? { stdin: true } : {}),
    ...(isInteractive && !flags.bool('leave-stdin-open') ? { stdinOnce: true } : {}),
    ...(flags.bool('tty') ? { tty: true } : {}),
  }
}

export function podOf(session: Session, name: string, restartPolicy: string): JsonObject {
  const { flags } = session
  const annotations = annotationsOf(flags.list('annotations'))
  const labels = flags.string('labels') === '' ? { run: name } : parseLabels(flags.string('labels'))
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, creationTimestamp: null, labels, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: { containers: [containerOf(session, name)], restartPolicy, dnsPolicy: 'ClusterFirst' },
    status: {},
  }
}

/** The service of `--expose`. */
export function serviceOf({ flags }: Session, name: string): JsonObject {
  const labels = flags.string('labels') === '' ? undefined : parseLabels(flags.string('labels'))
  const port = requirePort(flags.string('port'))
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name, creationTimestamp: null, ...(labels ? { labels } : {}) },
    spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector: labels ?? { run: name } },
    status: { loadBalancer: {} },
  }
}
