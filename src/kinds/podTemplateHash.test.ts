import { expect, test } from 'vitest'
import { names, recording, templateHashExamples } from '../testing/recordings.ts'
import { podTemplateHash } from './podTemplateHash.ts'

interface Line {
  resource: string
  object?: { metadata: { labels?: Record<string, string>; ownerReferences?: { kind: string }[] }; spec: { template: object } }
}

/** ReplicaSets of real Deployments, by the hash that the cluster gave them. */
function recorded(): Map<string, object> {
  const out = new Map<string, object>()
  for (const name of names('deployments')) {
    for (const { watch } of recording('deployments', name).takes)
      for (const text of watch.trim().split('\n')) {
        const { resource, object } = JSON.parse(text) as Line
        const hash = object?.metadata.labels?.['pod-template-hash']
        if (resource === 'replicasets' && object && hash && object.metadata.ownerReferences?.[0]?.kind === 'Deployment') out.set(hash, object.spec.template)
      }
  }
  return out
}

test('the hash of a template is the one that a real cluster gave it, with or without a collision', () => {
  const templates = recorded()
  expect(templates.size).toBeGreaterThan(20)
  for (const [hash, template] of templates) expect([podTemplateHash(template), podTemplateHash(template, 1)]).toContain(hash)
})

test('the label that carries the hash is not hashed', () => {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } }
  const labelled = { ...template, metadata: { labels: { app: 'web', 'pod-template-hash': '1' } } }
  expect(podTemplateHash(labelled)).toBe(podTemplateHash(template))
})

test('the worked examples agree', () => {
  const examples = templateHashExamples()
  expect(examples.length).toBeGreaterThan(5)
  for (const { template, hash, hashWithCollisionCount1 } of examples) expect([podTemplateHash(template), podTemplateHash(template, 1)]).toEqual([hash, hashWithCollisionCount1])
})
