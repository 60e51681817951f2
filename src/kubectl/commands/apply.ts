import { StatusError } from '../../client/status.ts'
import { fetchTarget, fileTargets, itemsOf, PartlyReadable, selectArguments, type Target, targetPath } from '../builder.ts'
import type { Command } from '../command.ts'
import { apiVersionOf, pathOf, type ResourceMapping } from '../discovery.ts'
import { AggregateFailure, KubectlError, messageOf, throwCollected, UsageError, withSource } from '../errors.ts'
import { indentedJson, sortKeys, type JsonObject } from '../json.ts'
import { LAST_APPLIED, lastAppliedOf, lastAppliedText, withLastApplied } from '../lastApplied.ts'
import { applyMergePatch, threeWayMergePatch } from '../patch/jsonMerge.ts'
import { isBuiltIn } from '../patch/mergeSchema.ts'
import { threeWayPatch } from '../patch/strategic.ts'
import { dryRunOf, dryRunQuery, PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { ALL_FLAG, DRY_RUN_FLAG, fieldManagerFlag, fieldValidation, FILE_FLAGS, OVERWRITE_FLAG, SELECTOR_FLAG, VALIDATE_FLAG } from '../sharedFlags.ts'
import { parseLabelSelector } from '../../base/selectors.ts'
import { printYaml } from '../yaml.ts'

const CLIENT_SIDE_MANAGER = 'kubectl-client-side-apply'
/** How often a patch is computed anew when somebody else changed the object meanwhile. */
const MAX_PATCH_ATTEMPTS = 5

const CONFLICT_ADVICE = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`

const viewLastApplied: Command = {
  name: 'view-last-applied',
  use: '(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)',
  short: 'View the latest last-applied-configuration annotations of a resource/object',
  flags: [ALL_FLAG, ...FILE_FLAGS, { name: 'output', short: 'o', kind: 'string', default: 'yaml', completes: ['yaml', 'json'], usage: 'Output format. Must be one of (yaml, json).' }, SELECTOR_FLAG],
  async run(session) {
    const targets = session.flags.list('filename').length > 0 ? await fileTargets(session) : (await selectArguments(session, session.args, { labelSelector: session.flags.string('selector') })).singles
    for (const target of targets) {
      const object = await fetchTarget(session, target)
      const config = lastAppliedOf(object)
      if (!config) throw new KubectlError(`no last-applied-configuration annotation found on resource: ${target.name}`)
      session.stdout(session.flags.string('output') === 'json' ? `${indentedJson(sortKeys(config))}\n` : printYaml(config))
    }
  },
}

const setLastApplied: Command = {
  name: 'set-last-applied',
  use: '-f FILENAME',
  short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  flags: [{ name: 'create-annotation', kind: 'bool', usage: 'Make the annotation where there is none yet.' }, DRY_RUN_FLAG, ...FILE_FLAGS, ...PRINT_FLAGS],
  async run(session) {
    for (const target of await fileTargets(session)) {
      const live = await fetchTarget(session, target)
      if (!lastAppliedOf(live) && !session.flags.bool('create-annotation')) throw new KubectlError(`no last-applied-configuration annotation found on resource: ${target.name}, to create the annotation, run the command with --create-annotation`)
      const annotations = { [LAST_APPLIED]: lastAppliedText(target.object as JsonObject).replace('"annotations":{},', '') }
      const print = await resultPrinter(session, 'configured')
      if (dryRunOf(session) === 'client') session.stdout(print(live))
      else session.stdout(print(await session.client.request('PATCH', targetPath(target), { query: dryRunQuery(session), contentType: 'application/merge-patch+json', body: { metadata: { annotations } } })))
    }
  },
}

export const apply: Command = {
  name: 'apply',
  group: 'Advanced Commands',
  use: '(-f FILENAME | -k DIRECTORY)',
  short: 'Apply a configuration to a resource by file name or stdin',
  long: 'Apply a configuration to a resource by file name or stdin. The resource name must be specified; the object is created if it is not there yet.\n\n JSON and YAML formats are accepted. What was applied is kept in an annotation, so that the next apply also removes what the file no longer has.',
  examples: [
    { what: 'Apply the configuration in a file', command: 'kubectl apply -f ./pod.yaml' },
    { what: 'Apply what comes from stdin', command: 'cat pod.json | kubectl apply -f -' },
    { what: 'Let the server merge and track the fields', command: 'kubectl apply --server-side -f ./pod.yaml' },
    { what: 'Also delete what was applied before and is not in the file', command: 'kubectl apply --prune -f manifest.yaml -l app=web --prune-allowlist=core/v1/ConfigMap' },
  ],
  flags: [
    ALL_FLAG,
    DRY_RUN_FLAG,
    fieldManagerFlag(CLIENT_SIDE_MANAGER),
    ...FILE_FLAGS,
    { name: 'force', kind: 'bool', usage: 'Delete and create anew what cannot be patched.' },
    { name: 'force-conflicts', kind: 'bool', usage: 'With --server-side, take over fields that others manage.' },
    { name: 'openapi-patch', kind: 'bool', default: 'true', usage: 'Kept for compatibility: the patch is computed from the built-in types.' },
    { ...OVERWRITE_FLAG, default: 'true', usage: 'Resolve conflicts between file and live object in favour of the file.' },
    ...PRINT_FLAGS,
    { name: 'prune', kind: 'bool', usage: 'Delete objects that were applied before, match the selector and are in none of the files.' },
    { name: 'prune-allowlist', kind: 'stringArray', usage: 'Types to prune, as <group/version/kind>, in place of the default ones.' },
    SELECTOR_FLAG,
    { name: 'server-side', kind: 'bool', usage: 'Apply on the server instead of the client.' },
    VALIDATE_FLAG,
  ],
  commands: [setLastApplied, viewLastApplied],
  validate({ args, flags }) {
    if (args.length > 0) throw new UsageError(`Unexpected args: [${args.join(' ')}]`)
    if (flags.bool('force-conflicts') && !flags.bool('server-side')) throw new KubectlError('--force-conflicts only works with --server-side')
    if (flags.bool('prune') && !flags.bool('all') && flags.string('selector') === '') throw new KubectlError('all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector')
  },
  run: applyFiles,
}

async function applyFiles(session: Session): Promise<void> {
  const failures: unknown[] = []
  let targets: readonly Target[] = []
  try {
    targets = await fileTargets(session)
  } catch (error) {
    if (!(error instanceof PartlyReadable)) throw error
    targets = error.targets
    failures.push(...error.errors)
  }
  const selector = parseLabelSelector(session.flags.string('selector'))
  const applied: JsonObject[] = []
  for (const target of targets.filter(({ object }) => selector.matches(object?.['metadata']?.labels))) {
    try {
      applied.push(await (session.flags.bool('server-side') ? applyOnServer(session, target) : applyOnClient(session, target)))
    } catch (error) {
      failures.push(error)
    }
  }
  throwCollected(failures)
  if (session.flags.bool('prune')) await prune(session, applied)
}

function queryOf(session: Session) {
  return { ...dryRunQuery(session), fieldManager: session.flags.string('field-manager'), fieldValidation: fieldValidation(session.flags.string('validate')) }
}

// ---- on the client

async function applyOnClient(session: Session, target: Target): Promise<JsonObject> {
  const object = target.object as JsonObject
  if (!target.name) throw new KubectlError(`error when retrieving current configuration of:\nResource: "${apiVersionOf(target.mapping)}, Resource=${target.mapping.resource}", GroupVersionKind: "${apiVersionOf(target.mapping)}, Kind=${target.mapping.kind}"\nName: "", Namespace: ${JSON.stringify(target.namespace)}\nfrom server for: ${JSON.stringify(target.source)}: resource name may not be empty`)
  let live: JsonObject
  try {
    live = await fetchTarget(session, target)
  } catch (error) {
    if (!isMissing(error)) throw retrievalFailure(target, error)
    return createNew(session, target)
  }
  if (lastAppliedOf(live) === undefined && session.flags.string('field-manager') === CLIENT_SIDE_MANAGER) warnMissingAnnotation(session, target)
  const { result, isChanged } = await patchLive(session, target, object, live)
  const print = await resultPrinter(session, isChanged ? 'configured' : 'unchanged')
  session.stdout(print(result))
  return result
}

const isMissing = (error: unknown) => error instanceof StatusError && error.code === 404

function retrievalFailure(target: Target, error: unknown): unknown {
  if (!(error instanceof StatusError)) return error
  const { mapping, name, namespace, source } = target
  const type = `${apiVersionOf(mapping).includes('/') ? '' : '/'}${apiVersionOf(mapping)}`
  const message = `error when retrieving current configuration of:\nResource: "${type}, Resource=${mapping.resource}", GroupVersionKind: "${type}, Kind=${mapping.kind}"\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}\nfrom server for: ${JSON.stringify(source)}: ${error.message}`
  return new StatusError({ ...error.status, message })
}

function warnMissingAnnotation(session: Session, target: Target): void {
  session.warn(
    `resource ${target.mapping.resource}/${target.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`,
  )
}

async function createNew(session: Session, target: Target): Promise<JsonObject> {
  const body = withLastApplied(target.object as JsonObject)
  const print = await resultPrinter(session, 'created')
  try {
    const result = dryRunOf(session) === 'client' ? body : await session.client.request('POST', pathOf(target.mapping, target.namespace), { query: queryOf(session), body })
    session.stdout(print(result))
    return result
  } catch (error) {
    throw withSource('creating', target.source, error)
  }
}

/** The patch for an object, and in which form it is sent. */
export function applyPatch(target: Target, object: JsonObject, live: JsonObject): { readonly body: JsonObject; readonly contentType: string } {
  const modified = withLastApplied(object)
  const original = lastAppliedOf(live) ?? {}
  return isBuiltIn(apiVersionOf(target.mapping))
    ? { body: threeWayPatch(original, modified, live, target.mapping.kind), contentType: 'application/strategic-merge-patch+json' }
    : { body: threeWayMergePatch(original, modified, live), contentType: 'application/merge-patch+json' }
}

async function patchLive(session: Session, target: Target, object: JsonObject, first: JsonObject): Promise<{ result: JsonObject; isChanged: boolean }> {
  let live = first
  for (let attempt = 1; ; attempt++) {
    const { body, contentType } = applyPatch(target, object, live)
    if (Object.keys(body).length === 0) return { result: live, isChanged: false }
    if (dryRunOf(session) === 'client') return { result: applyMergePatch(live, body) as JsonObject, isChanged: true }
    try {
      return { result: await session.client.request('PATCH', targetPath(target), { query: queryOf(session), contentType, body }), isChanged: true }
    } catch (error) {
      const isConflict = error instanceof StatusError && error.status.reason === 'Conflict'
      if (!isConflict || attempt >= MAX_PATCH_ATTEMPTS) throw withPatchSource(target, error)
      live = await session.client.get(targetPath(target))
    }
  }
}

function withPatchSource(target: Target, error: unknown): unknown {
  if (!(error instanceof StatusError) || error.status.reason === 'Invalid') return error
  const type = apiVersionOf(target.mapping)
  return new StatusError({ ...error.status, message: `error when applying patch:\n${''}to:\nResource: "${type}, Resource=${target.mapping.resource}", GroupVersionKind: "${type}, Kind=${target.mapping.kind}"\nName: ${JSON.stringify(target.name)}, Namespace: ${JSON.stringify(target.namespace)}\nfor: ${JSON.stringify(target.source)}: error when patching ${JSON.stringify(target.source)}: ${error.message}` })
}

// ---- on the server

async function applyOnServer(session: Session, target: Target): Promise<JsonObject> {
  const { flags } = session
  const fieldManager = flags.changed('field-manager') ? flags.string('field-manager') : 'kubectl'
  const send = (manager: string, body: JsonObject) =>
    session.client.request('PATCH', targetPath(target), { query: { ...queryOf(session), fieldManager: manager, force: flags.bool('force-conflicts') }, contentType: 'application/apply-patch+yaml', body })
  try {
    let result = await send(fieldManager, target.object as JsonObject)
    if (await migrateOwnership(session, target, result, send)) result = await send(fieldManager, target.object as JsonObject)
    const print = await resultPrinter(session, 'serverside-applied')
    session.stdout(print(result))
    return result
  } catch (error) {
    if (error instanceof StatusError && error.code === 409) throw new KubectlError(`${error.message}\n${CONFLICT_ADVICE}`)
    throw error
  }
}

/** An object that was applied by a client before: its last applied fields become ours on the server too, so that they can be removed later. */
async function migrateOwnership(session: Session, target: Target, result: JsonObject, send: (manager: string, body: JsonObject) => Promise<JsonObject>): Promise<boolean> {
  const managed: JsonObject[] = result['metadata']?.managedFields ?? []
  const wasApplied = managed.some((entry) => entry['manager'] === CLIENT_SIDE_MANAGER && entry['operation'] === 'Update')
  const config = lastAppliedOf(result)
  if (!wasApplied || !config || dryRunOf(session) !== 'none') return false
  await send('kubectl-last-applied', config)
  const live = await session.client.get(targetPath(target))
  const kept = (live['metadata']?.managedFields ?? []).filter((entry: JsonObject) => entry['manager'] !== CLIENT_SIDE_MANAGER)
  const body = [
    { op: 'replace', path: '/metadata/managedFields', value: kept },
    { op: 'replace', path: '/metadata/resourceVersion', value: live['metadata']?.resourceVersion },
  ]
  await session.client.request('PATCH', targetPath(target), { contentType: 'application/json-patch+json', body })
  return true
}

// ---- pruning

const PRUNED_BY_DEFAULT = ['v1/ConfigMap', 'v1/Endpoints', 'v1/Namespace', 'v1/PersistentVolumeClaim', 'v1/PersistentVolume', 'v1/Pod', 'v1/ReplicationController', 'v1/Secret', 'v1/Service', 'batch/v1/Job', 'batch/v1/CronJob', 'networking.k8s.io/v1/Ingress', 'apps/v1/DaemonSet', 'apps/v1/Deployment', 'apps/v1/ReplicaSet', 'apps/v1/StatefulSet']

async function prunedTypes(session: Session): Promise<ResourceMapping[]> {
  const allowed = session.flags.list('prune-allowlist')
  const types = allowed.length > 0 ? allowed.map((each) => each.replace(/^core\//, '')) : PRUNED_BY_DEFAULT
  const mappings: ResourceMapping[] = []
  for (const type of types) {
    const slash = type.lastIndexOf('/')
    const mapping = await session.discovery.forKind(type.slice(0, slash), type.slice(slash + 1))
    if (mapping) mappings.push(mapping)
    else if (allowed.length > 0) throw new KubectlError(`no matches for kind ${JSON.stringify(type.slice(slash + 1))} in version ${JSON.stringify(type.slice(0, slash))}`)
  }
  return mappings
}

async function prune(session: Session, applied: readonly JsonObject[]): Promise<void> {
  const uids = new Set(applied.map((object) => object['metadata']?.uid as string))
  const namespaces = [...new Set(applied.map((object) => (object['metadata']?.namespace as string) ?? '').filter((each) => each !== ''))]
  const failures: unknown[] = []
  for (const mapping of await prunedTypes(session)) {
    for (const namespace of mapping.namespaced ? namespaces : ['']) {
      const list = await session.client.get(pathOf(mapping, namespace), { labelSelector: session.flags.string('selector') || undefined })
      for (const object of itemsOf(list)) {
        const metadata = object['metadata'] as JsonObject
        if (metadata['annotations']?.[LAST_APPLIED] === undefined || uids.has(metadata['uid'])) continue
        try {
          await pruneObject(session, mapping, namespace, object)
        } catch (error) {
          failures.push(new KubectlError(`failed to prune: ${messageOf(error)}`))
        }
      }
    }
  }
  if (failures.length > 1) throw new AggregateFailure(failures)
  throwCollected(failures)
}

async function pruneObject(session: Session, mapping: ResourceMapping, namespace: string, object: JsonObject): Promise<void> {
  if (dryRunOf(session) !== 'client') await session.client.request('DELETE', pathOf(mapping, namespace, object['metadata']?.name), { body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', ...(dryRunOf(session) === 'server' ? { dryRun: ['All'] } : {}) } })
  const print = await resultPrinter(session, 'pruned')
  session.stdout(print(object))
}
