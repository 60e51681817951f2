import { asText } from '../bytes.ts'
import { fetchTarget, selectArguments } from '../builder.ts'
import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { KubectlError, messageOf } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { changeObjects, fitsPattern, namesNothing, NO_RESOURCES, objectsOf, POD_TEMPLATE_TYPES, refuseLocalOnServer, SET_FLAGS, withContainers, withPodSpec } from './change.ts'
import { changedEnvironment, type EnvironmentChanges, parseChanges, refuseOverwrites, splitEnvironment } from './environmentArguments.ts'
import { SourceValues, sourceText } from './environmentSources.ts'

export const setEnvironment: Command = {
  name: 'env',
  use: 'RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  short: 'Update environment variables on a pod template',
  long: 'Update environment variables on a pod template.\n\n List environment variable definitions in one or more pods, pod templates. Add, update, or remove container environment variable definitions in one or more pod templates (within replication controllers or deployment configurations). View or modify the environment variable definitions on all containers in the specified pods or pod templates, or just those that match a wildcard.\n\n If "--env -" is passed, environment variables can be read from STDIN using the standard env syntax.\n\n Possible resources include (case insensitive):\n\n  pod (po), replicationcontroller (rc), deployment (deploy), daemonset (ds), statefulset (sts), cronjob (cj), replicaset (rs)',
  examples: [
    { what: 'Set a variable of a deployment', command: 'kubectl set env deployment/web MODE=dark' },
    { what: 'List its variables', command: 'kubectl set env deployment/web --list' },
    { what: 'Take the keys of a secret as variables', command: 'kubectl set env --from=secret/login deployment/web' },
    { what: "Remove a variable from the container 'web' of all deployments", command: 'kubectl set env deployments --all --containers="web" MODE-' },
    { what: 'Set the variables that this shell has', command: 'env | grep RAILS_ | kubectl set env -e - deployment/web' },
  ],
  flags: [
    ...SET_FLAGS,
    { name: 'containers', short: 'c', kind: 'string', default: '*', completes: 'container', usage: "The containers to change, by name or pattern with '*'. Default: all." },
    { name: 'env', short: 'e', kind: 'stringArray', usage: 'Variable to set (KEY=VALUE); `-` reads them from stdin.' },
    { name: 'from', kind: 'string', usage: 'Config map or secret whose keys become variables (TYPE/NAME).' },
    { name: 'keys', kind: 'stringSlice', usage: 'Keys to take from it, separated by commas. Default: all.' },
    { name: 'list', kind: 'bool', usage: 'Show the variables, with the changes.' },
    { name: 'overwrite', kind: 'bool', default: 'true', usage: 'Allow values that are there to be overwritten.' },
    { name: 'prefix', kind: 'string', usage: 'What to put before the names of the variables.' },
    { name: 'resolve', kind: 'bool', usage: 'With --list, show the values that variables refer to.' },
  ],
  complete: (session, word) => completeResources(session, word, POD_TEMPLATE_TYPES),
  async run(session) {
    const { flags } = session
    if (flags.bool('all') && flags.string('selector') !== '') throw new KubectlError('cannot set --all and --selector at the same time')
    const { resources, changes: words } = splitEnvironment(session.args)
    validate(session, resources)
    const changes = await changesOf(session, words)
    const targets = await objectsOf(session, resources)
    if (flags.bool('list')) {
      for (const { object } of targets) await list(session, object as JsonObject, changes)
      return
    }
    await changeObjects(session, targets, {
      operation: 'env updated',
      failure: 'failed to patch env update to pod template: ',
      apply: (object) => withPodSpec(object, (spec) => withEnvironment(session, object, spec, changes)),
      beforePrint() {
        if (changes.set.length === 0 && words.length === 0) throw new KubectlError('at least one environment variable must be provided')
      },
    })
  },
}

function validate(session: Session, resources: readonly string[]): void {
  const { flags } = session
  refuseLocalOnServer(session)
  if (namesNothing(session, resources)) throw new KubectlError(NO_RESOURCES)
  if (flags.bool('list') && flags.string('output') !== '') throw new KubectlError('--list and --output may not be specified together')
  if (flags.list('keys').length > 0 && flags.string('from') === '') throw new KubectlError('when specifying --keys, a configmap or secret must be provided with --from')
}

