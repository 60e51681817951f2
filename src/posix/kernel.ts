/**
 * The machine that runs programs: a table of processes, their streams and signals. It is driven by events and owns no clock, so the same kernel runs containers
 * in virtual time (`images/container.ts`) and the terminal in real time: its host only lends it a timer, files and a network.
 */
import type { Files } from './files.ts'
import { KernelProcess } from './kernelProcess.ts'
import type { HttpRequest, HttpResponse, IncomingRequest, NetworkError, ProcessHandle, Program, Reply, Signal, SpawnOptions } from './process.ts'

/** What the kernel needs from the world around it. */
export interface KernelHost {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** A number in [0, 1). */
  random(): number
  schedule(delayMs: number, run: () => void): { cancel(): void }
  readonly files: Files
  readonly hostname: string
  readonly address: string
  /** The program installed under an absolute path such as `/bin/ls`. */
  program(path: string): Program | undefined
  request(request: HttpRequest, done: (result: HttpResponse | NetworkError) => void): void
  resolve(name: string): readonly string[]
  listen(port: number, handler: (request: IncomingRequest) => Reply): boolean
  close(port: number): void
  /** Called when processor or memory use may have changed. */
  usageChanged?(): void
}

export interface KernelOptions {
  /** Whether the first process is a container's: it ignores signals without a handler, and all others end with it. */
  readonly container: boolean
}

/** As many processes as a container may have; a fork beyond it fails, so that a fork bomb harms only itself. */
const PROCESSES_MAX = 256
/** How many processes compute at the same time without slowing one another down. */
const CORES = 4

export class Kernel {
  readonly host: KernelHost
  readonly options: KernelOptions
  /** How many processes are in a slice of processor time. */
  computing = 0
  readonly #processes = new Map<number, KernelProcess>()
  readonly #runnable: KernelProcess[] = []
  #nextPid = 1
  #running = false

  constructor(host: KernelHost, options: KernelOptions) {
    this.host = host
    this.options = options
  }

  /** Starts a process that has no parent here: a container's first, an exec, the terminal's shell. */
  start(program: Program, options: Required<Pick<SpawnOptions, 'arguments' | 'environment' | 'descriptors'>> & { workingDirectory?: string; onExit?: (exitCode: number) => void }): ProcessHandle {
    return this.spawn(program, undefined, options, options.onExit)
  }

  spawn(program: Program, parent: KernelProcess | undefined, options: SpawnOptions, onExit?: (exitCode: number) => void): KernelProcess {
    const process = new KernelProcess(this, this.#nextPid++, parent, options, onExit)
    this.#processes.set(process.pid, process)
    process.begin(program)
    this.wake(process)
    return process
  }

  /** How many times longer a slice of processor time takes because of those who compute as well: a fork bomb slows itself down. */
  get contention(): number {
    return Math.max(1, this.computing / CORES)
  }

  get mayFork(): boolean {
    return this.#processes.size < PROCESSES_MAX
  }

  get(pid: number): KernelProcess | undefined {
    return this.#processes.get(pid)
  }

  /** Running processes in order of their numbers. */
  list(): KernelProcess[] {
    return [...this.#processes.values()]
  }

  /** Signals one process from outside the machine: only from there can KILL end process 1. */
  signal(pid: number, signal: Signal): boolean {
    const process = this.#processes.get(pid)
    process?.receive(signal, true)
    return process !== undefined
  }

  /** The keyboard's Ctrl-C: reaches all that is not in the background, of the whole machine or of what a process started. */
  interrupt(root?: number): void {
    for (const process of this.list()) if (!process.background && (root === undefined || this.#descends(process, root))) process.receive('INT', true)
  }

  #descends(process: KernelProcess | undefined, root: number): boolean {
    for (let each = process; each; each = this.#processes.get(each.parent)) if (each.pid === root) return true
    return false
  }

  /** Ends everything at once. */
  killAll(): void {
    for (const process of this.list()) process.receive('KILL', true)
  }

  usage(): { cpuMillicores: number; memoryBytes: number } {
    let cpuMillicores = 0
    let memoryBytes = 0
    for (const process of this.#processes.values()) {
      cpuMillicores += process.cpuMillicores
      memoryBytes += process.memoryBytes
    }
    return { cpuMillicores, memoryBytes }
  }

  /** A process can go on; it does when those before it have paused. */
  wake(process: KernelProcess): void {
    this.#runnable.push(process)
    if (this.#running) return
    this.#running = true
    try {
      for (let next = this.#runnable.shift(); next; next = this.#runnable.shift()) next.advance()
    } finally {
      this.#running = false
    }
  }

  ended(process: KernelProcess): void {
    this.#processes.delete(process.pid)
    if (this.options.container && process.pid === 1) this.killAll()
    this.host.usageChanged?.()
  }
}
