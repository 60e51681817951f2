import { StatusError } from '../../client/status.ts'
import { fetchTarget, fileTargets, type Target, targetPath } from '../builder.ts'
import type { Command } from '../command.ts'
import { namesOfType } from '../completion.ts'
import { KubectlError, throwCollected } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { FILE_FLAGS } from '../sharedFlags.ts'

interface Decision {
  readonly type: 'Approved' | 'Denied'
  readonly opposite: 'Approved' | 'Denied'
  readonly reason: string
  readonly message: string
}

const APPROVAL: Decision = { type: 'Approved', opposite: 'Denied', reason: 'KubectlApprove', message: 'This CSR was approved by kubectl certificate approve.' }
const DENIAL: Decision = { type: 'Denied', opposite: 'Approved', reason: 'KubectlDeny', message: 'This CSR was denied by kubectl certificate deny.' }

function decisionCommand(name: string, decision: Decision, texts: Pick<Command, 'short' | 'long' | 'examples'>): Command {
  return {
    ...texts,
    name,
    use: '(-f FILENAME | NAME)',
    flags: [...FILE_FLAGS, { name: 'force', kind: 'bool', usage: `Update the request even if it is already ${decision.type.toLowerCase()}.` }, ...PRINT_FLAGS],
    complete: (session) => namesOfType(session, 'certificatesigningrequests'),
    validate({ args, flags }) {
      if (args.length === 0 && flags.list('filename').length === 0 && flags.string('kustomize') === '') throw new KubectlError('one or more CSRs must be specified as <name> or -f <filename>')
    },
    run: (session) => decide(session, decision),
  }
}

const approve = decisionCommand('approve', APPROVAL, {
  short: 'Approve a certificate signing request',
  long: 'Approve a certificate signing request.\n\n kubectl certificate approve allows a cluster admin to approve a certificate signing request (CSR). This action tells a certificate signing controller to issue a certificate to the requester with the attributes requested in the CSR.\n\n SECURITY NOTICE: Depending on the requested attributes, the issued certificate can potentially grant a requester access to cluster resources or to authenticate as a requested identity. Before approving a CSR, ensure you understand what the signed certificate can do.',
  examples: [{ what: "Approve the request 'ann'", command: 'kubectl certificate approve ann' }],
})

const deny = decisionCommand('deny', DENIAL, {
  short: 'Deny a certificate signing request',
  long: 'Deny a certificate signing request.\n\n kubectl certificate deny allows a cluster admin to deny a certificate signing request (CSR). This action tells a certificate signing controller to not to issue a certificate to the requester.',
  examples: [{ what: "Deny the request 'ann'", command: 'kubectl certificate deny ann' }],
})

export const certificate: Command = {
  name: 'certificate',
  group: 'Cluster Management Commands',
  use: 'SUBCOMMAND',
  short: 'Modify certificate resources',
  long: 'Modify certificate resources.',
  bareHelp: { stream: 'stdout', exitCode: 0 },
  commands: [approve, deny],
}

async function targetsOf(session: Session, failures: unknown[]): Promise<Target[]> {
  const mapping = await session.discovery.resolve('certificatesigningrequests')
  const named = session.args.map((name): Target => ({ mapping, namespace: '', name }))
  const found: Target[] = []
  for (const target of [...(session.flags.list('filename').length > 0 ? await fileTargets(session) : []), ...named]) {
    try {
      found.push({ ...target, object: await fetchTarget(session, target) })
    } catch (error) {
      failures.push(error)
    }
  }
  return found
}

async function decide(session: Session, decision: Decision): Promise<void> {
  const failures: unknown[] = []
  const targets = await targetsOf(session, failures)
  for (const target of targets) {
    try {
      await decideOn(session, target, decision)
    } catch (error) {
      failures.push(error)
    }
  }
  throwCollected(failures)
  if (targets.length === 0) session.stdout('No resources found\n')
}

const MAX_ATTEMPTS = 10

async function decideOn(session: Session, target: Target, decision: Decision): Promise<void> {
  if (target.mapping.kind !== 'CertificateSigningRequest') throw new KubectlError(`can only handle CertificateSigningRequest.certificates.k8s.io objects, got ${target.mapping.group === '' ? target.mapping.kind : `${target.mapping.kind}.${target.mapping.group}`}`)
  for (let attempt = 0; ; attempt++) {
    const request = await session.client.get(targetPath(target))
    const decided = withDecision(session, request, decision)
    if (decided === request && !session.flags.bool('force')) break
    try {
      await session.client.request('PUT', targetPath(target, 'approval'), { body: decided })
      break
    } catch (error) {
      const isConflict = error instanceof StatusError && error.status.reason === 'Conflict'
      if (!isConflict || attempt >= MAX_ATTEMPTS) throw error
    }
  }
  session.stdout((await resultPrinter(session, decision.type.toLowerCase()))(target.object as JsonObject))
}

/** The same request if it has been decided so already. */
function withDecision(session: Session, request: JsonObject, { type, opposite, reason, message }: Decision): JsonObject {
  const conditions: JsonObject[] = request['status']?.conditions ?? []
  if (conditions.some((each) => each['type'] === opposite)) throw new KubectlError(`certificate signing request ${JSON.stringify(request['metadata']?.name)} is already ${opposite}`)
  if (conditions.some((each) => each['type'] === type)) return request
  const lastUpdateTime = new Date(session.nowMs).toISOString().replace(/\.\d+Z$/, 'Z')
  return { ...request, status: { ...request['status'], conditions: [...conditions, { type, status: 'True', reason, message, lastUpdateTime, lastTransitionTime: null }] } }
}
