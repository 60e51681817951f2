import { deepEqual } from '../base/equality.ts'
import type { Kind } from './kind.ts'
import type { ControllerRevision } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { problemsOf } from './validation/errors.ts'
import { goRawExtension } from './validation/goValue.ts'

export const controllerRevision: Kind = {
  ...basics('apps', 'ControllerRevision', 'controllerrevisions'),
  defaults(draft) {
    draft.revision ??= 0
  },
  validate: (draft) => problemsOf((problems) => problems.nonNegative('revision', draft.revision)),
  validateCreate: ({ data }) =>
    problemsOf((problems) => {
      if (data === undefined || data === null) problems.required('data', 'data is mandatory')
      else if (typeof data !== 'object' || Array.isArray(data)) problems.required('data', 'data must be a valid JSON object')
    }),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      if (!deepEqual(next['data'], old['data'])) problems.immutable('data', goRawExtension(next['data']))
    }),
  columns: columns('ControllerRevision', 'Controller', 'Revision', 'Age'),
  cells(object, context) {
    const { metadata, revision } = object as unknown as ControllerRevision
    const owner = metadata.ownerReferences?.find(({ controller }) => controller)
    const group = owner?.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : ''
    return [owner ? `${owner.kind.toLowerCase()}${group}/${owner.name}` : '<none>', revision, age(object, context)]
  },
}
