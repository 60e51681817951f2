/**
 * The container runtime of a machine: pod sandboxes, containers and images. It outlives the kubelet and ends with the machine. It tells that something of a pod
 * has changed, and the kubelet then looks (`pleg.ts`).
 */
import { startContainer, type Container, type ContainerExit, type ContainerSpec } from '../../images/container.ts'
import type { ImageDescription, ImageSet } from '../../images/imageSet.ts'
import type { Network } from '../../network/contract.ts'
import type { Clock } from '../clock.ts'
import type { Pause } from '../task.ts'
import { Addresses } from './addresses.ts'
import { containerHost } from './containerHost.ts'
import { ContainerLog } from './containerLog.ts'

export interface SandboxConfig {
  readonly podUid: string
  readonly namespace: string
  readonly name: string
  readonly attempt: number
  readonly hostNetwork: boolean
  readonly hostname: string
}

/** A pod's network and its place for containers, as it is at one moment. */
export interface SandboxState {
  readonly id: string
  readonly attempt: number
  readonly ready: boolean
  readonly hostNetwork: boolean
  readonly address: string
}

export interface ContainerConfig {
  readonly name: string
  readonly restartCount: number
  /** The image as the pod spells it. */
  readonly imageReference: string
  readonly image: ImageDescription
  /** Stands for the container's image in the pod's spec: another one means that it must be restarted. */
  readonly specHash: string
  readonly spec: Omit<ContainerSpec, 'image' | 'hostname' | 'address'>
  readonly hostPorts: ReadonlyMap<number, number>
  readonly terminationMessagePath: string
  readonly messageFromLogOnError: boolean
}

/** A container as it is at one moment. Times are milliseconds since the Unix epoch, 0 if it has not come to that. */
export interface ContainerState {
  readonly id: string
  readonly name: string
  readonly state: 'created' | 'running' | 'exited'
  readonly restartCount: number
  readonly image: string
  readonly imageDigest: string
  readonly specHash: string
  readonly createdMs: number
  readonly startedMs: number
  readonly finishedMs: number
  readonly exitCode: number
  readonly reason: string
  readonly message: string
}

/** What the runtime says of a pod, newest first. */
export interface RuntimeStatus {
  /** Empty if there is no ready sandbox. */
  readonly address: string
  readonly sandboxes: readonly SandboxState[]
  readonly containers: readonly ContainerState[]
}

interface Sandbox {
  readonly config: SandboxConfig
  state: SandboxState
}

interface RuntimeContainer {
  readonly config: ContainerConfig
  readonly sandbox: Sandbox
  readonly log: ContainerLog
  state: ContainerState
  process: Container | undefined
  readonly onExit: Set<() => void>
}

interface RuntimePod {
  /** Newest first. */
  readonly sandboxes: Sandbox[]
  readonly containers: RuntimeContainer[]
}

/** Where a container's termination message may be, and how much of it is kept (`MaxContainerTerminationMessage*`). */
const MESSAGE_LENGTH_MOST = 4096
const MESSAGE_FROM_LOG = { length: 2048, lines: 80 }

/** How long it takes until the runtime has noticed that a process has ended. */
const EXIT_MS = [17, 30] as const

export interface RuntimeOptions {
  readonly clock: Clock
  readonly network: Network
  readonly images: ImageSet
  readonly node: { readonly name: string; readonly address: string; readonly podCidr: string }
}

export class Runtime {
  /** Called when something of a pod has changed. */
  onChange: (podUid: string) => void = () => {}
  readonly #options: RuntimeOptions
  readonly #addresses: Addresses
  readonly #pods = new Map<string, RuntimePod>()
  readonly #containers = new Map<string, RuntimeContainer>()
  readonly #images = new Map<string, ImageDescription>()
  /** What each spelling of an image's name stands for. */
  readonly #spellings = new Map<string, ImageDescription>()

  constructor(options: RuntimeOptions) {
    this.#options = options
    this.#addresses = new Addresses(options.node.podCidr)
  }

