import type { Taint } from 'kubernetes-types/core/v1'
import { labelValueFaults, qualifiedNameFaults } from '../../kinds/validation/names.ts'
import { fetchTarget, itemsOf, listObjects, type Target, targetOf, targetPath } from '../builder.ts'
import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { NoSuchResource } from '../discovery.ts'
import { AggregateFailure, KubectlError, throwCollected, UsageError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { twoWayPatch } from '../patch/strategic.ts'
import { dryRunOf, dryRunQuery, namePrinter, PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { DRY_RUN_FLAG, fieldManagerFlag, fieldValidation, OVERWRITE_FLAG, SELECTOR_FLAG, VALIDATE_FLAG } from '../sharedFlags.ts'

export const taint: Command = {
  name: 'taint',
  group: 'Cluster Management Commands',
  use: 'NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  short: 'Update the taints on one or more nodes',
  long: 'Update the taints on one or more nodes.\n\n  *  A taint consists of a key, value, and effect. As an argument here, it is expressed as key=value:effect.\n  *  The value is optional; key:effect has none.\n  *  The effect must be NoSchedule, PreferNoSchedule or NoExecute.\n  *  key:effect- and key- remove taints.\n  *  Currently taint can only apply to node.',
  examples: [
    { what: 'Keep pods that do not tolerate it from a node', command: 'kubectl taint nodes worker-1 dedicated=batch:NoSchedule' },
    { what: 'Remove that taint', command: 'kubectl taint nodes worker-1 dedicated:NoSchedule-' },
    { what: "Remove all taints with the key 'dedicated'", command: 'kubectl taint nodes worker-1 dedicated-' },
    { what: 'Taint all nodes with a label', command: 'kubectl taint node -l disk=slow dedicated=archive:PreferNoSchedule' },
  ],
  flags: [
    { name: 'all', kind: 'bool', usage: 'Select all nodes in the cluster.' },
    DRY_RUN_FLAG,
    fieldManagerFlag('kubectl-taint'),
    OVERWRITE_FLAG,
    ...PRINT_FLAGS,
    SELECTOR_FLAG,
    VALIDATE_FLAG,
  ],
  complete: (session, word) => completeResources(session, word, ['node']),
  async run(session) {
    const { resources, changes } = argumentsOf(session)
    await validate(session, resources, changes)
    const failures: unknown[] = []
    for (const target of await nodesOf(session, resources.slice(1), failures)) {
      try {
        await taintNode(session, target, changes)
      } catch (error) {
        failures.push(error)
      }
    }
    throwCollected(failures)
  },
}

interface Changes {
  readonly add: readonly Taint[]
  readonly remove: readonly Taint[]
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/** `key=value:effect`, `key:effect` or `key`. */
function parseTaint(spec: string): Taint {
  const parts = spec.split(':')
  const invalid = (reasons: readonly string[] = []) => new UsageError(`invalid taint spec: ${spec}${reasons.length > 0 ? `, ${reasons.join('; ')}` : ''}`)
  if (parts.length > 2) throw invalid()
  const [pair = '', effect] = parts
  if (effect !== undefined && !EFFECTS.includes(effect)) throw new UsageError(`invalid taint effect: ${effect}, unsupported taint effect`)
  const [key = '', value, ...more] = effect === undefined ? [pair] : pair.split('=')
  if (more.length > 0) throw invalid()
  const faults = [...(value === undefined ? [] : labelValueFaults(value))]
  if (faults.length > 0) throw invalid(faults)
  if (qualifiedNameFaults(key).length > 0) throw invalid(qualifiedNameFaults(key))
  return { key, ...(value ? { value } : {}), effect: effect ?? '' }
}

function parseChanges(specs: readonly string[]): Changes {
  const add: Taint[] = []
  const remove: Taint[] = []
  for (const spec of specs) {
    if (spec.endsWith('-')) {
      const { key, effect } = parseTaint(spec.slice(0, -1))
      remove.push({ key, effect })
      continue
    }
    const next = parseTaint(spec)
    if (next.effect === '') throw new UsageError(`invalid taint spec: ${spec}`)
    if (add.some((each) => isSame(each, next))) throw new UsageError(`duplicated taints with the same key and effect: ${goText(next)}`)
    add.push(next)
  }
  return { add, remove }
}

const isSame = (left: Taint, right: Taint) => left.key === right.key && left.effect === right.effect

/** As Go prints the struct. */
const goText = ({ key, value = '', effect }: Taint) => `{${key} ${value} ${effect} <nil>}`

/** `key=value:effect`, without what is not there. */
function taintText({ key, value, effect }: Taint): string {
  if (!effect) return value ? `${key}=${value}:` : key
  return value ? `${key}=${value}:${effect}` : `${key}:${effect}`
}

function argumentsOf({ args }: Session): { resources: string[]; changes: Changes } {
  const isTaint = (word: string) => /[=:]/.test(word) || word.endsWith('-')
  const first = args.findIndex(isTaint)
  const resources = args.slice(0, first < 0 ? args.length : first)
  const specs = first < 0 ? [] : args.slice(first)
  const late = specs.find((word) => !isTaint(word))
  if (late !== undefined) throw new KubectlError(`all resources must be specified before taint changes: ${late}`)
  if (resources.length === 0) throw new KubectlError('one or more resources must be specified as <resource> <name>')
  if (specs.length === 0) throw new KubectlError('at least one taint update is required')
  return { resources, changes: parseChanges(specs) }
}

async function validate(session: Session, [type = '', ...names]: readonly string[], { add, remove }: Changes): Promise<void> {
  const { flags } = session
  const mapping = await session.discovery.find(type.toLowerCase())
  if (!mapping) throw new NoSuchResource(type.toLowerCase()).plainly()
  if (mapping.kind !== 'Node') throw new KubectlError(`invalid resource type ${type.toLowerCase()}, only node types are supported`)
  const conflicts = add.flatMap((each) => remove.filter((other) => other.key === each.key && (other.effect === '' || other.effect === each.effect)).map(({ key, effect }) => `${key}=${effect}`))
  if (conflicts.length > 0) throw new KubectlError(`can not both modify and remove the following taint(s) in the same command: ${conflicts.join(', ')}`)
  if (flags.bool('all') && flags.string('selector') !== '') throw new KubectlError("setting 'all' parameter with a non empty selector is prohibited")
  if (!flags.bool('all') && flags.string('selector') === '' && names.length === 0) throw new KubectlError("at least one resource name must be specified since 'all' parameter is not set")
}

async function nodesOf(session: Session, names: readonly string[], failures: unknown[]): Promise<Target[]> {
  const { flags } = session
  const mapping = await session.discovery.resolve('nodes')
  const labelSelector = flags.string('selector')
  if (flags.bool('all') || labelSelector !== '') return itemsOf(await listObjects(session, mapping, { labelSelector: labelSelector || undefined }, undefined)).map((object) => targetOf(mapping, object))
  const nodes: Target[] = []
  for (const name of names) {
    const target = { mapping, namespace: '', name }
    try {
      nodes.push({ ...target, object: await fetchTarget(session, target) })
    } catch (error) {
      failures.push(error)
    }
  }
  return nodes
}

/** The node's taints after the changes, and in one word what was done. */
function changedTaints(old: readonly Taint[], { add, remove }: Changes, overwrites: boolean): { taints: Taint[]; operation: string } {
  let taints = [...add, ...old.filter((each) => !add.some((next) => isSame(each, next)))]
  const isAdded = taints.length !== old.length
  let isRemoved = false
  const missing: KubectlError[] = []
  for (const each of remove) {
    const kept = taints.filter((present) => (each.effect === '' ? present.key !== each.key : !isSame(present, each)))
    isRemoved = kept.length !== taints.length
    if (!isRemoved) missing.push(new KubectlError(`taint ${JSON.stringify(taintText(each))} not found`))
    taints = kept
  }
  if (missing.length > 1) throw new AggregateFailure(missing)
  throwCollected(missing)
  return { taints, operation: (isAdded && isRemoved) || overwrites ? 'modified' : isAdded ? 'tainted' : 'untainted' }
}

async function taintNode(session: Session, target: Target, changes: Changes): Promise<void> {
  const node = target.object as JsonObject
  const old: Taint[] = node['spec']?.taints ?? []
  const overwrites = session.flags.bool('overwrite')
  const taken = changes.add.filter((next) => old.some((each) => isSame(each, next))).map(({ key }) => key)
  if (!overwrites && taken.length > 0) throw new KubectlError(`node ${target.name} already has ${taken.join(',')} taint(s) with same effect(s) and --overwrite is false`)
  const { taints, operation } = changedTaints(old, changes, overwrites)
  const { taints: _, ...spec } = node['spec'] ?? {}
  const changed = { ...node, spec: taints.length > 0 ? { ...spec, taints } : spec }
  // Unlike other commands, this one does not say that a dry run was one.
  const print = session.flags.string('output') === '' && session.flags.string('template') === '' ? namePrinter(operation) : await resultPrinter(session, operation)
  if (dryRunOf(session) === 'client') return session.stdout(print(changed))
  const query = { ...dryRunQuery(session), fieldManager: session.flags.string('field-manager'), fieldValidation: fieldValidation(session.flags.string('validate')) }
  session.stdout(print(await session.client.request('PATCH', targetPath(target), { query, contentType: 'application/strategic-merge-patch+json', body: twoWayPatch(node, changed, 'Node') })))
}
