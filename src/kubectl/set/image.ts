import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { changeObjects, objectsOf, POD_TEMPLATE_TYPES, refuseLocalOnServer, SET_FLAGS, withContainers, withPodSpec } from './change.ts'

export const setImage: Command = {
  name: 'image',
  use: '(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  short: 'Update the image of a pod template',
  long: 'Update existing container image(s) of resources.\n\n Possible resources include (case insensitive):\n\n  pod (po), replicationcontroller (rc), deployment (deploy), daemonset (ds), statefulset (sts), cronjob (cj), replicaset (rs)',
  examples: [
    { what: "Set the image of a deployment's container 'web'", command: 'kubectl set image deployment/web web=nginx:1.28' },
    { what: 'Set the images of two containers', command: 'kubectl set image deployment/web web=nginx:1.28 log=busybox:1.37' },
    { what: 'Set the image of all containers of a daemon set', command: 'kubectl set image daemonset agent *=agent:2' },
    { what: 'Only print what a file becomes', command: 'kubectl set image -f web.yaml web=nginx:1.28 --local -o yaml' },
  ],
  flags: SET_FLAGS,
  complete: (session, word) => completeResources(session, word, POD_TEMPLATE_TYPES),
  async run(session) {
    const { resources, images } = argumentsOf(session)
    const targets = await objectsOf(session, resources)
    validate(session, images)
    await changeObjects(session, targets, {
      operation: 'image updated',
      failure: 'failed to patch image update to pod template: ',
      apply: (object, failures) => withPodSpec(object, (spec) => withImages(spec, images, failures)),
    })
  },
}

/** Tells `TYPE NAME` from `CONTAINER=IMAGE`. */
function argumentsOf({ args }: Session): { resources: string[]; images: Map<string, string> } {
  const resources: string[] = []
  const images = new Map<string, string>()
  for (const argument of args) {
    const equals = argument.indexOf('=')
    const isPair = equals >= 0 || argument.endsWith('-')
    if (!isPair && images.size > 0) throw new KubectlError(`all resources must be specified before image changes: ${argument}`)
    if (!isPair) resources.push(argument)
    else if (equals <= 0) throw new KubectlError(`invalid image format: ${argument}`)
    else images.set(argument.slice(0, equals), argument.slice(equals + 1))
  }
  return { resources, images }
}

function validate(session: Session, images: ReadonlyMap<string, string>): void {
  if (images.size === 0) throw new KubectlError('at least one image update is required')
  if (images.size > 1 && images.has('*')) throw new KubectlError('all containers are already specified by *, but saw more than one container_name=container_image pairs')
  refuseLocalOnServer(session)
}

function withImages(spec: JsonObject, images: ReadonlyMap<string, string>, failures: unknown[]): JsonObject {
  let changed = spec
  for (const [name, image] of images) {
    const result = withContainers(changed, name, (container) => ({ ...container, image }))
    changed = result.spec
    if (result.count === 0) failures.push(new KubectlError(`error: unable to find container named ${JSON.stringify(name)}`))
  }
  return changed
}
