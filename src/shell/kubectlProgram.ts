import type { Transport } from '../client/transport.ts'
import { asText, utf8Decode, utf8Encode } from '../kubectl/bytes.ts'
import { Cancellation } from '../kubectl/cancellation.ts'
import type { Clock, Files as KubectlFiles, InputOutput, KubectlContext, StandardInput } from '../kubectl/context.ts'
import type { DiscoveryCache } from '../kubectl/discovery.ts'
import { encodeKubeconfig, parseKubeconfig } from '../kubectl/kubeconfig.ts'
import { runKubectl } from '../kubectl/run.ts'
import type { Files } from '../posix/files.ts'
import { absolutePath, parentPath } from '../posix/paths.ts'
import type { Process, Program, Stream } from '../posix/process.ts'

/** What kubectl has from the machine on which it is typed. */
export interface KubectlSurroundings {
  readonly transport: Transport
  readonly clock: Clock
  readonly discoveryCache: DiscoveryCache
  /** How long the process takes until it acts, milliseconds; none if not said. */
  readonly startMs?: number
  random(): number
  /** The terminal's size in characters. */
  size(): { readonly columns: number; readonly rows: number }
  /** Opens a text in the user's editor; undefined when the user gave up. */
  edit?(text: string, fileName: string): Promise<string | undefined>
}

/** Where kubectl looks for its configuration. */
export function kubeconfigPath(environment: Readonly<Record<string, string | undefined>>): string {
  return environment['KUBECONFIG'] ?? `${environment['HOME'] ?? '/root'}/.kube/config`
}

/** kubectl as a program of the terminal: its files are the terminal's, its streams those of its process. */
export function kubectlProgram(surroundings: KubectlSurroundings): Program {
  return function* kubectl(process) {
    const cancellation = new Cancellation()
    const { clock, startMs } = surroundings
    const begun = startMs === undefined ? Promise.resolve() : clock.sleep(startMs, cancellation)
    const running = begun.then(() => (cancellation.aborted ? 1 : runKubectl(contextOf(process, surroundings, cancellation), process.arguments.slice(1))))
    const exitCode: number = yield {
      kind: 'call',
      begin(done) {
        running.then(done, (error: unknown) => {
          process.write('stderr', `error: ${error instanceof Error ? error.message : String(error)}\n`)
          done(1)
        })
        // A signal has ended the process.
        return () => cancellation.abort()
      },
    }
    return exitCode
  }
}

function contextOf(process: Process, surroundings: KubectlSurroundings, signal: Cancellation): KubectlContext {
  const { transport, clock, discoveryCache, random, size, edit } = surroundings
  const output = process.descriptors.get(1)
  const { columns, rows } = size()
  const io: InputOutput = {
    stdout(data) {
      if (output?.write(asText(data)) === 'broken') signal.abort()
    },
    stderr: (data) => process.write('stderr', asText(data)),
    stdin: inputOf(process.descriptors.get(0)),
    isTerminal: output?.terminal ?? false,
    columns,
    rows,
  }
  const configuration = kubeconfigPath(process.environment)
  return {
    transport,
    io,
    files: filesOf(process),
    clock,
    signal,
    environment: process.environment,
    kubeconfig: {
      read: () => parseKubeconfig(utf8Encode(process.files.read(configuration) ?? '')),
      write(next) {
        makeParents(process.files, configuration)
        process.files.write(configuration, utf8Decode(encodeKubeconfig(next)), false)
      },
    },
    random,
    discoveryCache,
    ...(edit ? { edit } : {}),
  }
}

/** kubectl as completion asks it: nothing is printed, nothing is read. */
export function quietContext({ transport, clock, discoveryCache, random, size }: KubectlSurroundings, files: Files, environment: Readonly<Record<string, string>>): KubectlContext {
  return {
    transport,
    io: { stdout() {}, stderr() {}, stdin: inputOf(undefined), isTerminal: false, ...size() },
    files: { read: async () => undefined, list: async () => undefined, write: async () => {} },
    clock,
    signal: new Cancellation(),
    environment: {},
    kubeconfig: { read: () => parseKubeconfig(utf8Encode(files.read(kubeconfigPath(environment)) ?? '')), write() {} },
    random,
    discoveryCache,
  }
}

function inputOf(stream: Stream | undefined): StandardInput {
  /** The next piece; '' at the end. */
  const next = (): Promise<string> =>
    new Promise((resolve) => {
      const look = (): void => {
        const text = stream ? stream.read(false) : ''
        if (text !== undefined) resolve(text)
        else stream?.whenReady(look)
      }
      look()
    })
  return {
    isTerminal: stream?.terminal ?? false,
    async readAll() {
      let whole = ''
      for (let piece = await next(); piece !== ''; piece = await next()) whole += piece
      return utf8Encode(whole)
    },
    async *chunks() {
      for (let piece = await next(); piece !== ''; piece = await next()) yield utf8Encode(piece)
    },
  }
}

function filesOf(process: Process): KubectlFiles {
  const { files, workingDirectory } = process
  return {
    async read(path) {
      const text = path === '/dev/stdin' ? undefined : files.read(absolutePath(path, workingDirectory))
      return text === undefined ? undefined : utf8Encode(text)
    },
    async list(path) {
      const absolute = absolutePath(path, workingDirectory)
      return files.list(absolute)?.map((name) => ({ name, isDirectory: files.isDirectory(absolutePath(name, absolute)) }))
    },
    async write(path, data) {
      const absolute = absolutePath(path, workingDirectory)
      makeParents(files, absolute)
      files.write(absolute, utf8Decode(data), false)
    },
  }
}

function makeParents(files: Files, path: string): void {
  const parent = parentPath(path)
  if (parent === '/' || files.isDirectory(parent)) return
  makeParents(files, parent)
  files.makeDirectory(parent)
}
