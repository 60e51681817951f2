import { deepEqual } from '../../base/equality.ts'
import { StatusError } from '../../client/status.ts'
import { type Target, targetPath, visitFiles } from '../builder.ts'
import type { Command } from '../command.ts'
import { pathOf } from '../discovery.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { dryRunOf, PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { DRY_RUN_FLAG, FILE_FLAGS } from '../sharedFlags.ts'
import { type PolicyRule, ruleText, uncovered } from './policyRules.ts'

const GROUP = 'rbac.authorization.k8s.io'

export const reconcile: Command = {
  name: 'reconcile',
  use: '-f FILENAME',
  short: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
  long: "Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects.\n\n Missing objects are created, and the containing namespace is created for namespaced objects, if required.\n\n Existing roles are updated to include the permissions in the input objects, and remove extra permissions if --remove-extra-permissions is specified.\n\n Existing bindings are updated to include the subjects in the input objects, and remove extra subjects if --remove-extra-subjects is specified.\n\n This is preferred to 'apply' for RBAC resources so that semantically-aware merging of rules and subjects is done.",
  examples: [{ what: 'Give roles and bindings at least what a file says', command: 'kubectl auth reconcile -f rbac.yaml' }],
  flags: [
    DRY_RUN_FLAG,
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    { name: 'remove-extra-permissions', kind: 'bool', usage: 'Remove permissions that the files do not have.' },
    { name: 'remove-extra-subjects', kind: 'bool', usage: 'Remove subjects that the files do not have.' },
  ],
  validate(session) {
    if (session.args.length > 0) throw new KubectlError('no arguments are allowed')
    if (session.flags.list('filename').length === 0 && session.flags.string('kustomize') === '') throw new KubectlError('must specify one of -f and -k')
    if (dryRunOf(session) === 'server') throw new KubectlError('--dry-run=server for command reconcile is not supported yet')
  },
  run: (session) => visitFiles(session, async (target) => (target.mapping.group === GROUP ? reconcileTarget(session, target) : undefined)),
}

interface Plan {
  readonly operation: 'none' | 'create' | 'update' | 'recreate'
  readonly object: JsonObject
  /** Headings and what was added or removed, in Go's notation. */
  readonly changes: readonly (readonly [string, readonly string[]])[]
}

async function reconcileTarget(session: Session, target: Target): Promise<void> {
  const live = await liveOf(session, target)
  const isRole = target.mapping.kind === 'Role' || target.mapping.kind === 'ClusterRole'
  const plan = isRole ? planRole(session, target.object as JsonObject, live) : planBinding(session, target.object as JsonObject, live)
  const isProtected = live?.['metadata']?.annotations?.['rbac.authorization.kubernetes.io/autoupdate'] === 'false'
  const result = dryRunOf(session) === 'client' || isProtected ? plan.object : await carryOut(session, target, plan, live)
  session.stdout((await resultPrinter(session, 'reconciled'))(result))
  if (plan.operation === 'none') return
  session.stderr(`\treconciliation required ${plan.operation}${isProtected ? ', but object opted out (rbac.authorization.kubernetes.io/autoupdate: false)' : ''}\n`)
  for (const [heading, lines] of plan.changes) if (lines.length > 0) session.stderr(`\t${heading}:\n${lines.map((line) => `\t\t${line}\n`).join('')}`)
}

async function liveOf(session: Session, target: Target): Promise<JsonObject | undefined> {
  try {
    return await session.client.get(targetPath(target))
  } catch (error) {
    if (error instanceof StatusError && error.code === 404) return undefined
    throw error
  }
}

async function carryOut(session: Session, target: Target, { operation, object }: Plan, live: JsonObject | undefined): Promise<JsonObject> {
  switch (operation) {
    case 'none':
      return live as JsonObject
    case 'update':
      return session.client.request('PUT', targetPath(target), { body: object })
    case 'recreate':
      await session.client.request('DELETE', targetPath(target), { body: { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: live?.['metadata']?.uid } } })
      return session.client.request('POST', pathOf(target.mapping, target.namespace), { body: object })
    case 'create':
      await ensureNamespace(session, target.namespace)
      return session.client.request('POST', pathOf(target.mapping, target.namespace), { body: object })
  }
}

async function ensureNamespace(session: Session, name: string): Promise<void> {
  if (name === '') return
  try {
    await session.client.get(`/api/v1/namespaces/${name}`)
  } catch (error) {
    if (!(error instanceof StatusError && error.code === 404)) throw error
    await session.client.request('POST', '/api/v1/namespaces', { body: { kind: 'Namespace', apiVersion: 'v1', metadata: { name } } })
  }
}

/** The live object with the labels and annotations of the wanted one too. */
function withMetadataOf(live: JsonObject, wanted: JsonObject): JsonObject {
  const metadata: JsonObject = { ...live['metadata'] }
  for (const field of ['labels', 'annotations']) if (wanted['metadata']?.[field]) metadata[field] = { ...wanted['metadata'][field], ...metadata[field] }
  return { ...live, metadata }
}

function planRole(session: Session, wanted: JsonObject, live: JsonObject | undefined): Plan {
  const wantedRules: PolicyRule[] = wanted['rules'] ?? []
  if (!live) return { operation: 'create', object: wanted, changes: [['missing rules added', wantedRules.map(ruleText)]] }
  const liveRules: PolicyRule[] = live['rules'] ?? []
  const missing = uncovered(liveRules, wantedRules)
  const extra = uncovered(wantedRules, liveRules)
  const removes = session.flags.bool('remove-extra-permissions')
  const rules = removes && extra.length > 0 ? wantedRules : missing.length > 0 ? [...liveRules, ...missing] : liveRules
  const object = { ...withMetadataOf(live, wanted), rules }
  return {
    operation: deepEqual(object, { ...live, rules: liveRules }) ? 'none' : 'update',
    object,
    changes: [
      ['missing rules added', missing.map(ruleText)],
      ['extra rules removed', removes ? extra.map(ruleText) : []],
    ],
  }
}

const subjectText = ({ kind = '', apiGroup = '', name = '', namespace = '' }: JsonObject) => `{Kind:${kind} APIGroup:${apiGroup} Name:${name} Namespace:${namespace}}`

function planBinding(session: Session, wanted: JsonObject, live: JsonObject | undefined): Plan {
  const wantedSubjects: JsonObject[] = wanted['subjects'] ?? []
  if (!live) return { operation: 'create', object: wanted, changes: [['missing subjects added', wantedSubjects.map(subjectText)]] }
  const liveSubjects: JsonObject[] = live['subjects'] ?? []
  const without = (from: readonly JsonObject[], these: readonly JsonObject[]) => from.filter((subject) => !these.some((each) => subjectText(each) === subjectText(subject)))
  const missing = without(wantedSubjects, liveSubjects)
  const extra = without(liveSubjects, wantedSubjects)
  const removes = session.flags.bool('remove-extra-subjects')
  const changes: Plan['changes'] = [
    ['missing subjects added', missing.map(subjectText)],
    ['extra subjects removed', removes ? extra.map(subjectText) : []],
  ]
  const subjects = [...(removes ? without(liveSubjects, extra) : liveSubjects), ...missing]
  if (!deepEqual(live['roleRef'], wanted['roleRef'])) return { operation: 'recreate', object: { ...wanted, subjects }, changes }
  const object = { ...withMetadataOf(live, wanted), subjects }
  return { operation: deepEqual(object, { ...live, subjects: liveSubjects }) ? 'none' : 'update', object, changes }
}
