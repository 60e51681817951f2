import type { Files } from './files.ts'
import type { Kernel } from './kernel.ts'
import { lookUp } from './lookup.ts'
import { absolutePath } from './paths.ts'
import { NetworkError, ProgramFailure, SIGNAL_NUMBERS, type IncomingRequest, type Process, type ProcessHandle, type ProcessInfo, type Program, type Reply, type Running, type Signal, type SpawnOptions, type Stream, type Wait } from './process.ts'
import { createPipe, DeviceStream, openFile } from './streams.ts'

/** How many steps a process may take before it has used up a slice of processor time. */
const STEPS_PER_SLICE = 1000
/** What starting a process costs, in steps. */
const SPAWN_STEPS = 200
/**
 * The longest slice, milliseconds. Slices grow from 1 ms while a process never waits, so that a busy loop costs few events; it runs more slowly than on a
 * real machine for that.
 */
const SLICE_MS_MAX = 100
/** The exit code of a program that aborted: 128 + the number of the signal ABRT. */
const ABORTED = 134
/** What a process holds that never said how much. */
const MEMORY_BYTES = 1 << 20

/** One process: a generator, what it waits for, its streams and its signals. */
export class KernelProcess implements Process, ProcessHandle {
  readonly pid: number
  readonly parent: number
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly background: boolean
  readonly descriptors = new Map<number, Stream>()
  workingDirectory: string
  exitCode: number | undefined
  memoryBytes = MEMORY_BYTES

  readonly #kernel: Kernel
  readonly #onExit: ((exitCode: number) => void) | undefined
  readonly #handled = new Set<Signal>()
  readonly #ignored = new Set<Signal>()
  #caught: Signal[] = []
  readonly #ports = new Set<number>()
  readonly #waiters = new Set<() => void>()
  #generator: Running | undefined
  #wait: Wait | undefined
  #cancelWait: () => void = () => {}
  #answer: { value?: unknown; error?: unknown } = {}
  #steps = 0
  #sliceMs = 1
  #declaredMillicores = 0
  #computing = false

