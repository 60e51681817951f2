/** Runs an image's program as a container: processes of their own on files of their own, with the machine's network, time and log. */
import type { Files, Mount } from '../posix/files.ts'
import { Kernel, type KernelHost } from '../posix/kernel.ts'
import { MountedFiles } from '../posix/mountedFiles.ts'
import { lookUp } from '../posix/lookup.ts'
import {
  SIGNAL_NUMBERS,
  type HttpRequest,
  type HttpResponse,
  type IncomingRequest,
  type NetworkError,
  type ProcessHandle,
  type Program,
  type Reply,
  type Signal,
  type Stream,
} from '../posix/process.ts'
import { InputStream, OutputStream } from '../posix/streams.ts'
import { addressInHosts, ownFiles, PATH, programAt } from './containerFiles.ts'
import type { Image } from './program.ts'

/** What a container gets from the machine that it runs on. */
export interface ContainerHost {
  /** Virtual time, milliseconds since the Unix epoch. */
  now(): number
  /** A number in [0, 1). */
  random(): number
  /** Runs something later. `what` names it for people, if it deserves a name. */
  schedule(delayMs: number, run: () => void, what?: string): { cancel(): void }
  /** Sends a request from the pod; calls back once. */
  request(request: HttpRequest, done: (result: HttpResponse | NetworkError) => void): void
  /** Addresses of a name as the pod resolves it; [] if there is none. */
  resolve(name: string): readonly string[]
  /** Opens a port of the pod's address. False if it is taken. */
  listen(port: number, handler: (request: IncomingRequest) => Reply): boolean
  close(port: number): void
  /** Takes output of the first process; pieces of text, lines end with \n. */
  log(stream: 'stdout' | 'stderr', text: string): void
}

export interface ContainerSpec {
  readonly image: Image
  /** The container's own `command` and `args`; undefined where the image's hold. */
  readonly command?: readonly string[]
  readonly args?: readonly string[]
  /** The container's `env` and what the kubelet adds; the image's own lies below it. */
  readonly environment: Readonly<Record<string, string>>
  readonly workingDirectory?: string
  readonly hostname: string
  /** The pod's address. */
  readonly address: string
  /** Declared `containerPort`s, for images whose program asks for them (`portsVariable`). */
  readonly ports?: readonly number[]
  readonly mounts?: readonly Mount[]
  /** Above it the container is killed (`OOMKilled`). */
  readonly memoryLimitBytes?: number
  /** Whether standard input stays open for `attach` (`stdin: true`); it is empty otherwise. */
  readonly stdin?: boolean
  readonly tty?: boolean
}

export interface ContainerExit {
  /** 128 + the signal's number if a signal ended it. */
  readonly exitCode: number
  readonly reason: 'Completed' | 'Error' | 'OOMKilled'
}

export interface ExecOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** Whether input will come by `ExecSession.write`. */
  readonly stdin?: boolean
  readonly tty?: boolean
  onOutput(stream: 'stdout' | 'stderr', text: string): void
  onExit(exitCode: number): void
}

export interface ExecSession {
  /** Sends input. */
  write(text: string): void
  /** Ends the input. */
  end(): void
  signal(signal: Signal): void
}

export interface Container {
  /** Undefined as long as it runs. */
  readonly exit: ContainerExit | undefined
  readonly files: Files
  /** Signals process 1: TERM is ignored if the program does not handle it; KILL ends the container. */
  signal(signal: Signal): void
  /** Runs another program in the container; a string is the reason why it cannot be started, in the runtime's words. */
  exec(argv: readonly string[], options: ExecOptions): ExecSession | { readonly error: string }
  /** Input of process 1, for `attach`. */
  readonly input: { write(text: string): void; end(): void }
  /** What it uses at this moment. */
  usage(): { readonly cpuMillicores: number; readonly memoryBytes: number }
}

/** Memory beyond which a container without a limit is killed too: the machine's. */
const MACHINE_MEMORY_BYTES = 64 * 2 ** 30

/** Starts a container. If its program is not there, the runtime's words say so. */
export function startContainer(spec: ContainerSpec, host: ContainerHost, onExit: (exit: ContainerExit) => void): Container | { readonly error: string } {
  const argv = argumentsOf(spec)
  const box = new Box(spec, host)
  const program = box.programOf(argv[0] ?? '')
  if (typeof program === 'string') return { error: `${RUNTIME_ERROR}error during container init: ${program}` }
  box.begin(program, argv, onExit)
  return box
}

const RUNTIME_ERROR = 'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: '

/** A container's command replaces the image's entrypoint and command; its arguments replace the image's command alone. */
function argumentsOf({ image, command = [], args = [] }: ContainerSpec): readonly string[] {
  if (command.length > 0) return [...command, ...args]
  return [...image.entrypoint, ...(args.length > 0 ? args : (image.command ?? []))]
}

class Box implements Container {
  readonly files: Files
  exit: ContainerExit | undefined
  readonly #spec: ContainerSpec
  readonly #kernel: Kernel
  readonly #environment: Readonly<Record<string, string>>
  readonly #workingDirectory: string
  readonly #input: InputStream
  #first: ProcessHandle | undefined
  #killedForMemory = false

