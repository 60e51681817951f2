import { bytesToBase64 } from '../../../base/base64.ts'
import { sha256 } from '../../../base/sha256.ts'
import { humanDuration } from '../../../base/duration.ts'
import { NetworkError, type Answer, type HttpResponse, type IncomingRequest, type Process, type ProcessHandle, type Running } from '../../program.ts'
import { goError, json, type Route } from './router.ts'

export interface KeyGenerationConfig {
  readonly enable: boolean
  /** 0 for any number. */
  readonly numToGen: number
  /** Seconds; 0 for ever. */
  readonly timeToRun: number
  readonly memQServer: string
  readonly memQQueue: string
  readonly exitOnComplete: boolean
  readonly exitCode: number
}

const HISTORY_MAX = 20
/** Making a key of 4096 bits takes this much processor time, milliseconds: the least and how much more chance may add. */
const KEY_MS = { least: 1_000, more: 3_000 }

/** The work of kuard: makes SSH keys and prints their fingerprints, until it has made enough or a queue is empty. */
export class KeyGenerator {
  readonly #process: Process
  readonly #log: (text: string) => void
  readonly #onComplete: (exitCode: number) => void
  #config: KeyGenerationConfig
  #history: { readonly id: number; readonly data: string }[] = []
  #nextHistoryId = 0
  #nextWorkload = 0
  #worker: ProcessHandle | undefined

  constructor(process: Process, config: KeyGenerationConfig, log: (text: string) => void, onComplete: (exitCode: number) => void) {
    this.#process = process
    this.#config = config
    this.#log = log
    this.#onComplete = onComplete
  }

  routes(base: string): Route[] {
    return [
      ['GET', base, () => this.#status()],
      ['PUT', base, ({ body }: IncomingRequest) => this.#configure(body)],
    ]
  }

  /** Ends the work under way, and begins anew if the configuration says so. */
  restart(): void {
    this.#worker?.signal('KILL')
    this.#worker = undefined
    const { enable, memQQueue, memQServer } = this.#config
    if (!enable) return
    const work = memQQueue !== '' && memQServer !== '' ? (child: Process) => this.#workFromQueue(child) : (child: Process) => this.#work(child, this.#nextWorkload++)
    this.#worker = this.#process.spawn(work, { background: true })
  }

  *#work(child: Process, id: number): Running {
    const { numToGen, timeToRun, exitOnComplete, exitCode } = this.#config
    const endMs = timeToRun > 0 ? child.now() + 1000 * timeToRun : Number.POSITIVE_INFINITY
    this.#tell(`(ID ${id}) Workload starting`)
    for (let made = 1; (numToGen === 0 || made <= numToGen) && child.now() < endMs; made++) {
      const key = yield* makeKey(child)
      const left = timeToRun > 0 ? ` ${humanDuration(Math.abs(endMs - child.now()))} ${child.now() < endMs ? 'left' : 'overdue'}` : ''
      this.#tell(`(ID ${id} ${made}/${numToGen === 0 ? 'Inf' : numToGen}${left}) Item done: ${key}`)
    }
    this.#tell(`(ID ${id}) Workload exiting`)
    if (exitOnComplete) this.#onComplete(exitCode)
    return 0
  }

  *#workFromQueue(child: Process): Running {
    const { memQServer, memQQueue, exitOnComplete, exitCode } = this.#config
    this.#tell('MemQ Worker starting')
    for (;;) {
      const url = `${memQServer}/queues/${memQQueue}/dequeue`
      let problem = ''
      let status = 0
      try {
        const response: HttpResponse = yield { kind: 'request', request: { method: 'POST', url, headers: {}, body: '' } }
        ;({ status } = response)
        if (status !== 200 && status !== 204) problem = `${status}: ${response.body.trim()}`
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error
        problem = `Post "${url}": ${error.message}`
      }
      if (problem === '' && status === 200) {
        this.#tell(`Item done: ${yield* makeKey(child)}`)
        continue
      }
      if (problem === '' && exitOnComplete) {
        this.#onComplete(exitCode)
        return 0
      }
      this.#tell(problem === '' ? 'Queue is empty. Retrying after 1s.' : `Error talking to server: ${problem}. Retrying after 1s.`)
      yield { kind: 'sleep', milliseconds: 1_000 }
    }
  }

  #tell(text: string): void {
    this.#log(text)
    this.#history = [...this.#history, { id: this.#nextHistoryId++, data: text }].slice(-HISTORY_MAX)
  }

  #status(): Answer {
    return json({ config: this.#config, history: this.#history })
  }

  #configure(body: string): Answer {
    try {
      this.#config = { ...NOTHING, ...(JSON.parse(body) as Partial<KeyGenerationConfig>) }
    } catch {
      return goError(400, body === '' ? 'EOF' : `invalid character '${body[0]}' looking for beginning of value`)
    }
    this.restart()
    return this.#status()
  }
}

const NOTHING: KeyGenerationConfig = { enable: false, numToGen: 0, timeToRun: 0, memQServer: '', memQQueue: '', exitOnComplete: false, exitCode: 0 }

/** The fingerprint of a new key, after the time that making it takes. */
function* makeKey(process: Process): Generator<{ kind: 'sleep'; milliseconds: number }, string, unknown> {
  process.use({ cpuMillicores: 1_000 })
  yield { kind: 'sleep', milliseconds: Math.round(KEY_MS.least + process.random() * KEY_MS.more) }
  process.use({ cpuMillicores: 0 })
  return `SHA256:${bytesToBase64(sha256(String(process.random()))).replace(/=+$/, '')}`
}