  constructor(kernel: Kernel, pid: number, parent: KernelProcess | undefined, options: SpawnOptions, onExit: ((exitCode: number) => void) | undefined) {
    this.#kernel = kernel
    this.#onExit = onExit
    this.pid = pid
    this.parent = parent?.pid ?? 0
    this.arguments = options.arguments ?? parent?.arguments ?? []
    this.environment = options.environment ?? parent?.environment ?? {}
    this.workingDirectory = options.workingDirectory ?? parent?.workingDirectory ?? '/'
    this.background = options.background ?? parent?.background ?? false
    for (const [descriptor, stream] of options.descriptors ?? parent?.descriptors ?? []) this.attach(descriptor, stream)
    if (parent) {
      for (const signal of parent.#ignored) this.#ignored.add(signal)
      // What never waits gets no further by forking.
      this.#steps = parent.#steps
      this.#sliceMs = parent.#sliceMs
    }
    if (this.background) this.#ignored.add('INT').add('QUIT')
  }

  begin(program: Program): void {
    this.#generator = program(this)
  }

  // What the program sees.

  get files(): Files {
    return this.#kernel.host.files
  }

  get hostname(): string {
    return this.#kernel.host.hostname
  }

  get address(): string {
    return this.#kernel.host.address
  }

  now(): number {
    return this.#kernel.host.now()
  }

  random(): number {
    return this.#kernel.host.random()
  }

  write(stream: 'stdout' | 'stderr', text: string): void {
    this.descriptors.get(stream === 'stdout' ? 1 : 2)?.write(text)
  }

  listen(port: number, handler: (request: IncomingRequest) => Reply): boolean {
    if (!this.#kernel.host.listen(port, handler)) return false
    this.#ports.add(port)
    return true
  }

  close(port: number): void {
    if (this.#ports.delete(port)) this.#kernel.host.close(port)
  }

  handle(signal: Signal): void {
    this.#ignored.delete(signal)
    this.#handled.add(signal)
  }

  ignore(signal: Signal, ignored: boolean): void {
    this.#handled.delete(signal)
    if (ignored) this.#ignored.add(signal)
    else this.#ignored.delete(signal)
  }

  takeSignals(): Signal[] {
    const caught = this.#caught
    this.#caught = []
    return caught
  }

  spawn(program: Program, options: SpawnOptions = {}): ProcessHandle | undefined {
    if (!this.#kernel.mayFork) return undefined
    this.#steps += SPAWN_STEPS
    return this.#kernel.spawn(program, this, options)
  }

  find(name: string, searchPath?: string): Program | 'not found' | 'permission denied' {
    return lookUp(this, (path) => this.#kernel.host.program(path), name, searchPath ?? this.environment.PATH)
  }

  kill(pid: number, signal: Signal): boolean {
    const target = this.#kernel.get(pid)
    target?.receive(signal, false)
    return target !== undefined
  }

  processes(): ProcessInfo[] {
    return this.#kernel.list()
  }

  open(path: string, how: 'read' | 'write' | 'append'): ReturnType<Process['open']> {
    const absolute = absolutePath(path, this.workingDirectory)
    switch (absolute) {
      case '/dev/null':
        return new DeviceStream('')
      case '/dev/zero':
        return new DeviceStream('\0'.repeat(512))
      case '/dev/stdin':
        return this.descriptors.get(0) ?? 'No such file or directory'
      case '/dev/stdout':
      case '/dev/tty':
        return this.descriptors.get(1) ?? 'No such file or directory'
      case '/dev/stderr':
        return this.descriptors.get(2) ?? 'No such file or directory'
    }
    if (/^\/proc\/1\/fd\/[12]$/.test(absolute)) return this.#kernel.get(1)?.descriptors.get(Number(absolute.slice(-1))) ?? 'No such file or directory'
    return openFile(this.files, absolute, how)
  }

  pipe(): { reader: Stream; writer: Stream } {
    return createPipe()
  }

  attach(descriptor: number, stream: Stream | undefined): void {
    stream?.hold()
    this.descriptors.get(descriptor)?.release()
    if (stream) this.descriptors.set(descriptor, stream)
    else this.descriptors.delete(descriptor)
  }

  use(resources: { cpuMillicores?: number; memoryBytes?: number }): void {
    this.#declaredMillicores = resources.cpuMillicores ?? this.#declaredMillicores
    this.memoryBytes = resources.memoryBytes ?? this.memoryBytes
    this.#kernel.host.usageChanged?.()
  }

  // What others see.

  get cpuMillicores(): number {
    return this.#computing ? 1000 : this.#declaredMillicores
  }

  signal(signal: Signal): void {
    this.receive(signal, false)
  }

  /** @param outside whether it comes from outside the container, where KILL can end process 1 as well. */
  receive(signal: Signal, outside: boolean): void {
    if (this.exitCode !== undefined) return
    const first = this.#kernel.options.container && this.pid === 1
    if (signal === 'KILL') {
      if (!first || outside) this.#end(128 + SIGNAL_NUMBERS.KILL)
    } else if (this.#handled.has(signal)) {
      this.#caught.push(signal)
      this.#interruptWait(signal)
    } else if (!this.#ignored.has(signal) && !first) this.#end(128 + SIGNAL_NUMBERS[signal])
  }

  /** Runs the program until it waits for something that is not there yet. */
  advance(): void {
    while (this.exitCode === undefined && this.#wait === undefined && this.#generator) {
      const result = this.#proceed(this.#generator)
      if (this.exitCode !== undefined) return
      if (result.done) this.#end(result.value & 255)
      else this.#begin(result.value)
    }
  }

  /** A program that fails ends as one that aborted, and says why: what it was given must not harm the machine that runs it. */
  #proceed(generator: Running): IteratorResult<Wait, number> {
    const { value, error } = this.#answer
    this.#answer = {}
    try {
      return error === undefined ? generator.next(value) : generator.throw(error)
    } catch (failure) {
      this.write('stderr', `${this.arguments[0] ?? 'program'}: ${failure instanceof Error ? failure.message : String(failure)}\n`)
      return { done: true, value: failure instanceof ProgramFailure ? failure.exitCode : ABORTED }
    }
  }

  #begin(wait: Wait): void {
    this.#steps += wait.kind === 'step' ? (wait.steps ?? 1) : 1
    if (this.#steps >= STEPS_PER_SLICE) this.#compute(wait)
    else this.#await(wait)
  }

  /** Lets a slice of processor time pass before the wait begins. */
  #compute(then: Wait): void {
    const sliceMs = this.#sliceMs
    this.#steps = 0
    this.#sliceMs = Math.min(SLICE_MS_MAX, 2 * sliceMs)
    this.#setComputing(true)
    this.#wait = { kind: 'step' }
    this.#kernel.host.usageChanged?.()
    const timer = this.#kernel.host.schedule(sliceMs * this.#kernel.contention, () => {
      this.#setComputing(false)
      this.#wait = undefined
      this.#kernel.host.usageChanged?.()
      this.#await(then)
      if (!this.#wait) this.#kernel.wake(this)
    })
    this.#cancelWait = () => timer.cancel()
  }

  #setComputing(computing: boolean): void {
    if (computing !== this.#computing) this.#kernel.computing += computing ? 1 : -1
    this.#computing = computing
  }

  /** Resumes with the answer if there is one by now; otherwise sets out to get it. */
  #await(wait: Wait): void {
    switch (wait.kind) {
      case 'step':
        return this.#give(undefined)
      case 'read':
        return this.#read(wait)
      case 'write':
        return this.#write(wait.descriptor, wait.text, wait)
      case 'child':
        return this.#awaitChild(wait)
      case 'resolve':
        return this.#give(this.#kernel.host.resolve(wait.name))
      case 'sleep':
      case 'signal':
      case 'change': {
        const caught = this.#caught[0]
        if (caught !== undefined) return this.#give(caught)
        return this.#awaitEvent(wait)
      }
      case 'request':
        return this.#awaitCall(wait, (done) => {
          this.#kernel.host.request(wait.request, (result) => (result instanceof NetworkError ? this.#resume({ error: result }) : done(result)))
          return () => {}
        })
      case 'call':
        return this.#awaitCall(wait, (done) => wait.begin(done))
    }
  }

