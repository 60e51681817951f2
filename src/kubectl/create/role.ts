import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { create, GENERATED_FLAGS, newClusterMetadata, newMetadata, requireName } from './generated.ts'
import { checkResources, resourceNamesOf, resourcesOf, RULE_FLAGS, rulesOf, verbsOf, warnOfUnusualVerbs } from './policyRules.ts'

const API_VERSION = 'rbac.authorization.k8s.io/v1'

export const createRole: Command = {
  name: 'role',
  use: 'NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]',
  short: 'Create a role with single rule',
  long: 'Create a role with single rule.',
  examples: [
    { what: 'Create a role that lets its subjects read pods', command: 'kubectl create role pod-reader --verb=get,list,watch --resource=pods' },
    { what: 'Create a role for one object only', command: 'kubectl create role settings-reader --verb=get --resource=configmaps --resource-name=settings' },
    { what: 'Create a role for a resource of a group', command: 'kubectl create role viewer --verb=get,list --resource=replicasets.apps' },
    { what: 'Create a role for a subresource', command: 'kubectl create role log-reader --verb=get --resource=pods,pods/log' },
  ],
  flags: [...GENERATED_FLAGS, ...RULE_FLAGS],
  validate: (session) => void requireName(session),
  async run(session) {
    const [verbs, resources] = [verbsOf(session), resourcesOf(session)]
    if (verbs.length === 0) throw new KubectlError('at least one verb must be specified')
    warnOfUnusualVerbs(session, verbs)
    if (resources.length === 0) throw new KubectlError('at least one resource must be specified')
    await checkResources(session, resources, verbs)
    const rules = await rulesOf(session, resources, verbs, resourceNamesOf(session))
    await create(session, { object: { kind: 'Role', apiVersion: API_VERSION, metadata: newMetadata(session, requireName(session)), rules }, resource: 'roles', namespaced: true })
  },
}

export const createClusterRole: Command = {
  name: 'clusterrole',
  use: 'NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]',
  short: 'Create a cluster role',
  long: 'Create a cluster role.',
  examples: [
    { what: 'Create a cluster role that lets its subjects read pods', command: 'kubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods' },
    { what: 'Create a cluster role for a path of the server', command: 'kubectl create clusterrole health --verb=get --non-resource-url=/healthz' },
    { what: 'Create one that gathers the rules of others', command: 'kubectl create clusterrole monitoring --aggregation-rule="rbac.example.com/to-monitoring=true"' },
  ],
  flags: [
    ...GENERATED_FLAGS,
    ...RULE_FLAGS,
    { name: 'aggregation-rule', kind: 'stringMap', usage: 'Labels (key=value) of the cluster roles whose rules this one gathers.' },
    { name: 'non-resource-url', kind: 'stringSlice', usage: 'Path of the server that the rule is about.' },
  ],
  validate: (session) => void requireName(session),
  async run(session) {
    await create(session, { object: await clusterRoleOf(session), resource: 'clusterroles', namespaced: false })
  },
}

const PATH_VERBS = ['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options']

async function clusterRoleOf(session: Session): Promise<JsonObject> {
  const { flags } = session
  const [verbs, resources, resourceNames] = [verbsOf(session), resourcesOf(session), resourceNamesOf(session)]
  const paths = [...new Set(flags.list('non-resource-url'))]
  const role = { kind: 'ClusterRole', apiVersion: API_VERSION, metadata: newClusterMetadata(requireName(session)) }
  const aggregated = flags.list('aggregation-rule')
  if (aggregated.length > 0) {
    if ([verbs, resources, resourceNames, paths].some((list) => list.length > 0)) throw new KubectlError('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames')
    return { ...role, rules: null, aggregationRule: { clusterRoleSelectors: [{ matchLabels: labelsOf(aggregated) }] } }
  }
  if (verbs.length === 0) throw new KubectlError('at least one verb must be specified')
  if (resources.length === 0 && paths.length === 0) throw new KubectlError('one of resource or nonResourceURL must be specified')
  if (resources.length > 0) {
    warnOfUnusualVerbs(session, verbs)
    await checkResources(session, resources, verbs)
  }
  if (paths.length > 0) checkPaths(paths, verbs)
  const rules = await rulesOf(session, resources, verbs, resourceNames)
  return { ...role, rules: paths.length > 0 ? [...rules, { verbs, nonResourceURLs: paths }] : rules }
}

function labelsOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()]))
}

function checkPaths(paths: readonly string[], verbs: readonly string[]): void {
  for (const verb of verbs) if (!PATH_VERBS.includes(verb)) throw new KubectlError(`invalid verb: '${verb}' for nonResourceURL`)
  for (const path of paths) {
    if (path === '*') continue
    if (!path.startsWith('/')) throw new KubectlError('nonResourceURL should start with /')
    if (path.slice(0, -1).includes('*')) throw new KubectlError("nonResourceURL only supports wildcard matches when '*' is at the end")
  }
}