async function changesOf(session: Session, words: readonly string[]): Promise<EnvironmentChanges> {
  const { flags } = session
  const all = [...flags.list('env'), ...words]
  const input = all.includes('-') ? asText(await session.context.io.stdin.readAll()) : ''
  const { set, remove } = parseChanges(all, input)
  const variables = [...set, ...(await variablesFrom(session))]
  const prefix = flags.string('prefix')
  return { set: prefix === '' ? variables : variables.map((each) => ({ ...each, name: prefix + each['name'] })), remove }
}

/** References to the keys of the config map or secret that `--from` names. */
async function variablesFrom(session: Session): Promise<JsonObject[]> {
  const from = session.flags.string('from')
  if (from === '') return []
  const keys = session.flags.list('keys')
  const variables: JsonObject[] = []
  for (const target of (await selectArguments(session, [from])).singles) {
    const { kind, data = {} } = await fetchTarget(session, target)
    if (kind !== 'Secret' && kind !== 'ConfigMap') throw new KubectlError('unsupported resource specified in --from')
    for (const key of Object.keys(data).sort()) {
      if (keys.length > 0 && !keys.includes(key)) continue
      variables.push({ name: variableName(session, key), valueFrom: { [kind === 'Secret' ? 'secretKeyRef' : 'configMapKeyRef']: { name: target.name, key } } })
    }
  }
  return variables
}

function variableName(session: Session, key: string): string {
  const name = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase()
  if (name !== key) session.warn(`key ${key} transferred to ${name}`)
  return name
}

function withEnvironment(session: Session, object: JsonObject, spec: JsonObject, changes: EnvironmentChanges): JsonObject {
  const pattern = session.flags.string('containers')
  const { spec: changed, count } = withContainers(spec, pattern, (container) => {
    const existing: JsonObject[] = container['env'] ?? []
    if (!session.flags.bool('overwrite')) refuseOverwrites(existing, changes.set)
    const { env: _, ...rest } = container
    const next = changedEnvironment(existing, changes)
    return next.length > 0 ? { ...rest, env: next } : rest
  })
  if (count === 0) warnOfNoContainer(session, object, pattern)
  return changed
}

function warnOfNoContainer(session: Session, object: JsonObject, pattern: string): void {
  session.warn(`${object['kind']}/${object['metadata']?.name} does not have any containers matching ${JSON.stringify(pattern)}`)
}

// ---- listing

async function list(session: Session, object: JsonObject, changes: EnvironmentChanges): Promise<void> {
  const containers: JsonObject[] = []
  withPodSpec(object, (spec) => {
    containers.push(...(spec['containers'] ?? []), ...(spec['initContainers'] ?? []))
    return spec
  })
  const pattern = session.flags.string('containers')
  const fitting = containers.filter(({ name }) => fitsPattern(name, pattern))
  if (fitting.length === 0) return warnOfNoContainer(session, object, pattern)
  for (const container of fitting) await listContainer(session, object, container, changes)
}

async function listContainer(session: Session, object: JsonObject, container: JsonObject, changes: EnvironmentChanges): Promise<void> {
  const values = new SourceValues(session)
  const unresolved = new Map<string, string[]>()
  session.stdout(`# ${object['kind']} ${object['metadata']?.name}, container ${container['name']}\n`)
  for (const { name, value = '', valueFrom } of changedEnvironment(container['env'] ?? [], changes)) {
    if (!valueFrom) session.stdout(`${name}=${value}\n`)
    else if (!session.flags.bool('resolve')) session.stdout(`# ${name} from ${sourceText(valueFrom)}\n`)
    else {
      try {
        session.stdout(`${name}=${await values.valueOf(valueFrom, object, container)}\n`)
      } catch (error) {
        session.stdout(`# ${name} from ${sourceText(valueFrom)}\n`)
        unresolved.set(messageOf(error), [...(unresolved.get(messageOf(error)) ?? []), name])
      }
    }
  }
  const lines = [...unresolved].map(([reason, names]) => `error retrieving reference for ${names.sort().join(', ')}: ${reason}\n`)
  session.stderr(lines.sort().join(''))
}
