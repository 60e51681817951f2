/** The machine on which one types: a home directory, the shell, busybox's tools, kubectl and curl. It works against any Kubernetes API. */
import { appletAt } from '../posix/applets/registry.ts'
import type { Files } from '../posix/files.ts'
import { Kernel, type KernelHost } from '../posix/kernel.ts'
import type { HttpRequest, HttpResponse, NetworkError, Program } from '../posix/process.ts'
import { kubectlProgram, type KubectlSurroundings } from './kubectlProgram.ts'

/** What the machine has from where it runs. */
export interface ShellSurroundings extends KubectlSurroundings {
  readonly files: Files
  /** Time as its processes see it, milliseconds since the Unix epoch: that of the cluster. */
  now(): number
  schedule(delayMs: number, run: () => void): { cancel(): void }
  /** Sends a request to an address of the cluster, as from a machine beside it. */
  request(request: HttpRequest, done: (result: HttpResponse | NetworkError) => void): void
}

export const HOME = '/home/you'

export const ENVIRONMENT: Readonly<Record<string, string>> = { HOME, PATH: '/usr/local/bin:/usr/bin:/bin', USER: 'you', TERM: 'xterm-256color', PWD: HOME }

export function shellKernel(surroundings: ShellSurroundings): Kernel {
  const kubectl = kubectlProgram(surroundings)
  // Short names that people give it.
  const own: Readonly<Record<string, Program>> = { kubectl, k: kubectl, ktl: kubectl }
  const host: KernelHost = {
    now: () => surroundings.now(),
    random: () => surroundings.random(),
    schedule: (delayMs, run) => surroundings.schedule(delayMs, run),
    files: surroundings.files,
    hostname: 'podarium',
    address: '127.0.0.1',
    program(path) {
      const name = /^\/(?:usr\/local\/|usr\/)?bin\/([^/]+)$/.exec(path)?.[1]
      return name === undefined ? undefined : (own[name] ?? appletAt(name))
    },
    request: (request, done) => surroundings.request(request, done),
    resolve: () => [],
    listen: () => false,
    close() {},
  }
  return new Kernel(host, { container: false })
}
