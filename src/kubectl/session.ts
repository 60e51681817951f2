import type { Headers, Transport } from '../client/transport.ts'
import { utf8Decode } from './bytes.ts'
import { RestClient, refusingTransport } from './client.ts'
import type { KubectlContext } from './context.ts'
import { Discovery } from './discovery.ts'
import { KubectlError, PlainError } from './errors.ts'
import type { FlagValues, ParsedArguments } from './flags.ts'
import { EMPTY_KUBECONFIG, encodeKubeconfig, type Kubeconfig, parseKubeconfig } from './kubeconfig.ts'
import { CLUSTER_FLAG, CONTEXT_FLAG, NAMESPACE_FLAG, SERVER_FLAG, TOKEN_FLAG, USER_FLAG } from './sharedFlags.ts'
import { KUBECTL_VERSION } from './version.ts'

interface Connection {
  readonly serverUrl: string
  readonly headers: Headers
  readonly namespace: string | undefined
}

/** One call of kubectl: the command's arguments and the means to act on a server. */
export class Session {
  readonly context: KubectlContext
  /** `kubectl rollout status`. */
  readonly commandPath: string
  readonly flags: FlagValues
  readonly args: readonly string[]
  readonly argsBeforeDash: number | undefined
  /** Tells the requests of one run from those of others, as kubectl's own headers do. */
  readonly #sessionId: string
  #kubeconfig: Kubeconfig | undefined
  #missingKubeconfig: string | undefined
  #connection: Connection | undefined
  #client: RestClient | undefined
  #discovery: Discovery | undefined

  private constructor(context: KubectlContext, commandPath: string, parsed: ParsedArguments) {
    this.context = context
    this.commandPath = commandPath
    this.#sessionId = Array.from({ length: 8 }, () => Math.floor(context.random() * 65_536).toString(16).padStart(4, '0')).join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    this.flags = parsed.flags
    this.args = parsed.args
    this.argsBeforeDash = parsed.argsBeforeDash
  }

  /** Reads the kubeconfig that the flags or the environment name. */
  static async open(context: KubectlContext, commandPath: string, parsed: ParsedArguments): Promise<Session> {
    const session = new Session(context, commandPath, parsed)
    const path = session.kubeconfigPath
    if (path === undefined) session.#kubeconfig = context.kubeconfig.read()
    else {
      const bytes = await context.files.read(path)
      if (!bytes && session.flags.changed('kubeconfig')) session.#missingKubeconfig = path
      session.#kubeconfig = bytes ? parseKubeconfig(bytes) : EMPTY_KUBECONFIG
    }
    return session
  }

  /** The file that `--kubeconfig` or KUBECONFIG names; undefined for the default one. */
  get kubeconfigPath(): string | undefined {
    return this.flags.string('kubeconfig') || this.context.environment['KUBECONFIG'] || undefined
  }

  get kubeconfig(): Kubeconfig {
    return this.#kubeconfig ?? EMPTY_KUBECONFIG
  }

  async writeKubeconfig(next: Kubeconfig): Promise<void> {
    this.#kubeconfig = next
    const path = this.kubeconfigPath
    if (path === undefined) this.context.kubeconfig.write(next)
    else await this.context.files.write(path, encodeKubeconfig(next))
  }