  constructor(spec: ContainerSpec, host: ContainerHost) {
    this.#spec = spec
    const { image, hostname, address, memoryLimitBytes = MACHINE_MEMORY_BYTES } = spec
    this.#workingDirectory = spec.workingDirectory ?? image.workingDirectory ?? '/'
    this.files = new MountedFiles(
      ownFiles(image, this.#workingDirectory, hostname, address, () => host.now()),
      spec.mounts ?? [],
    )
    this.#environment = environmentOf(spec)
    this.#input = new InputStream(spec.tty ?? false)
    if (!spec.stdin) this.#input.end()
    const kernelHost: KernelHost = {
      now: () => host.now(),
      random: () => host.random(),
      schedule: (delayMs, run) => host.schedule(delayMs, run),
      files: this.files,
      hostname,
      address,
      program: (path) => programAt(image, this.files, path),
      request: (request, done) => host.request({ ...request, url: this.#withAddress(request.url) }, done),
      resolve: (name) => [this.#inHosts(name) ?? host.resolve(name)].flat(),
      listen: (port, handler) => host.listen(port, handler),
      close: (port) => host.close(port),
      usageChanged: () => {
        if (this.#kernel.usage().memoryBytes <= memoryLimitBytes || this.exit || this.#killedForMemory) return
        this.#killedForMemory = true
        // Not in the middle of the step that took the memory.
        host.schedule(0, () => this.#kernel.killAll())
      },
    }
    this.#kernel = new Kernel(kernelHost, { container: true })
    this.#log = (stream) => new OutputStream((text) => host.log(stream, text), spec.tty)
  }

  readonly #log: (stream: 'stdout' | 'stderr') => OutputStream

  /** The program that a name stands for, or why there is none. */
  programOf(name: string): Program | string {
    const place = { files: this.files, workingDirectory: this.#workingDirectory }
    const found = lookUp(place, (path) => programAt(this.#spec.image, this.files, path), name, this.#environment['PATH'])
    if (typeof found !== 'string') return found
    const quoted = `exec: ${JSON.stringify(name)}: `
    if (!name.includes('/')) return `${quoted}executable file not found in $PATH: unknown`
    return found === 'permission denied' ? `${quoted}permission denied: unknown` : `${quoted}stat ${name}: no such file or directory: unknown`
  }

  /** What `/etc/hosts` says comes before what DNS says. */
  #inHosts(name: string): string | undefined {
    return addressInHosts(this.files.read('/etc/hosts') ?? '', name)
  }

  #withAddress(url: string): string {
    return url.replace(/^(\w+:\/\/)([^/:?#]+)/, (whole, scheme: string, name: string) => {
      const address = this.#inHosts(name)
      return address === undefined ? whole : scheme + address
    })
  }

  begin(program: Program, argv: readonly string[], onExit: (exit: ContainerExit) => void): void {
    const descriptors = new Map<number, Stream>([
      [0, this.#input],
      [1, this.#log('stdout')],
      [2, this.#log('stderr')],
    ])
    this.#first = this.#kernel.start(program, {
      arguments: argv,
      environment: this.#environment,
      descriptors,
      workingDirectory: this.#workingDirectory,
      onExit: (exitCode) => {
        this.exit = this.#killedForMemory ? { exitCode: 128 + SIGNAL_NUMBERS.KILL, reason: 'OOMKilled' } : { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' }
        onExit(this.exit)
      },
    })
  }

  signal(signal: Signal): void {
    if (this.#first && !this.exit) this.#kernel.signal(this.#first.pid, signal)
  }

  exec(argv: readonly string[], options: ExecOptions): ExecSession | { readonly error: string } {
    const program = this.programOf(argv[0] ?? '')
    if (typeof program === 'string') return { error: `OCI runtime exec failed: exec failed: unable to start container process: ${program}` }
    const input = new InputStream(options.tty ?? false)
    if (!options.stdin) input.end()
    const output = (stream: 'stdout' | 'stderr'): OutputStream => new OutputStream((text) => options.onOutput(stream, text), options.tty)
    const process = this.#kernel.start(program, {
      arguments: argv,
      environment: { ...this.#environment, ...(options.tty ? { TERM: 'xterm' } : {}), ...options.environment },
      descriptors: new Map<number, Stream>([
        [0, input],
        [1, output('stdout')],
        [2, output('stderr')],
      ]),
      workingDirectory: this.#workingDirectory,
      onExit: options.onExit,
    })
    const interrupt = (): void => this.#kernel.interrupt(process.pid)
    return {
      write: (text) => (options.tty ? typed(text, input, interrupt) : input.give(text)),
      end: () => input.end(),
      signal: (signal) => (signal === 'INT' ? interrupt() : void this.#kernel.signal(process.pid, signal)),
    }
  }

  get input(): Container['input'] {
    return { write: (text) => this.#input.give(text), end: () => this.#input.end() }
  }

  usage(): { cpuMillicores: number; memoryBytes: number } {
    return this.#kernel.usage()
  }
}

/** What a terminal makes of keys: Ctrl-C interrupts, Ctrl-D ends the input, Return ends a line. */
function typed(text: string, input: InputStream, interrupt: () => void): void {
  for (const part of text.split(/([\x03\x04])/)) {
    if (part === '\x03') interrupt()
    else if (part === '\x04') input.end()
    else if (part !== '') input.give(part.replaceAll('\r', '\n'))
  }
}

/** In the order in which `env` shows it: the runtime adds HOME at last if nobody else has. */
function environmentOf({ image, hostname, ports = [], environment }: ContainerSpec): Record<string, string> {
  const declared = image.portsVariable !== undefined && ports.length > 0 ? { [image.portsVariable]: ports.join(',') } : {}
  const given: Record<string, string> = { PATH, HOSTNAME: hostname, ...image.environment, ...declared, ...environment }
  return Object.hasOwn(given, 'HOME') ? given : { ...given, HOME: '/root' }
}
