import type { CancelSignal, Files, KubectlContext } from '../kubectl/context.ts'
import { singleClusterKubeconfig, type Kubeconfig } from '../kubectl/kubeconfig.ts'
import { asText, utf8Encode } from '../kubectl/bytes.ts'
import { Cancellation } from '../kubectl/cancellation.ts'
import { runKubectl } from '../kubectl/run.ts'
import type { Transport } from '../client/transport.ts'
import type { VirtualClock } from './virtualClock.ts'

export interface KubectlResult {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

export interface KubectlCall {
  readonly transport: Transport
  readonly clock: VirtualClock
  readonly files: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** The words of a command line: blanks separate, quotes group. */
export function shellWords(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|"(?:\\.|[^"])*"|\\.|[^\s'"\\])+/g)].map(([word]) => word.replace(/'([^']*)'|"((?:\\.|[^"])*)"|\\(.)/g, (_, single?: string, double?: string, escaped?: string) => single ?? double?.replace(/\\(["\\$])/g, '$1') ?? escaped ?? ''))
}

function memoryFiles(files: Readonly<Record<string, string>>): Files {
  const written = new Map(Object.entries(files).map(([name, text]) => [name, utf8Encode(text)]))
  return {
    read: async (path) => written.get(path),
    list: async (path) => {
      const prefix = path === '.' ? '' : `${path.replace(/\/$/, '')}/`
      const names = [...written.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length))
      if (names.length === 0) return undefined
      return [...new Set(names.map((name) => name.split('/')[0] as string))].map((name) => ({ name, isDirectory: names.some((each) => each.startsWith(`${name}/`)) }))
    },
    write: async (path, data) => void written.set(path, data),
  }
}

/** What KUBE_EDITOR does to a text: nothing for `true`, a replacement for `sed -i s/a/b/`. */
function edited(editor: string, text: string): string {
  const substitution = /^sed -i s\/(.*)\/(.*)\/$/.exec(editor)
  return substitution ? text.replace(substitution[1] as string, substitution[2] as string) : text
}

/** Runs a kubectl command line in virtual time; when nothing more can happen, it is interrupted as by Ctrl-C. */
export async function runKubectlLine(line: string, call: KubectlCall): Promise<KubectlResult> {
  let stdout = ''
  let stderr = ''
  let kubeconfig: Kubeconfig = singleClusterKubeconfig('sim', call.transport.serverUrl, 'u')
  const signal: CancelSignal & { abort(): void } = new Cancellation()
  const input = utf8Encode(call.stdin ?? '')
  const context: KubectlContext = {
    transport: call.transport,
    io: {
      stdout: (data) => void (stdout += asText(data)),
      stderr: (data) => void (stderr += asText(data)),
      stdin: { isTerminal: false, readAll: async () => input, chunks: async function* () { yield input } },
      isTerminal: false,
      columns: 80,
      rows: 24,
    },
    files: memoryFiles(call.files),
    clock: call.clock,
    signal,
    environment: call.environment ?? {},
    kubeconfig: { read: () => kubeconfig, write: (next) => void (kubeconfig = next) },
    edit: async (text) => edited(call.environment?.['KUBE_EDITOR'] ?? 'true', text),
    random: () => 0.5,
  }
  const [, ...words] = shellWords(line)
  const exitCode = await call.clock.drive(runKubectl(context, words), () => signal.abort())
  return { stdout, stderr, exitCode }
}
