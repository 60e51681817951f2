import { clusterAdmin, component } from '../apiserver/caller.ts'
import { localApi } from '../apiserver/local.ts'
import { ApiServer } from '../apiserver/server.ts'
import { Simulation } from '../base/simulation.ts'
import type { Api } from '../client/api.ts'
import { ControllerManager } from '../controllers/runtime/manager.ts'
import type { Controller } from '../controllers/runtime/controller.ts'
import type { KnownResource, ObjectOf } from '../kinds/resources.ts'

/** An API server and some controllers, without scheduler and machines: a test writes what those would write. */
export class ControlPlane {
  readonly simulation = new Simulation({ seed: 1, startMs: Date.parse('2026-01-01T00:00:00Z') })
  readonly server = new ApiServer(this.simulation)
  readonly api: Api = localApi(this.server, clusterAdmin)
  readonly manager: ControllerManager
  /** All writes, in order: `ADDED pods/default/web`. */
  readonly writes: string[] = []

  constructor(controllers: readonly Controller[]) {
    for (const name of ['default', 'kube-system', 'kube-node-lease']) this.api.create('namespaces', { metadata: { name } })
    this.api.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } })
    this.manager = new ControllerManager(this.simulation, (name) => localApi(this.server, component(`system:serviceaccount:kube-system:${name}`, 'kube-controller-manager')), controllers)
    this.server.store.onChange.push((resource, change) => void this.writes.push(`${change.type} ${resource}/${change.object.metadata.namespace ? `${change.object.metadata.namespace}/` : ''}${change.object.metadata.name}`))
    this.manager.start()
  }

  run(durationMs: number): void {
    this.simulation.advanceBy(durationMs)
  }

  /** A machine that is ready. */
  addNode(name: string, labels: Record<string, string> = {}): void {
    this.api.create('nodes', { metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } }, status: { conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }] } })
    this.api.patch('nodes', '', name, 'merge', { spec: { taints: null } })
  }

  /** A pod on a machine, running and ready. */
  addPod(name: string, { labels = {}, node = 'node-1', ip, metadata = {}, spec = {} }: { labels?: Record<string, string>; node?: string; ip?: string; metadata?: Record<string, unknown>; spec?: Record<string, unknown> } = {}): void {
    this.api.create('pods', { metadata: { name, namespace: 'default', labels, ...metadata }, spec: { nodeName: node, containers: [{ name: 'c', image: 'nginx:1.27', ports: [{ name: 'http', containerPort: 80 }] }], ...spec } })
    this.setPod(name, { phase: 'Running', ...(ip ? { podIP: ip, podIPs: [{ ip }] } : {}) })
    this.setReady(name, true)
  }

  /** Puts a pod on a machine, as the scheduler does. */
  bind(name: string, node: string): void {
    this.api.create('pods', { metadata: { name, namespace: 'default' }, target: { kind: 'Node', name: node } } as never, { subresource: 'binding' })
  }

  setReady(name: string, ready: boolean): void {
    const pod = this.api.get('pods', 'default', name)
    const others = (pod.status.conditions ?? []).filter(({ type }) => type !== 'Ready')
    this.setPod(name, { conditions: [...others, { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: new Date(this.simulation.nowMs).toISOString().replace(/\.\d+/, '') }] })
  }

  setPod(name: string, status: Record<string, unknown>): void {
    const pod = this.api.get('pods', 'default', name)
    this.api.update('pods', { ...pod, status: { ...pod.status, ...status } } as never, { subresource: 'status' })
  }

  /** The reasons and messages of all Events about an object, in the order of their names. */
  events(name: string): string[] {
    return this.api.list('events').items.filter(({ involvedObject }) => involvedObject.name === name).map(({ type, reason, message }) => `${type} ${reason} ${message}`)
  }

  list<R extends KnownResource>(resource: R, namespace = 'default'): readonly ObjectOf<R>[] {
    return this.api.list(resource, { namespace }).items
  }
}
