import type { Command } from '../command.ts'
import { apiVersionOf, groupResource, type ResourceMapping } from '../discovery.ts'
import { KubectlError, UsageError } from '../errors.ts'
import { table } from '../layout.ts'
import type { Session } from '../session.ts'

export const apiResources: Command = {
  name: 'api-resources',
  group: 'Other Commands',
  use: '[flags]',
  short: 'Print the supported API resources on the server',
  examples: [
    { what: 'Print all types that the server has', command: 'kubectl api-resources' },
    { what: 'Print them with more information', command: 'kubectl api-resources -o wide' },
    { what: 'Print those that namespaces hold', command: 'kubectl api-resources --namespaced=true' },
    { what: 'Print those of one API group', command: 'kubectl api-resources --api-group=rbac.authorization.k8s.io' },
  ],
  flags: [
    { name: 'api-group', kind: 'string', usage: 'Only types of this API group.' },
    { name: 'cached', kind: 'bool', usage: 'Use what is known from before, if anything is.' },
    { name: 'categories', kind: 'stringSlice', usage: 'Only types of these categories.' },
    { name: 'namespaced', kind: 'bool', default: 'true', usage: 'Only types that namespaces hold, or, if false, only those that they do not; without this flag all.' },
    { name: 'no-headers', kind: 'bool', usage: 'Print no headers.' },
    { name: 'output', short: 'o', kind: 'string', completes: ['wide', 'name'], usage: 'Output format. One of: (wide, name).' },
    { name: 'sort-by', kind: 'string', completes: ['name', 'kind'], usage: "Sort by 'name' or 'kind'." },
    { name: 'verbs', kind: 'stringSlice', usage: 'Only types that support these verbs.' },
  ],
  validate({ args, flags }) {
    if (args.length > 0) throw new UsageError(`unexpected arguments: [${args.join(' ')}]`)
    if (!['', 'wide', 'name'].includes(flags.string('output'))) throw new KubectlError(`--output ${flags.string('output')} is not available`)
    if (!['', 'name', 'kind'].includes(flags.string('sort-by'))) throw new KubectlError('--sort-by accepts only name or kind')
  },
  async run(session) {
    const { flags, discovery } = session
    const { resources } = flags.bool('cached') ? await discovery.result() : await discovery.refresh()
    const shown = preferred(resources).filter(chosenBy(session)).sort(orderBy(flags.string('sort-by')))
    if (flags.string('output') === 'name') return session.stdout(shown.map((each) => `${groupResource(each)}\n`).join(''))
    const isWide = flags.string('output') === 'wide'
    const headers = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(isWide ? ['VERBS', 'CATEGORIES'] : [])]
    session.stdout(table([...(flags.bool('no-headers') ? [] : [headers]), ...shown.map((each) => rowOf(each, isWide))]))
  },
}

/** Each type once, in its group's preferred version or the first that has it. */
function preferred(resources: readonly ResourceMapping[]): ResourceMapping[] {
  const best = new Map<string, ResourceMapping>()
  for (const each of resources) {
    const known = best.get(groupResource(each))
    if (!known || (each.preferred && !known.preferred)) best.set(groupResource(each), each)
  }
  return [...best.values()].filter(({ verbs }) => verbs.length > 0)
}

function chosenBy({ flags }: Session): (resource: ResourceMapping) => boolean {
  const hasAll = (present: readonly string[], wanted: readonly string[]) => wanted.every((each) => present.includes(each))
  return ({ group, namespaced, verbs, categories }) =>
    (!flags.changed('api-group') || group === flags.string('api-group')) &&
    (!flags.changed('namespaced') || namespaced === flags.bool('namespaced')) &&
    hasAll(verbs, flags.list('verbs')) &&
    hasAll(categories, flags.list('categories'))
}

const bytewise = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0)

function orderBy(key: string): (left: ResourceMapping, right: ResourceMapping) => number {
  const keyOf = (each: ResourceMapping) => (key === 'name' ? each.resource : key === 'kind' ? each.kind : each.group)
  return (left, right) => bytewise(keyOf(left), keyOf(right)) || bytewise(left.resource, right.resource)
}

function rowOf(each: ResourceMapping, isWide: boolean): string[] {
  const row = [each.resource, each.shortNames.join(','), apiVersionOf(each), String(each.namespaced), each.kind]
  return isWide ? [...row, each.verbs.join(','), each.categories.join(',')] : row
}

export const apiVersions: Command = {
  name: 'api-versions',
  group: 'Other Commands',
  use: '',
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  long: 'Print the supported API versions on the server, in the form of "group/version".',
  examples: [{ what: 'Print the API versions', command: 'kubectl api-versions' }],
  validate({ args }) {
    if (args.length > 0) throw new UsageError(`unexpected arguments: [${args.join(' ')}]`)
  },
  async run(session) {
    const { groupVersions } = await session.discovery.refresh()
    session.stdout([...groupVersions].sort(bytewise).map((each) => `${each}\n`).join(''))
  },
}
