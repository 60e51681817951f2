import { expect, test } from 'vitest'
import { names, recording } from '../testing/recordings.ts'
import { podTemplateHash } from './podTemplateHash.ts'
import { revisionHash } from './revisionHash.ts'

interface Line {
  resource: string
  object?: { metadata: { labels?: Record<string, string>; ownerReferences?: { kind: string }[] }; data: { spec: { template: { $patch?: string } } } }
}

/** What recorded ControllerRevisions hold, by the kind of their owner and the hash that the cluster gave them. */
function recorded(): Map<string, object> {
  const out = new Map<string, object>()
  for (const name of names('workloads'))
    for (const text of recording('workloads', name).takes[0].watch.trim().split('\n')) {
      const { resource, object } = JSON.parse(text) as Line
      if (resource !== 'controllerrevisions' || !object) continue
      const { labels = {}, ownerReferences } = object.metadata
      const { $patch: _, ...template } = object.data.spec.template
      out.set(`${ownerReferences?.[0]?.kind} ${labels['controller.kubernetes.io/hash'] ?? labels['controller-revision-hash']}`, template)
    }
  return out
}

test('the hash of a revision is the one that a real cluster gave it', () => {
  const revisions = [...recorded()]
  expect(revisions.map(([key]) => key.split(' ')[0])).toEqual(expect.arrayContaining(['StatefulSet', 'DaemonSet']))
  const ours = revisions.map(([key, template]) => (key.startsWith('StatefulSet') ? `StatefulSet ${revisionHash(template, 0)}` : `DaemonSet ${podTemplateHash(template)}`))
  expect(ours).toEqual(revisions.map(([key]) => key))
})
