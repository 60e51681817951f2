import type { Command } from '../command.ts'
import { completeResources } from '../completion.ts'
import { parseResourceList } from '../create/quota.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { changeObjects, objectsOf, POD_TEMPLATE_TYPES, refuseLocalOnServer, SET_FLAGS, withContainers, withPodSpec } from './change.ts'

type ResourceList = Readonly<Record<string, string>>

export const setResources: Command = {
  name: 'resources',
  use: '(-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]',
  short: 'Update resource requests/limits on objects with pod templates',
  long: 'Specify compute resource requirements (CPU, memory) for any resource that defines a pod template. If a pod is successfully scheduled, it is guaranteed the amount of resource requested, but may burst up to its specified limits.\n\n If a limit is specified and a request is omitted, the request will default to the limit.\n\nUse "kubectl api-resources" for a complete list of supported resources.',
  examples: [
    { what: "Limit a deployment's container 'web'", command: 'kubectl set resources deployment web -c=web --limits=cpu=200m,memory=512Mi' },
    { what: 'Set requests and limits of all its containers', command: 'kubectl set resources deployment web --limits=cpu=200m,memory=512Mi --requests=cpu=100m,memory=256Mi' },
    { what: 'Remove limits and requests', command: 'kubectl set resources deployment web --limits=cpu=0,memory=0 --requests=cpu=0,memory=0' },
  ],
  flags: [
    ...SET_FLAGS,
    { name: 'containers', short: 'c', kind: 'string', default: '*', completes: 'container', usage: "The containers to change, by name or pattern with '*'. Default: all." },
    { name: 'limits', kind: 'string', usage: "Limits of the containers, such as 'cpu=100m,memory=256Mi'." },
    { name: 'requests', kind: 'string', usage: "Requests of the containers, such as 'cpu=100m,memory=256Mi'." },
  ],
  complete: (session, word) => completeResources(session, word, POD_TEMPLATE_TYPES),
  async run(session) {
    const { flags } = session
    const targets = await objectsOf(session, session.args)
    refuseLocalOnServer(session)
    if (flags.string('limits') === '' && flags.string('requests') === '') throw new KubectlError('you must specify an update to requests or limits (in the form of --requests/--limits)')
    const limits = parseResourceList(flags.string('limits'))
    const requests = parseResourceList(flags.string('requests'))
    const pattern = flags.string('containers')
    await changeObjects(session, targets, {
      operation: 'resource requirements updated',
      failure: 'failed to patch resources update to pod template ',
      apply: (object, failures) =>
        withPodSpec(object, (spec) => {
          const result = withContainers(spec, pattern, (container) => withRequirements(container, limits, requests))
          if (result.count === 0) failures.push(new KubectlError(`error: unable to find container named ${pattern}`))
          return result.spec
        }),
    })
  },
}

function withRequirements(container: JsonObject, limits: ResourceList | undefined, requests: ResourceList | undefined): JsonObject {
  const { resources = {} } = container
  const merged = {
    ...resources,
    ...(limits ? { limits: { ...resources.limits, ...limits } } : {}),
    ...(requests ? { requests: { ...resources.requests, ...requests } } : {}),
  }
  return { ...container, resources: merged }
}