  /** The machine has lost power. */
  end(): void {
    this.onChange = () => {}
    this.#options.clock.end()
    for (const { process } of this.#containers.values()) process?.signal('KILL')
    for (const { sandboxes } of this.#pods.values()) for (const { state } of sandboxes) if (state.ready && !state.hostNetwork) this.#release(state.address)
    this.#containers.clear()
    this.#pods.clear()
  }

  podUids(): string[] {
    return [...this.#pods.keys()]
  }

  status(podUid: string): RuntimeStatus {
    const pod = this.#pods.get(podUid)
    if (!pod) return { address: '', sandboxes: [], containers: [] }
    const newest = pod.sandboxes[0]
    return {
      address: newest?.state.ready ? newest.state.address : '',
      sandboxes: pod.sandboxes.map(({ state }) => state),
      containers: pod.containers.map(({ state }) => state),
    }
  }

  /** Makes a sandbox, its network included; undefined if there is no address left. */
  runSandbox(config: SandboxConfig): SandboxState | undefined {
    const { clock, node } = this.#options
    const address = config.hostNetwork ? node.address : this.#addresses.take()
    if (address === undefined) return undefined
    const state: SandboxState = { id: clock.random.hex(64), attempt: config.attempt, ready: true, hostNetwork: config.hostNetwork, address }
    if (!config.hostNetwork) this.#options.network.attach(address, node.name)
    const pod = this.#pods.get(config.podUid) ?? { sandboxes: [], containers: [] }
    this.#pods.set(config.podUid, pod)
    pod.sandboxes.unshift({ config, state })
    this.onChange(config.podUid)
    return state
  }

  /** Stops a sandbox: what still runs in it is killed, and its address is free again. */
  stopSandbox(podUid: string, id: string): void {
    const sandbox = this.#pods.get(podUid)?.sandboxes.find(({ state }) => state.id === id)
    if (!sandbox?.state.ready) return
    for (const container of this.#pods.get(podUid)?.containers ?? []) if (container.sandbox === sandbox) container.process?.signal('KILL')
    sandbox.state = { ...sandbox.state, ready: false }
    if (!sandbox.config.hostNetwork) this.#release(sandbox.state.address)
    this.onChange(podUid)
  }

  #release(address: string): void {
    this.#addresses.release(address)
    this.#options.network.detach(address)
  }

  /** Makes a container that does not run yet. */
  createContainer(podUid: string, sandboxId: string, config: ContainerConfig): ContainerState | undefined {
    const pod = this.#pods.get(podUid)
    const sandbox = pod?.sandboxes.find(({ state }) => state.id === sandboxId)
    if (!pod || !sandbox) return undefined
    const { clock } = this.#options
    const state: ContainerState = {
      id: clock.random.hex(64),
      name: config.name,
      state: 'created',
      restartCount: config.restartCount,
      image: config.image.reference,
      imageDigest: config.image.digest,
      specHash: config.specHash,
      createdMs: clock.nowMs,
      startedMs: 0,
      finishedMs: 0,
      exitCode: 0,
      reason: '',
      message: '',
    }
    const container: RuntimeContainer = { config, sandbox, log: new ContainerLog(), state, process: undefined, onExit: new Set() }
    pod.containers.unshift(container)
    this.#containers.set(state.id, container)
    this.onChange(podUid)
    return state
  }

  /** Starts it; the runtime's words if that cannot be. */
  startContainer(id: string): { readonly error: string } | undefined {
    const container = this.#containers.get(id)
    if (!container) return { error: `an error occurred when try to find container "${id}": not found` }
    const { clock, network, images, node } = this.#options
    const { config, sandbox, log } = container
    const { namespace, name } = sandbox.config
    const { address } = sandbox.state
    const place = { pod: `pods/${namespace}/${name}`, namespace, node: node.name, nodeAddress: node.address, address, hostPorts: config.hostPorts }
    const host = containerHost(clock, network, place, (stream, text) => log.write(clock.nowMs, stream, text))
    container.state = { ...container.state, state: 'running', startedMs: clock.nowMs }
    const image = images.resolve(config.imageReference, (config.spec.command?.length ?? 0) > 0)
    const spec: ContainerSpec = { ...config.spec, image, hostname: sandbox.config.hostname, address }
    const started = startContainer(spec, host, (exit) => this.#exited(container, exit))
    if ('error' in started) {
      container.state = { ...container.state, state: 'exited', startedMs: 0, finishedMs: clock.nowMs, exitCode: 128, reason: 'StartError', message: started.error }
      this.onChange(sandbox.config.podUid)
      return started
    }
    container.process = started
    // It may have ended already.
    if (started.exit) this.#exited(container, started.exit)
    this.onChange(sandbox.config.podUid)
    return undefined
  }

  #exited(container: RuntimeContainer, exit: ContainerExit): void {
    const { clock } = this.#options
    const { process } = container
    if (process) clock.schedule(clock.random.integer(...EXIT_MS), () => this.#conclude(container, process, exit))
  }

  #conclude(container: RuntimeContainer, process: Container, exit: ContainerExit): void {
    const { clock } = this.#options
    container.log.finish(clock.nowMs)
    container.process = undefined
    container.state = { ...container.state, state: 'exited', finishedMs: clock.nowMs, exitCode: exit.exitCode, reason: exit.reason, message: terminationMessage(container, process, exit) }
    for (const tell of [...container.onExit]) tell()
    container.onExit.clear()
    this.onChange(container.sandbox.config.podUid)
  }

  /** Stops a container: TERM, and KILL when the grace period is over. */
  stopContainer(id: string, graceSeconds: number): Pause {
    return (resume) => {
      const container = this.#containers.get(id)
      if (!container?.process) return resume()
      const { namespace, name } = container.sandbox.config
      const kill = this.#options.clock.schedule(1000 * graceSeconds, () => container.process?.signal('KILL'), { what: `grace period of ${container.config.name} ends`, subject: `pods/${namespace}/${name}` })
      container.onExit.add(() => {
        kill.cancel()
        resume()
      })
      container.process.signal('TERM')
    }
  }

  removeContainer(id: string): void {
    const container = this.#containers.get(id)
    if (!container) return
    container.process?.signal('KILL')
    this.#containers.delete(id)
    const { podUid } = container.sandbox.config
    const containers = this.#pods.get(podUid)?.containers ?? []
    containers.splice(containers.indexOf(container), 1)
    this.onChange(podUid)
  }

  /** Forgets all of a pod; what of it still runs is killed. */
  removePod(podUid: string): void {
    const pod = this.#pods.get(podUid)
    if (!pod) return
    for (const { state } of pod.sandboxes) this.stopSandbox(podUid, state.id)
    for (const { state } of [...pod.containers]) this.removeContainer(state.id)
    this.#pods.delete(podUid)
    this.onChange(podUid)
  }

  log(containerId: string): ContainerLog | undefined {
    return this.#containers.get(containerId)?.log
  }

  /** The running process of a container. */
  process(containerId: string): Container | undefined {
    const process = this.#containers.get(containerId)?.process
    return process?.exit ? undefined : process
  }

  /** Calls back when a container has ended; returns how to stop. */
  whenExited(containerId: string, then: () => void): () => void {
    const container = this.#containers.get(containerId)
    container?.onExit.add(then)
    return () => void container?.onExit.delete(then)
  }

  /** The image that a pod's spelling names, if the machine has it. */
  image(spelling: string): ImageDescription | undefined {
    const known = this.#spellings.get(spelling)
    if (known) return this.#images.get(known.reference)
    const pulled = this.#options.images.pull(spelling)
    if (!('image' in pulled)) return undefined
    this.#spellings.set(spelling, pulled.image)
    return this.#images.get(pulled.image.reference)
  }

  addImage(image: ImageDescription): void {
    this.#images.set(image.reference, image)
  }

  images(): ImageDescription[] {
    return [...this.#images.values()]
  }
}

function terminationMessage(container: RuntimeContainer, process: Container, exit: ContainerExit): string {
  const { terminationMessagePath, messageFromLogOnError } = container.config
  const written = terminationMessagePath === '' ? '' : (process.files.read(terminationMessagePath) ?? '')
  if (written !== '') return written.slice(0, MESSAGE_LENGTH_MOST)
  if (!messageFromLogOnError || exit.exitCode === 0) return ''
  const lines = container.log.lines.slice(-MESSAGE_FROM_LOG.lines).map(({ text }) => `${text}\n`)
  return lines.join('').slice(-MESSAGE_FROM_LOG.length)
}
