import { deepEqual } from '../base/equality.ts'
import type { Simulation } from '../base/simulation.ts'
import { formatTime } from '../base/time.ts'
import type { Api } from '../client/api.ts'
import { eventRecorder } from '../client/eventRecorder.ts'
import { Informer } from '../client/informer.ts'
import type { NodeServices } from '../client/nodeServices.ts'
import type { Part } from '../client/part.ts'
import type { ImageSet } from '../images/imageSet.ts'
import type { Pod, Service } from '../kinds/resources.ts'
import type { Network } from '../network/contract.ts'
import { Clock } from './clock.ts'
import type { KubeletContext, MachineDescription } from './context.ts'
import { apiSources } from './environment/sources.ts'
import { NodeReporter } from './node/nodeReporter.ts'
import { admissionFailure } from './pods/admission.ts'
import { Failures } from './pods/failures.ts'
import { ImagePuller } from './pods/imagePuller.ts'
import { Pleg, type PlegEvent } from './pods/pleg.ts'
import { PodSyncer } from './pods/podSyncer.ts'
import { PodWorkers } from './pods/podWorkers.ts'
import { podReference } from './pods/references.ts'
import { ContainerStarter } from './pods/starting.ts'
import type { ProbeKind } from './probes/probe.ts'
import { ProbeManager } from './probes/probeManager.ts'
import type { ProbeResult } from './probes/results.ts'
import type { Runtime } from './runtime/runtime.ts'
import { PodServices } from './serving/podServices.ts'
import { isTerminal } from './status/podStatus.ts'
import { StatusManager } from './status/statusManager.ts'
import type { Disk } from './volumes/disk.ts'
import { mountsOf } from './volumes/mounts.ts'
import { VolumeManager } from './volumes/volumeManager.ts'

export interface KubeletOptions {
  readonly simulation: Simulation
  readonly api: Api
  readonly network: Network
  readonly images: ImageSet
  readonly machine: MachineDescription
  readonly runtime: Runtime
  readonly disk: Disk
}

/** The kubelet of one machine: registers it, runs the pods that are bound to it, and tells how they are. Containers outlive it. */
export class Kubelet implements Part {
  readonly name: string
  readonly #options: KubeletOptions
  #run: KubeletRun | undefined

  constructor(options: KubeletOptions) {
    this.#options = options
    this.name = `kubelet/${options.machine.name}`
  }

  get running(): boolean {
    return this.#run !== undefined
  }

  /** What it serves to the API server; undefined if it does not run. */
  get services(): NodeServices | undefined {
    return this.#run?.services
  }

  start(): void {
    this.#run ??= new KubeletRun(this.#options)
  }

  stop(): void {
    this.#run?.stop()
    this.#run = undefined
  }
}

/** How long a runtime's pod that the API does not know is left alone (the period of `HandlePodCleanups`). */
const ORPHAN_MS = 2000

/** The loop that looks for pods that are due and the one that lists containers begin together, and each takes a second; so listings come shortly after. */
const LISTING_MS = 22

/** One life of the process. */
class KubeletRun {
  readonly services: NodeServices
  readonly #context: KubeletContext
  readonly #pods: Informer<Pod>
  readonly #servicesInformer: Informer<Service>
  readonly #byUid = new Map<string, Pod>()
  readonly #pleg: Pleg
  readonly #statuses: StatusManager
  readonly #volumes: VolumeManager
  readonly #probes: ProbeManager
  readonly #failures = new Failures()
  readonly #workers: PodWorkers
  readonly #node: NodeReporter