  #connect(): Connection {
    if (this.#connection) return this.#connection
    if (this.#missingKubeconfig !== undefined) throw new KubectlError(`stat ${this.#missingKubeconfig}: no such file or directory`)
    const config = this.kubeconfig
    const contextName = this.flags.stringOf(CONTEXT_FLAG) || config['current-context'] || ''
    const named = config.contexts?.find((each) => each.name === contextName)?.context
    if (!named && this.flags.gave(CONTEXT_FLAG)) throw new PlainError(`Error in configuration: context was not found for specified context: ${contextName}`)
    const clusterName = this.flags.stringOf(CLUSTER_FLAG) || named?.cluster
    const cluster = config.clusters?.find((each) => each.name === clusterName)?.cluster
    const userName = this.flags.stringOf(USER_FLAG) || named?.user
    const user = config.users?.find((each) => each.name === userName)?.user
    const server = this.flags.stringOf(SERVER_FLAG) || cluster?.server || 'http://localhost:8080'
    const serverUrl = /^https?:\/\//.test(server) ? server : `http://${server}`
    const headers: Record<string, string | readonly string[]> = {
      'user-agent': `kubectl/${KUBECTL_VERSION.gitVersion} (linux/amd64) kubernetes/${KUBECTL_VERSION.gitCommit.slice(0, 7)}`,
      'kubectl-command': this.commandPath,
      'kubectl-session': this.#sessionId,
    }
    const token = this.flags.stringOf(TOKEN_FLAG) || user?.token
    if (token) headers['authorization'] = `Bearer ${token}`
    const asUser = this.flags.string('as') || user?.as
    if (asUser) headers['impersonate-user'] = asUser
    const asGroups = this.flags.changed('as-group') ? this.flags.list('as-group') : (user?.['as-groups'] ?? [])
    if (asGroups.length > 0) headers['impersonate-group'] = asGroups
    if (this.flags.string('as-uid')) headers['impersonate-uid'] = this.flags.string('as-uid')
    return (this.#connection = { serverUrl: serverUrl.replace(/\/$/, ''), headers, namespace: named?.namespace })
  }

  get #transport(): Transport {
    const { serverUrl } = this.#connect()
    return serverUrl === this.context.transport.serverUrl ? this.context.transport : refusingTransport(serverUrl)
  }

  /** `127.0.0.1:6443`, as connection errors name the server. */
  get serverHost(): string {
    return this.#connect().serverUrl.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
  }

  /** Whether this call has come as far as to know its server. */
  get knowsServer(): boolean {
    return this.#connection !== undefined
  }

  get serverUrl(): string {
    return this.#connect().serverUrl
  }

  get client(): RestClient {
    const timeout = this.flags.string('request-timeout')
    return (this.#client ??= new RestClient({
      transport: this.#transport,
      clock: this.context.clock,
      signal: this.context.signal,
      headers: this.#connect().headers,
      timeout: timeout === '' || timeout === '0' ? undefined : timeout,
      warn: (text) => this.warn(text),
    }))
  }

  get discovery(): Discovery {
    return (this.#discovery ??= new Discovery({
      client: this.client,
      cache: this.context.discoveryCache,
      nowMs: () => this.nowMs,
      warn: (text) => this.warn(text),
      log: (line) => this.log('E', line),
    }))
  }

  /** A line of kubectl's own log, with klog's header: severity, date, time and process id. */
  log(severity: 'E' | 'W', line: string): void {
    const [date = '', time = ''] = new Date(this.nowMs).toISOString().slice(0, 23).split('T')
    this.stderr(`${severity}${date.slice(5).replace('-', '')} ${time}000       1 ${line}
`)
  }

  /** The namespace to act in. */
  get namespace(): string {
    return this.flags.stringOf(NAMESPACE_FLAG) || this.#connect().namespace || 'default'
  }

  /** Whether the user named the namespace in this call, so that files must agree with it. */
  get namespaceIsExplicit(): boolean {
    return this.flags.gave(NAMESPACE_FLAG)
  }

  get nowMs(): number {
    return this.context.clock.nowMs()
  }

  stdout(data: string | Uint8Array): void {
    this.context.io.stdout(data)
  }

  stderr(data: string | Uint8Array): void {
    this.context.io.stderr(data)
  }

  warn(text: string): void {
    this.stderr(`Warning: ${text}\n`)
  }

  /** The content of a file that must be there. */
  async readText(path: string): Promise<string> {
    const bytes = await this.context.files.read(path)
    if (!bytes) throw new KubectlError(`open ${path}: no such file or directory`)
    return utf8Decode(bytes)
  }
}
