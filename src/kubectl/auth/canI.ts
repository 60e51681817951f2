import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { apiVersionOf, type ResourceMapping } from '../discovery.ts'
import { ExitError, KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { table } from '../layout.ts'
import type { Session } from '../session.ts'
import { ALL_NAMESPACES_FLAG, NO_HEADERS_FLAG } from '../sharedFlags.ts'
import { compactRules, type PolicyRule } from './policyRules.ts'

const RESOURCE_VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'use', 'bind', 'impersonate', 'escalate', '*']
const PATH_VERBS = ['get', 'put', 'post', 'head', 'options', 'delete', 'patch', '*']
/** Words that rules know as resources though no server lists them. */
const UNLISTED_RESOURCES = ['users', 'groups']

export const canI: Command = {
  name: 'can-i',
  use: 'VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  short: 'Check whether an action is allowed',
  long: 'Check whether an action is allowed.\n\n VERB is a logical Kubernetes API verb like \'get\', \'list\', \'watch\', \'delete\', etc. TYPE is a Kubernetes resource. Shortcuts and groups will be resolved. NONRESOURCEURL is a partial URL that starts with "/". NAME is the name of a particular Kubernetes resource. This command pairs nicely with impersonation. See --as global flag.',
  examples: [
    { what: 'Ask whether I may create pods in any namespace', command: 'kubectl auth can-i create pods --all-namespaces' },
    { what: 'Ask whether I may list deployments in this namespace', command: 'kubectl auth can-i list deployments.apps' },
    { what: 'Ask whether a service account may list pods', command: 'kubectl auth can-i list pods --as=system:serviceaccount:shop:web -n shop' },
    { what: 'Ask whether I may read the logs of pods', command: 'kubectl auth can-i get pods --subresource=log' },
    { what: 'Ask whether I may read a path of the server', command: 'kubectl auth can-i get /logs/' },
    { what: 'List all that I may do in a namespace', command: 'kubectl auth can-i --list --namespace=shop' },
  ],
  flags: [
    { ...ALL_NAMESPACES_FLAG, usage: 'Ask about all namespaces.' },
    { name: 'list', kind: 'bool', usage: 'Print all that is allowed.' },
    NO_HEADERS_FLAG,
    { name: 'quiet', short: 'q', kind: 'bool', usage: 'Print nothing; the exit code is the answer.' },
    { name: 'subresource', kind: 'string', usage: 'Subresource such as log (of pods) or scale (of deployments).' },
  ],
  complete: async (session, word) => (session.args.length === 0 ? RESOURCE_VERBS.filter((verb) => verb !== '*') : session.args.length === 1 ? completeResources(session, word) : []),
  async run(session) {
    if (session.flags.bool('list')) return listAccess(session)
    const review = await reviewOf(session)
    const { status = {} } = await session.client.request('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { body: { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: { creationTimestamp: null }, spec: review, status: { allowed: false } } })
    if (!session.flags.bool('quiet')) session.stdout(answerText(status))
    if (!status.allowed) throw new ExitError(1)
  },
}

function answerText({ allowed, reason, evaluationError }: JsonObject): string {
  return allowed ? 'yes\n' : `no${reason ? ` - ${reason}` : ''}${evaluationError ? ` - ${evaluationError}` : ''}\n`
}

/** These warnings end with an empty line. */
function warn(session: Session, text: string): void {
  session.warn(`${text}\n`)
}

async function reviewOf(session: Session): Promise<JsonObject> {
  const { args, flags } = session
  const [verb = '', words = ''] = args
  if (args.length !== 2) throw new KubectlError("you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.")
  const subresource = flags.string('subresource')
  if (words.startsWith('/')) {
    if (subresource !== '') throw new KubectlError('--subresource can not be used with NonResourceURL')
    if (!PATH_VERBS.includes(verb)) warn(session, `verb '${verb}' is not a known verb`)
    refuseHeaders(session)
    return { nonResourceAttributes: { path: words, verb } }
  }
  const slash = words.indexOf('/')
  const type = slash < 0 ? words : words.slice(0, slash)
  const mapping = type === '*' ? undefined : await typeOf(session, type)
  if (mapping && !flags.bool('all-namespaces')) await warnOfOddities(session, mapping, verb)
  refuseHeaders(session)
  const name = slash < 0 ? '' : words.slice(slash + 1)
  return {
    resourceAttributes: {
      ...(flags.bool('all-namespaces') ? {} : { namespace: session.namespace }),
      verb,
      ...(mapping?.group ? { group: mapping.group } : {}),
      resource: mapping?.resource ?? type,
      ...(subresource === '' ? {} : { subresource }),
      ...(name === '' ? {} : { name }),
    },
  }
}

function refuseHeaders({ flags }: Session): void {
  if (flags.bool('no-headers')) throw new KubectlError('--no-headers cannot be set without --list specified')
}

async function typeOf(session: Session, words: string): Promise<ResourceMapping | undefined> {
  const mapping = await session.discovery.find(words.toLowerCase())
  if (mapping) return mapping
  const [resource = '', ...group] = words.toLowerCase().split('.')
  if (!UNLISTED_RESOURCES.includes(words.toLowerCase())) warn(session, `the server doesn't have a resource type '${resource}'${group.length > 0 ? ` in group '${group.join('.')}'` : ''}`)
  return undefined
}

async function warnOfOddities(session: Session, mapping: ResourceMapping, verb: string): Promise<void> {
  const root = mapping.group === '' ? '/api' : '/apis'
  const { resources = [] } = await session.client.get(`${root}/${apiVersionOf(mapping)}`)
  const listed = resources.find(({ name }: JsonObject) => name === mapping.resource)
  if (listed && !listed.namespaced) warn(session, `resource '${mapping.resource}' is not namespace scoped${mapping.group === '' ? '' : ` in group '${mapping.group}'`}`)
  if (!RESOURCE_VERBS.includes(verb)) warn(session, `verb '${verb}' is not a known verb`)
}

// ---- all that is allowed

async function listAccess(session: Session): Promise<void> {
  const { args, flags } = session
  if (args.length > 0) throw new KubectlError('list option must be specified with no arguments')
  if (flags.bool('quiet') || flags.bool('all-namespaces') || flags.string('subresource') !== '') throw new KubectlError("list option can't be specified with neither quiet, all-namespaces nor subresource options")
  const body = { kind: 'SelfSubjectRulesReview', apiVersion: 'authorization.k8s.io/v1', metadata: { creationTimestamp: null }, spec: { namespace: session.namespace }, status: { resourceRules: null, nonResourceRules: null, incomplete: false } }
  const { status = {} } = await session.client.request('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { body })
  if (status.incomplete) session.warn(`the list may be incomplete: ${status.evaluationError ?? ''}`)
  const rules = compactRules([...((status.resourceRules ?? []) as PolicyRule[]), ...((status.nonResourceRules ?? []) as PolicyRule[])])
  const list = (words: readonly string[] = []) => `[${words.join(' ')}]`
  const rows = rules.map((rule) => [typeText(rule), list(rule.nonResourceURLs), list(rule.resourceNames), list(rule.verbs)])
  session.stdout(table([...(flags.bool('no-headers') ? [] : [['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs']]), ...rows]))
}

/** `deployments.apps/scale`. */
function typeText({ resources = [], apiGroups = [] }: PolicyRule): string {
  const [words] = resources
  if (words === undefined) return ''
  const slash = words.indexOf('/')
  const [resource, subresource] = slash < 0 ? [words, ''] : [words.slice(0, slash), words.slice(slash)]
  return `${resource}${apiGroups[0] ? `.${apiGroups[0]}` : ''}${subresource}`
}
