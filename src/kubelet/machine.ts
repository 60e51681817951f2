import type { Simulation } from '../base/simulation.ts'
import type { Api } from '../client/api.ts'
import type { NodeServices } from '../client/nodeServices.ts'
import type { ImageSet } from '../images/imageSet.ts'
import type { Network } from '../network/contract.ts'
import { Clock } from './clock.ts'
import type { MachineDescription } from './context.ts'
import { Kubelet } from './kubelet.ts'
import { Runtime } from './runtime/runtime.ts'
import { Disk } from './volumes/disk.ts'

export interface MachineOptions {
  readonly simulation: Simulation
  readonly description: MachineDescription
  readonly network: Network
  readonly images: ImageSet
  /** The API as the machine's kubelet reaches it: not at all while `connection.open` is false. */
  api(connection: { readonly open: boolean }): Api
}

/** A machine: its power, its cable, its disk, its container runtime and its kubelet. */
export class Machine {
  readonly description: MachineDescription
  readonly #options: MachineOptions
  readonly #disk: Disk
  readonly #api: Api
  #runtime: Runtime | undefined
  #kubelet: Kubelet | undefined
  #connected = true

  constructor(options: MachineOptions) {
    this.#options = options
    this.description = options.description
    this.#disk = new Disk(() => options.simulation.nowMs)
    const reachable = (): boolean => this.#connected
    this.#api = options.api({
      get open() {
        return reachable()
      },
    })
  }

  get powered(): boolean {
    return this.#runtime !== undefined
  }

  get connected(): boolean {
    return this.#connected
  }

  get kubeletRunning(): boolean {
    return this.#kubelet?.running ?? false
  }

  /** What its kubelet serves; undefined if it cannot be reached. */
  get services(): NodeServices | undefined {
    return this.#connected ? this.#kubelet?.services : undefined
  }

  /** Runtime and kubelet start. The runtime has forgotten its containers and images. */
  powerOn(): void {
    if (this.#runtime) return
    const { simulation, network, images, description } = this.#options
    const clock = new Clock(simulation, `runtime of ${description.name}`)
    this.#runtime = new Runtime({ clock, network, images, node: description })
    this.#kubelet = new Kubelet({ simulation, api: this.#api, network, images, machine: description, runtime: this.#runtime, disk: this.#disk })
    this.#kubelet.start()
    this.#setReachable()
  }

  /** Everything on it ends at once, and nobody is told. */
  powerOff(): void {
    this.#kubelet?.stop()
    this.#runtime?.end()
    this.#kubelet = undefined
    this.#runtime = undefined
    this.#setReachable()
  }

  /** Plugs the network cable in or out. Containers go on. */
  setConnected(connected: boolean): void {
    this.#connected = connected
    this.#setReachable()
  }

  /** Ends or starts the kubelet alone; containers go on. */
  setKubeletRunning(running: boolean): void {
    if (running) this.#kubelet?.start()
    else this.#kubelet?.stop()
  }

  #setReachable(): void {
    this.#options.network.setReachable(this.description.name, this.#connected && this.powered)
  }
}
