import { deepEqual } from '../../base/equality.ts'
import { present } from '../../base/invariant.ts'
import type { EphemeralContainer, PodSpec } from 'kubernetes-types/core/v1'
import { kindOf } from '../../kinds/registry.ts'
import { checkPodSpec } from '../../kinds/validation/podSpec.ts'
import { problemsOf } from '../../kinds/validation/errors.ts'
import { goDifference } from '../../kinds/validation/goDifference.ts'
import { conflict, invalid, MODIFIED_MEANWHILE } from '../errors.ts'
import { draftOf, type ApiServer } from '../server.ts'
import type { Subresource } from './subresource.ts'

const podKind = () => present(kindOf('pods'), 'the kind Pod')
const read = (server: ApiServer, namespace: string, name: string) => server.get(podKind(), namespace, name)

/** `pods/NAME/ephemeralcontainers`: adds containers to a pod that runs; those that it has stay as they are (`ValidatePodEphemeralContainersUpdate`). */
export const ephemeralContainers: Subresource = {
  get: read,
  update(server, namespace, name, draft, request) {
    const kind = podKind()
    const old = read(server, namespace, name)
    const version = draft.metadata['resourceVersion']
    if (version && version !== old.metadata.resourceVersion) throw conflict({ group: '', plural: 'pods', name }, MODIFIED_MEANWHILE)
    const next = draftOf(old)
    next['spec'].ephemeralContainers = draft['spec']?.ephemeralContainers
    kind.defaults?.(next)
    const spec = next['spec'] as PodSpec
    const errors = problemsOf((problems) => {
      checkPodSpec(spec, 'spec', problems, { podName: name })
      const before = (old['spec'] as PodSpec).ephemeralContainers ?? []
      for (const container of before) {
        const after: EphemeralContainer | undefined = spec.ephemeralContainers?.find((candidate) => candidate.name === container.name)
        const which = `existing ephemeral containers ${JSON.stringify(container.name)}`
        if (!after) problems.forbidden('spec.ephemeralContainers', `${which} may not be removed\n`)
        else if (!deepEqual(after, container)) problems.forbidden('spec.ephemeralContainers', `${which} may not be changed\n${goDifference('core.EphemeralContainer', container as never, after as never)}`)
      }
    })
    if (errors.length > 0) throw invalid(kind, name, errors)
    return { object: server.replace(kind, next, old, { ...request, subresource: 'ephemeralcontainers' }), warnings: [] }
  },
}
