import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { NoSuchResource, type ResourceMapping } from '../discovery.ts'
import { KubectlError } from '../errors.ts'
import { SchemaDocument } from '../explain/schema.ts'
import { explanation } from '../explain/text.ts'
import type { Session } from '../session.ts'

export const explain: Command = {
  name: 'explain',
  group: 'Basic Commands (Intermediate)',
  use: 'TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]',
  short: 'Get documentation for a resource',
  long: 'Describe fields and structure of various resources.\n\n This command describes the fields associated with each supported API resource. Fields are identified via a simple JSONPath identifier:\n\n  <type>.<fieldName>[.<fieldName>]\n\n Information about each field is retrieved from the server in OpenAPI format.\n\nUse "kubectl api-resources" for a complete list of supported resources.',
  examples: [
    { what: 'Explain a type and its fields', command: 'kubectl explain pods' },
    { what: 'Show all fields below it', command: 'kubectl explain pods --recursive' },
    { what: 'Explain one field', command: 'kubectl explain pods.spec.containers' },
    { what: 'Explain a type in a certain version', command: 'kubectl explain deployments --api-version=apps/v1' },
  ],
  flags: [
    { name: 'api-version', kind: 'string', usage: 'The version of the type to explain (API group/version).' },
    { name: 'output', short: 'o', kind: 'string', default: 'plaintext', completes: ['plaintext'], usage: 'How to print: plaintext.' },
    { name: 'recursive', kind: 'bool', usage: 'Print the names of all fields below, without their descriptions.' },
  ],
  complete: async (session, word) => (session.args.length > 0 ? [] : completeResources(session, word)),
  validate({ args, flags }) {
    if (args.length === 0) throw new KubectlError('You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n')
    if (args.length > 1) throw new KubectlError('We accept only this format: explain RESOURCE\n')
    if (flags.string('output') !== 'plaintext') throw new KubectlError(`unrecognized format: ${flags.string('output')}`)
  },
  async run(session) {
    const { mapping, path } = await requested(session, session.args[0] as string)
    const { group, version } = versionOf(session, mapping)
    const document = await documentOf(session, group, version, mapping)
    const { kind } = mapping
    const schema = document.ofKind(group, version, kind)
    if (!schema) throw new KubectlError(`GVR (${group}/${version}, Resource=${mapping.resource}) not found in OpenAPI schema`)
    session.stdout(`${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`)
    const found = document.follow(schema, path)
    if (!found) throw new KubectlError(`field ${JSON.stringify(path.at(-1))} does not exist`)
    session.stdout(explanation(document, found, session.flags.bool('recursive')))
  },
}

/** Tells the type from the fields: `deployments.apps.spec` is the field `spec` of `deployments.apps`. */
async function requested(session: Session, words: string): Promise<{ mapping: ResourceMapping; path: readonly string[] }> {
  const parts = words.replace(/\.$/, '').split('.')
  const { resources } = await session.discovery.result()
  for (let length = parts.length; length > 1; length--) {
    const [name = '', ...group] = parts.slice(0, length)
    const named = resources.find((each) => each.preferred && each.group === group.join('.') && [each.resource, each.singular, ...each.shortNames].includes(name.toLowerCase()))
    if (named) return { mapping: named, path: parts.slice(length) }
  }
  const mapping = await session.discovery.find(parts[0] as string)
  if (!mapping) throw new NoSuchResource(parts[0] as string).plainly()
  return { mapping, path: parts.slice(1) }
}

function versionOf({ flags }: Session, mapping: ResourceMapping): { group: string; version: string } {
  const words = flags.string('api-version')
  if (words === '') return mapping
  const slash = words.indexOf('/')
  return { group: slash < 0 ? '' : words.slice(0, slash), version: words.slice(slash + 1) }
}

async function documentOf({ client }: Session, group: string, version: string, { resource }: ResourceMapping): Promise<SchemaDocument> {
  const { paths = {} } = await client.get('/openapi/v3')
  const entry = paths[group === '' ? `api/${version}` : `apis/${group}/${version}`]
  if (!entry) throw new KubectlError(`couldn't find resource for "${group}/${version}, Resource=${resource}"`)
  return new SchemaDocument(await client.get(String(entry.serverRelativeURL)))
}
