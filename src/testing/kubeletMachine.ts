/** A cluster of an API server, a scheduler and machines with the recordings' images, for tests of the kubelet. */
import { clusterAdmin, component } from '../apiserver/caller.ts'
import { localApi } from '../apiserver/local.ts'
import { ApiServer } from '../apiserver/server.ts'
import { Simulation } from '../base/simulation.ts'
import type { Api } from '../client/api.ts'
import { bootstrap } from '../cluster/bootstrap.ts'
import { machineDescription } from '../cluster/machines.ts'
import { recordedImages } from '../images/recorded.ts'
import type { Event, Pod } from '../kinds/resources.ts'
import { ClusterNetwork } from '../network/network.ts'
import { Scheduler } from '../scheduler/scheduler.ts'
import { Machine } from '../kubelet/machine.ts'

export class KubeletMachines {
  readonly simulation = new Simulation({ seed: 1, startMs: Date.parse('2026-01-01T00:00:00Z') })
  readonly server = new ApiServer(this.simulation)
  readonly api: Api = localApi(this.server, clusterAdmin)
  readonly network = new ClusterNetwork(this.simulation, this.api)
  readonly machines: readonly Machine[]
  /** What was written of pods, one line each: their states, and the Events about them. */
  readonly history: { readonly atMs: number; readonly text: string }[] = []

  /** The uid of the last pod that was made. */
  uid = ''

  constructor(count = 1) {
    bootstrap(this.api)
    this.api.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } })
    this.api.create('configmaps', { metadata: { name: 'kube-root-ca.crt', namespace: 'default' }, data: { 'ca.crt': 'certificate' } })
    this.server.store.onChange.push((resource, { type, object }) => {
      if (resource === 'pods') this.#note(type === 'DELETED' ? 'deleted' : describe(object as unknown as Pod))
      const event = object as unknown as Event
      if (resource === 'events' && event.involvedObject.kind === 'Pod') this.#note(`${event.type} ${event.reason}: ${event.message}`)
    })
    new Scheduler(this.simulation, localApi(this.server, component('system:kube-scheduler', 'kube-scheduler'))).start()
    this.machines = Array.from({ length: count }, (_, index) => this.#addMachine(index + 1))
    this.server.nodes = (name) => this.machines.find(({ description }) => description.name === name)?.services
  }

  get machine(): Machine {
    return this.machines[0] as Machine
  }

  #addMachine(number: number): Machine {
    const name = `node-${number}`
    const machine = new Machine({
      simulation: this.simulation,
      description: machineDescription(number),
      network: this.network,
      images: recordedImages,
      api: (connection) => localApi(this.server, component(`system:node:${name}`, 'kubelet'), connection),
    })
    machine.powerOn()
    this.api.patch('nodes', '', name, 'merge', { spec: { taints: null } })
    return machine
  }

  /** What was written since the last call. */
  take(): string[] {
    return this.history.splice(0).map(({ text }) => text)
  }

  #note(text: string): void {
    this.history.push({ atMs: this.simulation.nowMs - this.simulation.startMs, text })
  }

  run(name: string, spec: object, metadata: object = {}): void {
    this.uid = this.api.create('pods', { metadata: { name, namespace: 'default', ...metadata }, spec }).metadata.uid
  }

  /** Sends a request from outside; what comes of it is not waited for. */
  visit(host: string, path: string): void {
    this.network.send({ from: 'clients/visitor', fromAddress: '', fromNode: '', method: 'GET', host, port: 80, path, headers: {}, body: '', timeoutMs: 1000, kind: 'traffic' }, () => {})
  }

  pod(name: string): Pod {
    return this.api.get('pods', 'default', name)
  }

  advance(milliseconds: number): void {
    this.simulation.advanceBy(milliseconds)
  }
}

function describe({ metadata, spec, status }: Pod): string {
  const container = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].map(({ name, state, ready, restartCount }) => {
    const what = state?.running ? 'running' : (state?.waiting?.reason ?? state?.terminated?.reason ?? '')
    return `${name}=${what}${ready ? ',ready' : ''}${restartCount ? `,${restartCount}` : ''}`
  })
  const conditions = (status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled').map(({ type, status: value }) => `${type[0]}${type.at(-1)}${value[0]}`)
  return [spec.nodeName ? '' : 'unbound', status.phase, metadata.deletionTimestamp ? `deleting ${metadata.deletionGracePeriodSeconds}` : '', ...container, '|', ...conditions].filter((part) => part !== '').join(' ')
}