  constructor({ simulation, api, network, images, machine, runtime, disk }: KubeletOptions) {
    const clock = new Clock(simulation, `kubelet of ${machine.name}`)
    const events = eventRecorder(simulation, api, { component: 'kubelet', host: machine.name })
    const context: KubeletContext = { clock, api, events, runtime, network, images, machine }
    this.#context = context
    this.#pods = new Informer(simulation, api, 'pods', { fieldSelector: `spec.nodeName=${machine.name}` })
    this.#servicesInformer = new Informer(simulation, api, 'services')
    this.#node = new NodeReporter(context)
    const firstTurnMs = clock.nowMs + clock.random.integer(1, 1000)
    this.#pleg = new Pleg(clock, runtime, firstTurnMs + LISTING_MS, (podUid, events) => this.#heard(podUid, events))
    this.#statuses = new StatusManager({
      clock,
      api,
      podOf: (uid) => this.#byUid.get(uid),
      mayHaveRunningContainers: (uid) => this.#workers.mayRun(uid),
      onChange: (uid) => this.#probes.wake(uid),
    })
    const sources = apiSources(api)
    const volumes = new VolumeManager(context, sources, disk)
    this.#volumes = volumes
    const statusOf = (uid: string): Pod['status'] | undefined => this.#statuses.get(uid)
    this.#probes = new ProbeManager({ context, statusOf, onResult: (...result) => this.#probed(...result) })
    const starter = new ContainerStarter(context, disk, new ImagePuller(context), {
      machine,
      sources,
      services: () => this.#servicesInformer.list(),
      mounts: (pod, container, address, expanded) => mountsOf(volumes, { pod, container, address, nowMs: () => clock.nowMs, expanded }),
    })
    const syncer = new PodSyncer({ context, statuses: this.#statuses, volumes, probes: this.#probes, starter, failures: this.#failures })
    this.#workers = new PodWorkers({ context, pleg: this.#pleg, syncer, firstTurnMs, statusOf, onFinished: (pod) => this.#finished(pod) })
    this.services = new PodServices({ context, podOf: (uid) => this.#byUid.get(uid), statusOf })
    this.#start()
  }

  stop(): void {
    this.#pods.stop()
    this.#servicesInformer.stop()
    this.#workers.stop()
    this.#probes.stop()
    this.#context.clock.end()
    this.#context.runtime.onChange = () => {}
  }

  #start(): void {
    this.#node.start()
    this.#servicesInformer.start()
    this.#pods.on({
      added: (pod) => this.#added(pod),
      updated: (pod, old) => this.#updated(pod, old),
      deleted: (pod) => this.#removed(pod),
    })
    this.#pods.start()
    this.#context.clock.schedule(ORPHAN_MS, () => this.#removeOrphans(), { background: true })
  }

  #removeOrphans(): void {
    const { runtime, clock } = this.#context
    if (!this.#pods.synced) return void clock.schedule(ORPHAN_MS, () => this.#removeOrphans(), { background: true })
    for (const uid of runtime.podUids()) if (!this.#workers.knows(uid)) runtime.removePod(uid)
  }

  #added(pod: Pod): void {
    const { events, clock, machine } = this.#context
    const others = [...this.#byUid.values()].filter(({ metadata: { uid } }) => !isTerminal(this.#statuses.get(uid)?.phase))
    this.#byUid.set(pod.metadata.uid, pod)
    const isNew = !isTerminal(pod.status.phase) && pod.metadata.deletionTimestamp === undefined
    const failure = isNew ? admissionFailure(pod, others, machine, this.#node.node) : undefined
    if (!failure) return this.#workers.update(pod)
    events.event(podReference(pod), 'Warning', failure.reason, failure.message)
    this.#statuses.set(pod, { phase: 'Failed', reason: failure.reason, message: `Pod was rejected: ${failure.message}`, startTime: formatTime(clock.nowMs) })
  }

  #updated(pod: Pod, old: Pod): void {
    this.#byUid.set(pod.metadata.uid, pod)
    if (differs(pod, old) || gatesDiffer(pod, old)) this.#workers.update(pod)
    this.#statuses.seen(pod)
  }

  #removed(pod: Pod): void {
    const { uid } = pod.metadata
    this.#byUid.delete(uid)
    this.#statuses.forget(uid)
    this.#workers.remove(uid)
    if (!this.#workers.knows(uid)) this.#forget(uid)
  }

  #finished(pod: Pod): void {
    const { uid } = pod.metadata
    if (this.#workers.mayBeRemoved(uid)) this.#forget(uid)
  }

  #forget(uid: string): void {
    this.#volumes.remove(uid)
    this.#failures.forget(uid)
    this.#context.runtime.removePod(uid)
  }

  #heard(podUid: string, events: readonly PlegEvent[]): void {
    this.#workers.sync(podUid)
    for (const { kind, id } of events) if (kind === 'died') this.#removeOld(podUid, id)
  }

  /** Of the dead runs of a container only the newest is kept. */
  #removeOld(podUid: string, diedId: string): void {
    const { runtime } = this.#context
    const { containers } = runtime.status(podUid)
    const died = containers.find(({ id }) => id === diedId)
    if (!died) return
    const exited = containers.filter(({ name, state }) => name === died.name && state === 'exited')
    for (const { id } of exited.slice(1)) runtime.removeContainer(id)
  }

  #probed(kind: ProbeKind, podUid: string, containerId: string, result: ProbeResult): void {
    if (kind === 'readiness') this.#statuses.setReady(podUid, `containerd://${containerId}`, result === 'success')
    else if (kind === 'startup') this.#statuses.setStarted(podUid, `containerd://${containerId}`, result === 'success')
    else if (result !== 'failure') return
    this.#workers.sync(podUid)
  }
}

/** Whether a change of a pod is one for its worker: all but its status (`podsDifferSemantically`). */
function differs(pod: Pod, old: Pod): boolean {
  const { labels, annotations, deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata
  const before = old.metadata
  return (
    deletionTimestamp !== before.deletionTimestamp ||
    deletionGracePeriodSeconds !== before.deletionGracePeriodSeconds ||
    !deepEqual(pod.spec, old.spec) ||
    !deepEqual(labels, before.labels) ||
    !deepEqual(annotations, before.annotations)
  )
}

function gatesDiffer(pod: Pod, old: Pod): boolean {
  const gates = pod.spec.readinessGates ?? []
  return gates.some(({ conditionType }) => {
    const of = ({ status }: Pod): string | undefined => status.conditions?.find(({ type }) => type === conditionType)?.status
    return of(pod) !== of(old)
  })
}
