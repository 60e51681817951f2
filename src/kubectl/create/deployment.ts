import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { commandAfterName, create, GENERATED_FLAGS, newMetadata, requireName } from './generated.ts'

export const createDeployment: Command = {
  name: 'deployment',
  aliases: ['deploy'],
  use: 'NAME --image=image -- [COMMAND] [args...]',
  short: 'Create a deployment with the specified name',
  examples: [
    { what: 'Create a deployment that runs the nginx image', command: 'kubectl create deployment web --image=nginx' },
    { what: 'Create a deployment with a command of its own', command: 'kubectl create deployment clock --image=busybox -- date' },
    { what: 'Create a deployment with three replicas', command: 'kubectl create deployment web --image=nginx --replicas=3' },
    { what: 'Create a deployment whose container exposes port 8080', command: 'kubectl create deployment web --image=nginx --port=8080' },
    { what: 'Create a deployment whose pods have two containers', command: 'kubectl create deployment web --image=nginx --image=redis' },
  ],
  flags: [
    ...GENERATED_FLAGS,
    { name: 'image', kind: 'stringSlice', required: true, usage: 'Images to run; each becomes a container of the pods.' },
    { name: 'port', kind: 'int', default: '-1', usage: 'The port that the first container exposes.' },
    { name: 'replicas', short: 'r', kind: 'int', default: '1', usage: 'The number of replicas.' },
  ],
  validate(session) {
    requireName(session)
    if (session.flags.list('image').length > 1 && commandAfterName(session).length > 0) throw new KubectlError('cannot specify multiple --image options and command')
  },
  run: (session) => create(session, { object: deploymentOf(session), resource: 'deployments', namespaced: true, failure: 'failed to create deployment: ' }),
}

const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789'

/** The image's last word without tag or digest; one that is no valid name gets its letters replaced and a random end. */
function containerName(session: Session, image: string): string {
  const word = (image.split('/').at(-1) ?? '').replace(/[:@].*$/, '')
  if (!/[_.]/.test(word)) return word
  const suffix = Array.from({ length: 5 }, () => SUFFIX_LETTERS[Math.floor(session.context.random() * SUFFIX_LETTERS.length)]).join('')
  return `${word.replace(/[_.]/g, '-')}-${suffix}`
}

function containersOf(session: Session): JsonObject[] {
  const command = commandAfterName(session)
  const port = session.flags.int('port')
  return session.flags.list('image').map((image, index) => ({
    name: containerName(session, image),
    image,
    ...(command.length > 0 ? { command } : {}),
    ...(index === 0 && port >= 0 ? { ports: [{ containerPort: port }] } : {}),
    resources: {},
  }))
}

function deploymentOf(session: Session): JsonObject {
  const name = requireName(session)
  const labels = { app: name }
  return {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: newMetadata(session, name, { labels }),
    spec: {
      replicas: session.flags.int('replicas'),
      selector: { matchLabels: labels },
      template: { metadata: { creationTimestamp: null, labels }, spec: { containers: containersOf(session) } },
      strategy: {},
    },
    status: {},
  }
}
