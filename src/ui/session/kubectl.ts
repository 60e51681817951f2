/** kubectl as the page uses it: the editor's Apply and Diff, and the terminal, all on the cluster of the session. */
import { asText, utf8Encode } from '../../kubectl/bytes.ts'
import { Cancellation } from '../../kubectl/cancellation.ts'
import type { CancelSignal, Clock, DirectoryEntry, Files, KubectlContext } from '../../kubectl/context.ts'
import type { DiscoveryCache } from '../../kubectl/discovery.ts'
import { singleClusterKubeconfig, type Kubeconfig } from '../../kubectl/kubeconfig.ts'
import { runKubectl } from '../../kubectl/run.ts'
import { cluster, sessionStore, writeFile } from './store.ts'

const get = sessionStore.getState

/** The cluster's own time: what kubectl waits for passes as the cluster's time does. */
export const clusterClock: Clock = {
  nowMs: () => get().startMs + get().atMs,
  sleep: (durationMs, signal) =>
    new Promise((resolve) => {
      const untilMs = get().atMs + durationMs
      const finish = (): void => {
        unsubscribe()
        signal?.removeEventListener('abort', finish)
        resolve()
      }
      const unsubscribe = sessionStore.subscribe(({ atMs }) => atMs >= untilMs && finish())
      signal?.addEventListener('abort', finish)
      if (signal?.aborted) finish()
    }),
}

/** The editor's files, as a directory. */
export const sessionFiles: Files = {
  read: async (path) => {
    const text = get().files[plain(path)]
    return text === undefined ? undefined : utf8Encode(text)
  },
  list: async (path) => {
    if (plain(path) !== '' && plain(path) !== '.') return undefined
    return Object.keys(get().files).map((name): DirectoryEntry => ({ name, isDirectory: false }))
  },
  write: async (path, data) => writeFile(plain(path), asText(data)),
}

function plain(path: string): string {
  return path.replace(/^(\.\/)+/, '').replace(/\/$/, '')
}

/** The user's kubeconfig, as long as the page is open. */
let kubeconfig: Kubeconfig = singleClusterKubeconfig('podarium', 'https://127.0.0.1:6443', 'kubernetes-admin')
export const kubeconfigStore: KubectlContext['kubeconfig'] = { read: () => kubeconfig, write: (next) => void (kubeconfig = next) }

const discovered: Map<string, NonNullable<ReturnType<DiscoveryCache['get']>>> = new Map()
/** What discovery found, as long as the page is open. */
export const discoveryCache: DiscoveryCache = { get: (url) => discovered.get(url), set: (url, entry) => void discovered.set(url, entry) }

export interface KubectlOutput {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end and gives what it printed. */
export async function kubectl(words: readonly string[], signal: CancelSignal = new Cancellation()): Promise<KubectlOutput> {
  let stdout = ''
  let stderr = ''
  const context: KubectlContext = {
    transport: cluster(),
    io: {
      stdout: (data) => void (stdout += asText(data)),
      stderr: (data) => void (stderr += asText(data)),
      stdin: { isTerminal: false, readAll: async () => new Uint8Array(), chunks: async function* () {} },
      isTerminal: false,
      columns: 120,
      rows: 40,
    },
    files: sessionFiles,
    clock: clusterClock,
    signal,
    environment: {},
    kubeconfig: kubeconfigStore,
    random: Math.random,
    discoveryCache,
  }
  const exitCode = await runKubectl(context, words)
  return { exitCode, stdout, stderr }
}