  #awaitEvent(wait: Wait & { kind: 'sleep' | 'signal' | 'change' }): void {
    this.#wait = wait
    this.#cancelWait = () => {}
    if (wait.kind === 'sleep' && Number.isFinite(wait.milliseconds)) {
      const timer = this.#kernel.host.schedule(wait.milliseconds, () => this.#rested(undefined))
      this.#cancelWait = () => timer.cancel()
    } else if (wait.kind === 'change') {
      this.#cancelWait = this.files.watch(wait.path, () => {
        this.#cancelWait()
        this.#rested(undefined)
      })
    }
  }

  #awaitCall(wait: Wait, begin: (done: (value: unknown) => void) => () => void): void {
    this.#wait = wait
    let over = false
    this.#cancelWait = () => {
      over = true
    }
    const cancel = begin((value) => {
      if (over || this.#wait !== wait) return
      over = true
      this.#rested(value)
    })
    if (!over)
      this.#cancelWait = () => {
        over = true
        cancel()
      }
  }

  #awaitChild(wait: Wait & { kind: 'child' }): void {
    const child = wait.process as KernelProcess
    if (wait.interruptible && this.#caught[0] !== undefined) return this.#give(this.#caught[0])
    if (child.exitCode !== undefined) return this.#give(child.exitCode)
    this.#wait = wait
    const ended = (): void => this.#resume({ value: child.exitCode })
    child.#waiters.add(ended)
    this.#cancelWait = () => child.#waiters.delete(ended)
  }

  #read(wait: Wait & { kind: 'read' }): void {
    if (wait.interruptible && this.#caught[0] !== undefined) return this.#give(this.#caught[0])
    const stream = this.descriptors.get(wait.descriptor)
    const text = stream ? stream.read(wait.line ?? false, wait.most) : ''
    if (text !== undefined) return this.#give(text)
    this.#awaitStream(stream as Stream, wait)
    if (wait.timeoutMs === undefined) return
    const timer = this.#kernel.host.schedule(wait.timeoutMs, () => {
      cancelRead()
      this.#rested(undefined)
    })
    const cancelRead = this.#cancelWait
    this.#cancelWait = () => {
      timer.cancel()
      cancelRead()
    }
  }

  #write(descriptor: number, text: string, wait: Wait): void {
    const stream = this.descriptors.get(descriptor)
    const taken = text === '' ? 'taken' : stream?.write(text)
    if (taken === 'full') return this.#awaitStream(stream as Stream, wait)
    if (taken === 'broken') this.receive('PIPE', false)
    this.#give(undefined)
  }

  #awaitStream(stream: Stream, wait: Wait): void {
    this.#wait = wait
    this.#cancelWait = stream.whenReady(() => {
      this.#cancelWait()
      this.#wait = undefined
      this.#await(wait)
      if (!this.#wait) this.#kernel.wake(this)
    })
  }

  #give(value: unknown): void {
    this.#wait = undefined
    this.#answer = { value }
  }

  #resume(answer: { value?: unknown; error?: unknown }): void {
    if (this.exitCode !== undefined) return
    this.#wait = undefined
    this.#answer = answer
    this.#kernel.wake(this)
  }

  /** Resumes after real waiting: the process has its full share again. */
  #rested(value: unknown): void {
    this.#steps = 0
    this.#sliceMs = 1
    this.#resume({ value })
  }

  #interruptWait(signal: Signal): void {
    const wait = this.#wait
    if (!wait) return
    const interruptible = wait.kind === 'sleep' || wait.kind === 'signal' || wait.kind === 'change' || ((wait.kind === 'child' || wait.kind === 'read') && wait.interruptible)
    if (!interruptible) return
    this.#cancelWait()
    this.#rested(signal)
  }

  #end(exitCode: number): void {
    if (this.exitCode !== undefined) return
    this.exitCode = exitCode
    this.#setComputing(false)
    if (this.#wait) this.#cancelWait()
    this.#wait = undefined
    this.#generator = undefined
    for (const port of [...this.#ports]) this.close(port)
    for (const descriptor of [...this.descriptors.keys()]) this.attach(descriptor, undefined)
    this.#kernel.ended(this)
    for (const waiter of [...this.#waiters]) waiter()
    this.#waiters.clear()
    this.#onExit?.(exitCode)
  }
}
