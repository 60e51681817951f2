import { StatusError } from '../../client/status.ts'
import { fetchTarget, fileTargets, itemsOf, listObjects, NOTHING_NAMED, selectArguments, type Target, targetOf, targetPath } from '../builder.ts'
import { KubectlError, messageOf, throwCollected } from '../errors.ts'
import type { Flag } from '../flags.ts'
import type { JsonObject } from '../json.ts'
import { twoWayPatch } from '../patch/strategic.ts'
import { dryRunOf, dryRunQuery, PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { ALL_FLAG, DRY_RUN_FLAG, fieldManagerFlag, FILE_FLAGS, LOCAL_FLAG, SELECTOR_FLAG } from '../sharedFlags.ts'

/** What the `set` commands share: find objects, change each, send the difference. */

export const SET_FLAGS: readonly Flag[] = [ALL_FLAG, DRY_RUN_FLAG, fieldManagerFlag('kubectl-set'), ...FILE_FLAGS, LOCAL_FLAG, ...PRINT_FLAGS, SELECTOR_FLAG]

/** Types whose pod template the `set` commands can change. */
export const POD_TEMPLATE_TYPES = ['cronjobs', 'daemonsets', 'deployments', 'pods', 'replicasets', 'replicationcontrollers', 'statefulsets']

const hasFiles = ({ flags }: Session) => flags.list('filename').length > 0 || flags.string('kustomize') !== ''

export const NO_RESOURCES = 'one or more resources must be specified as <resource> <name> or <resource>/<name>'

export function namesNothing(session: Session, resources: readonly string[]): boolean {
  return resources.length === 0 && !hasFiles(session)
}

export function refuseLocalOnServer(session: Session): void {
  if (session.flags.bool('local') && dryRunOf(session) === 'server') throw new KubectlError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
}

/** The objects that the call names, as the server or the files have them. */
export async function objectsOf(session: Session, resources: readonly string[]): Promise<Target[]> {
  const { flags } = session
  const isLocal = flags.bool('local')
  if (isLocal && resources.length > 0) throw new KubectlError("you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'")
  if (namesNothing(session, resources)) throw new KubectlError(NOTHING_NAMED)
  if (hasFiles(session)) {
    const targets = await fileTargets(session)
    return isLocal ? targets : Promise.all(targets.map(async (target) => ({ ...target, object: await fetchTarget(session, target) })))
  }
  return namedObjects(session, resources)
}

async function namedObjects(session: Session, resources: readonly string[]): Promise<Target[]> {
  const labelSelector = session.flags.string('selector')
  if (labelSelector !== '' && session.flags.bool('all')) throw new KubectlError('cannot set --all and --selector at the same time')
  const selection = await selectArguments(session, resources, { labelSelector, selectsAll: session.flags.bool('all') })
  const found: Target[] = []
  const failures: unknown[] = []
  for (const target of selection.singles) {
    try {
      found.push({ ...target, object: await fetchTarget(session, target) })
    } catch (error) {
      failures.push(error)
    }
  }
  for (const mapping of selection.lists) found.push(...itemsOf(await listObjects(session, mapping, { labelSelector: labelSelector || undefined }, session.namespace)).map((object) => targetOf(mapping, object)))
  throwCollected(failures)
  return found
}

export interface Change {
  /** What was done, for the printed line: `image updated`. */
  readonly operation: string
  /** What goes before a refusal of the server: `failed to patch image update to pod template: `. */
  readonly failure: string
  /** The changed object; the same one if there is nothing to do. Failures that do not keep the rest from being done go to `failures`. */
  apply(object: JsonObject, failures: unknown[]): JsonObject
  /** Called before a result is printed. */
  beforePrint?(): void
}

/** Changes each object and prints what came of it; all are tried before the first failure is thrown. */
export async function changeObjects(session: Session, targets: readonly Target[], change: Change): Promise<void> {
  const failures: unknown[] = []
  for (const target of targets) {
    try {
      await changeObject(session, target, change, failures)
    } catch (error) {
      failures.push(error)
    }
  }
  throwCollected(failures)
}

async function changeObject(session: Session, target: Target, change: Change, failures: unknown[]): Promise<void> {
  const object = target.object as JsonObject
  const changed = applied(target, change, object, failures)
  const body = twoWayPatch(object, changed, target.mapping.kind)
  if (Object.keys(body).length === 0) return
  const print = await resultPrinter(session, change.operation, { keepsOrder: true })
  if (session.flags.bool('local') || dryRunOf(session) === 'client') return session.stdout(print(changed))
  const query = { ...dryRunQuery(session), fieldManager: session.flags.string('field-manager') }
  try {
    const result = await session.client.request('PATCH', targetPath(target), { query, contentType: 'application/strategic-merge-patch+json', body })
    change.beforePrint?.()
    session.stdout(print(result))
  } catch (error) {
    throw error instanceof StatusError ? new KubectlError(change.failure + error.message) : error
  }
}

function applied({ mapping, name }: Target, change: Change, object: JsonObject, failures: unknown[]): JsonObject {
  try {
    return change.apply(object, failures)
  } catch (error) {
    throw new KubectlError(`error: ${mapping.resource}/${name} ${messageOf(error)}\n`)
  }
}

/** The object with its pod template's spec changed. */
export function withPodSpec(object: JsonObject, change: (spec: JsonObject) => JsonObject): JsonObject {
  const { spec = {} } = object
  switch (object['kind']) {
    case 'Pod':
      return { ...object, spec: change(spec) }
    case 'CronJob':
      return { ...object, spec: { ...spec, jobTemplate: { ...spec.jobTemplate, spec: { ...spec.jobTemplate?.spec, template: withTemplateSpec(spec.jobTemplate?.spec?.template, change) } } } }
    case 'DaemonSet':
    case 'Deployment':
    case 'Job':
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'StatefulSet':
      return { ...object, spec: { ...spec, template: withTemplateSpec(spec.template, change) } }
    default:
      throw new KubectlError(`the object is not a pod or does not have a pod template: ${goType(object)}`)
  }
}

function withTemplateSpec(template: JsonObject | undefined, change: (spec: JsonObject) => JsonObject): JsonObject {
  return { ...template, spec: change(template?.['spec'] ?? {}) }
}

/** `*v1.ConfigMap`. */
function goType(object: JsonObject): string {
  return `*${String(object['apiVersion']).replace(/^.*\//, '')}.${object['kind']}`
}

/** Whether a name fits a pattern in which `*` stands for anything. */
export function fitsPattern(name: string, pattern: string): boolean {
  const expression = pattern.split('*').map((part) => part.replace(/[.+^${}()|[\]\\?]/g, '\\$&')).join('.*')
  return new RegExp(`^${expression}$`).test(name)
}

/** The spec with the containers that fit the pattern changed, init containers too; how many did fit. */
export function withContainers(spec: JsonObject, pattern: string, change: (container: JsonObject) => JsonObject): { readonly spec: JsonObject; readonly count: number } {
  let count = 0
  const changeFitting = (containers: JsonObject[]) =>
    containers.map((container) => {
      if (!fitsPattern(String(container['name']), pattern)) return container
      count++
      return change(container)
    })
  const containers = changeFitting(spec['containers'] ?? [])
  const initContainers = spec['initContainers'] ? changeFitting(spec['initContainers']) : undefined
  return { spec: { ...spec, ...(initContainers ? { initContainers } : {}), containers }, count }
}
