import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { KubectlError } from '../errors.ts'
import { changeObjects, objectsOf, POD_TEMPLATE_TYPES, refuseLocalOnServer, SET_FLAGS, withPodSpec } from './change.ts'

export const setServiceAccount: Command = {
  name: 'serviceaccount',
  aliases: ['sa'],
  use: '(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  short: 'Update the service account of a resource',
  long: 'Update the service account of pod template resources.\n\n Possible resources (case insensitive) can be:\n\n  replicationcontroller (rc), deployment (deploy), daemonset (ds), job, replicaset (rs), statefulset',
  examples: [
    { what: 'Let the pods of a deployment act as a service account', command: 'kubectl set serviceaccount deployment web deployer' },
    { what: 'Only print what a file becomes', command: 'kubectl set sa -f web.yaml deployer --local --dry-run=client -o yaml' },
  ],
  flags: SET_FLAGS.filter(({ name }) => name !== 'selector'),
  complete: (session, word) => completeResources(session, word, POD_TEMPLATE_TYPES),
  async run(session) {
    refuseLocalOnServer(session)
    const serviceAccountName = session.args.at(-1)
    if (serviceAccountName === undefined) throw new KubectlError('serviceaccount is required')
    const targets = await objectsOf(session, session.args.slice(0, -1))
    await changeObjects(session, targets, {
      operation: 'serviceaccount updated',
      failure: 'failed to patch ServiceAccountName ',
      apply: (object) => withPodSpec(object, (spec) => ({ ...spec, serviceAccountName })),
    })
  },
}
