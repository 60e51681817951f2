import { expect, it } from 'vitest'
import { simpleRules } from './rbac.ts'

it('joins the verbs of one resource and keeps those of named objects apart', () => {
  const rules = simpleRules([
    { apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] },
    { apiGroups: [''], resources: ['pods'], verbs: ['watch', 'get'] },
    { apiGroups: [''], resources: ['pods'], resourceNames: ['a', 'b'], verbs: ['delete'] },
  ])
  expect(rules.map(({ resource, resourceNames, verbs }) => [resource, resourceNames, verbs])).toEqual([
    ['pods', ['a'], ['delete']],
    ['pods', ['b'], ['delete']],
    ['pods', [], ['get', 'list', 'watch']],
    ['pods/log', [], ['get', 'list']],
  ])
})

it('shows each verb of a path on a line of its own', () => {
  const rules = simpleRules([{ nonResourceURLs: ['/healthz'], verbs: ['head', 'get'] }])
  expect(rules.map(({ paths, verbs }) => [paths, verbs])).toEqual([
    [['/healthz'], ['get']],
    [['/healthz'], ['head']],
  ])
})
