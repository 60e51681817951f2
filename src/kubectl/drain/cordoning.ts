import { twoWayPatch } from '../patch/strategic.ts'
import { fetchTarget, itemsOf, listObjects, selectArguments, type Target, targetOf, targetPath } from '../builder.ts'
import { namesOfType } from '../completion.ts'
import { groupResource } from '../discovery.ts'
import { KubectlError, messageOf, throwCollected, UsageError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { dryRunOf, dryRunQuery, dryRunSuffix, namePrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'

/** What cordon, uncordon and drain share: which nodes, and whether new pods may go there. */

export const completeNodes = (session: Session) => namesOfType(session, 'nodes')

export function requireNodes(session: Session, usage: string): void {
  const { args, flags } = session
  if (args.length === 0 && !flags.changed('selector')) throw new UsageError(`USAGE: ${usage} [flags]`)
  if (args.length > 0 && flags.string('selector') !== '') throw new UsageError('cannot specify both a node name and a --selector option')
}

/** The nodes that names or a selector mean. */
export async function nodesOf(session: Session): Promise<Target[]> {
  const { args, flags } = session
  if (args.length === 0) {
    const mapping = await session.discovery.resolve('nodes')
    const list = await listObjects(session, mapping, { labelSelector: flags.string('selector'), limit: flags.has('chunk-size') ? flags.int('chunk-size') : undefined }, undefined)
    return itemsOf(list).map((object) => targetOf(mapping, object))
  }
  const nodes: Target[] = []
  const failures: unknown[] = []
  for (const target of (await selectArguments(session, args, { defaultType: 'nodes' })).singles) {
    try {
      const object = await fetchTarget(session, target)
      if (groupResource(target.mapping) !== 'nodes') throw new KubectlError(`error: expected resource of type node, got ${JSON.stringify(`${target.mapping.group}/${target.mapping.version}, Resource=${target.mapping.resource}`)}`)
      nodes.push({ ...target, object })
    } catch (error) {
      failures.push(error)
    }
  }
  throwCollected(failures)
  return nodes
}

export function say(session: Session, { object }: Target, operation: string): void {
  session.stdout(namePrinter(operation + dryRunSuffix(session))(object as JsonObject))
}

/** Marks nodes as unschedulable, or as schedulable again. What fails is said, and the rest still done. */
export async function cordonNodes(session: Session, nodes: readonly Target[], isCordoned: boolean): Promise<void> {
  const prefix = isCordoned ? '' : 'un'
  for (const node of nodes) {
    const object = node.object as JsonObject
    if ((object['spec']?.unschedulable === true) === isCordoned) {
      say(session, node, `already ${prefix}cordoned`)
      continue
    }
    try {
      if (dryRunOf(session) !== 'client') await setUnschedulable(session, node, isCordoned)
      say(session, node, `${prefix}cordoned`)
    } catch (error) {
      session.stderr(`error: unable to ${prefix}cordon node ${JSON.stringify(node.name)}: ${messageOf(error)}\n`)
    }
  }
}

async function setUnschedulable(session: Session, node: Target, isCordoned: boolean): Promise<void> {
  const object = node.object as JsonObject
  const { unschedulable: _, ...spec } = object['spec'] ?? {}
  const changed = { ...object, spec: isCordoned ? { ...spec, unschedulable: true } : spec }
  await session.client.request('PATCH', targetPath(node), { query: dryRunQuery(session), contentType: 'application/strategic-merge-patch+json', body: twoWayPatch(object, changed, 'Node') })
}
