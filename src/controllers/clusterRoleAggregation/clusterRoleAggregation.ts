import type { PolicyRule } from 'kubernetes-types/rbac/v1'
import { deepEqual } from '../../base/equality.ts'
import { selectorOfObject } from '../../base/selectors.ts'
import type { ClusterRole } from '../../kinds/resources.ts'
import type { Controller } from '../runtime/controller.ts'

/** Writes the rules of other roles into those that gather them by label, such as `admin`, `edit` and `view` (`pkg/controller/clusterroleaggregation`). */
export const clusterRoleAggregationController: Controller = {
  name: 'clusterrole-aggregation-controller',
  setup(context) {
    const { informers, api } = context
    const roles = informers.of('clusterroles.rbac.authorization.k8s.io')
    const queue = context.queue((name) => {
      const role = roles.byKey(name)
      if (!role?.aggregationRule) return
      const rules = gatheredRules(role, roles.list())
      if (!deepEqual(rules, role.rules ?? [])) api.patch('clusterroles.rbac.authorization.k8s.io', '', name, 'merge', { rules })
    })
    const wakeAll = (): void => {
      for (const { metadata, aggregationRule } of roles.list()) if (aggregationRule) queue.add(metadata.name)
    }
    roles.on({ added: wakeAll, updated: wakeAll, deleted: wakeAll })
  },
}

/** The rules of all roles that a selector of this one matches, each rule once: selector by selector, role by role in the order of their names. */
function gatheredRules({ metadata, aggregationRule }: ClusterRole, roles: readonly ClusterRole[]): PolicyRule[] {
  const sorted = [...roles].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  const rules: PolicyRule[] = []
  for (const selector of aggregationRule?.clusterRoleSelectors ?? []) {
    const matching = selectorOfObject(selector as never)
    for (const other of sorted) {
      if (other.metadata.name === metadata.name || !matching.matches(other.metadata.labels)) continue
      for (const rule of other.rules ?? []) if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule)
    }
  }
  return rules
}
