import type { IngressClassSpec } from 'kubernetes-types/networking/v1'
import type { Kind } from './kind.ts'
import type { IngressClass } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { domainPathFaults, labelFaults } from './validation/names.ts'
import { checkTypedReference } from './validation/references.ts'

const CONTROLLER_LONGEST = 250

export const ingressClass: Kind = {
  ...basics('networking.k8s.io', 'IngressClass', 'ingressclasses'),
  namespaced: false,
  generation: 'spec',
  defaults(draft) {
    const parameters = draft['spec']?.parameters
    if (parameters) parameters.scope ??= 'Cluster'
  },
  validate: (draft) => problemsOf((problems) => checkSpec(draft['spec'] ?? {}, problems)),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      const controller = next['spec']?.controller ?? ''
      if (controller !== ((old as unknown as IngressClass).spec.controller ?? '')) problems.immutable('spec.controller', controller)
    }),
  columns: columns('IngressClass', 'Controller', 'Parameters', 'Age'),
  cells(object, context) {
    const { controller = '', parameters } = (object as unknown as IngressClass).spec
    const group = parameters?.apiGroup ? `.${parameters.apiGroup}` : ''
    return [controller, parameters ? `${parameters.kind}${group}/${parameters.name}` : '<none>', age(object, context)]
  },
}

function checkSpec({ controller = '', parameters }: IngressClassSpec, problems: Problems): void {
  const path = 'spec.controller'
  if (controller.length > CONTROLLER_LONGEST) problems.tooLong(path, CONTROLLER_LONGEST)
  if (controller === '') problems.required(path)
  else problems.each(path, controller, domainPathFaults(controller))
  if (!parameters) return
  checkTypedReference(parameters, 'spec.parameters', problems)
  const { scope, namespace } = parameters
  const namespacePath = 'spec.parameters.namespace'
  if (scope === undefined) problems.required('spec.parameters.scope')
  else if (scope !== 'Cluster' && scope !== 'Namespace') problems.notSupported('spec.parameters.scope', scope, ['Cluster', 'Namespace'])
  else if (scope === 'Cluster') {
    if (namespace !== undefined) problems.forbidden(namespacePath, "`parameters.scope` is set to 'Cluster'")
  } else if (namespace === undefined) problems.required(namespacePath, "`parameters.scope` is set to 'Namespace'")
  else problems.each(namespacePath, namespace, labelFaults(namespace))
}
