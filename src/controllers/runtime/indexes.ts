import type { Informer } from '../../client/informer.ts'

/** Lets `informer.indexed('namespace', …)` find the objects of one namespace. */
export function indexByNamespace<T extends { metadata: { namespace?: string; name: string; uid: string; resourceVersion: string } }>(informer: Informer<T>): void {
  informer.addIndex('namespace', ({ metadata }) => [metadata.namespace ?? ''])
}
