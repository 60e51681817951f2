import { isResponse, type ApiRequest, type ApiResponse, type Headers, type Transport } from '../client/transport.ts'
import type { CaseRequest, CaseStep, RequestStep } from './apiCases.ts'
import { ApiCleaner } from './apiCleaner.ts'
import type { Json, JsonObject } from './compare/states.ts'
import { AnswerNormaliser, noteGeneratedNames, Placeholders } from './normaliseApi.ts'
import { bodyText, parseJson, ReceivedLines, textOf } from './wireText.ts'

/** The users of the cases: admin is of the group system:masters, jane of the group dev, and the server does not know the third. */
export const caseTokens = { admin: 'admintoken', jane: 'janetoken', invalid: 'nosuchtoken' } as const

/** The server under test. Time may be virtual or real: `advance` lets it pass. */
export interface ApiHost {
  readonly transport: Pick<Transport, 'request' | 'stream'>
  /** The server's moment, in ms since the Unix epoch. */
  nowMs(): number
  advance(durationMs: number): Promise<void>
  /** Compacts the store's history up to now. */
  compact(): Promise<void>
}

/** What was seen in the place of a recorded step. */
export interface StepOutcome {
  readonly response?: JsonObject
  readonly during?: readonly StepOutcome[]
}

/** How often a request is repeated whose answer does not hold its `until` text, and how long apart. */
const untilAttempts = 200
const untilPauseMs = 50
const usualQuietSeconds = 0.4

/** One case, or the setup, on its way. */
export class CaseRun {
  readonly #host: ApiHost
  readonly #headers: readonly string[]
  readonly #placeholders = new Placeholders()
  readonly #normaliser: AnswerNormaliser
  readonly #cleaner: ApiCleaner

  constructor(host: ApiHost, headers: readonly string[], keepManagedFields: boolean) {
    this.#host = host
    this.#headers = headers
    this.#normaliser = new AnswerNormaliser(this.#placeholders, { keepManagedFields, nowMs: () => host.nowMs() })
    this.#cleaner = new ApiCleaner((request) => this.#send(request), host)
  }

  cleanUp(): Promise<void> {
    return this.#cleaner.cleanUp()
  }

  async step(step: CaseStep): Promise<StepOutcome> {
    if ('pause' in step) {
      await this.#host.advance(step.pause * 1000)
      return {}
    }
    if ('compact' in step) {
      await this.#host.compact()
      return {}
    }
    const request = this.#prepare(step.request)
    return step.watch ? this.#watch(request, step.watch) : this.#request(step, request)
  }

  /** Fills in placeholders and the usual headers. */
  #prepare({ method = 'GET', path, user = 'admin', headers = {}, body }: CaseRequest): ApiRequest {
    this.#placeholders.giveText(JSON.stringify(body ?? '') + path)
    const target = this.#placeholders.fill(path, this.#host.nowMs())
    const sent: Record<string, string> = { accept: 'application/json' }
    if (body !== undefined) sent['content-type'] = 'application/json'
    if (user !== 'anonymous') sent['authorization'] = `Bearer ${caseTokens[user]}`
    for (const [name, value] of Object.entries(headers)) {
      if (value === null) delete sent[name.toLowerCase()]
      else sent[name.toLowerCase()] = value
    }
    if (body === undefined) return { method, target, headers: sent }
    return { method, target, headers: sent, body: this.#placeholders.fill(bodyText(body), this.#host.nowMs()) }
  }

  async #request({ request, until, quiet }: RequestStep, prepared: ApiRequest): Promise<StepOutcome> {
    let response: ApiResponse
    try {
      response = await this.#send(prepared)
      for (let attempt = 1; attempt < untilAttempts; attempt++) {
        if (until === undefined || textOf(response).includes(until)) break
        await this.#host.advance(untilPauseMs)
        response = await this.#send(prepared)
      }
    } catch (error) {
      return { response: { error: String(error) } }
    }
    const text = textOf(response)
    const base = generateNameOf(request.body)
    if (base) noteGeneratedNames(this.#placeholders, base, text)
    this.#cleaner.note(prepared, response)
    const answer = this.#answer(response, text)
    return { response: quiet ? { status: response.status } : answer }
  }

  /**
   * Sends a request. While the server takes its time (it may wait for a version that it does not have yet), time passes: a virtual clock
   * stands still otherwise.
   */
  async #send(request: ApiRequest): Promise<ApiResponse> {
    return this.#letTimePass(this.#host.transport.request(request))
  }

  async #letTimePass<T>(answer: Promise<T>): Promise<T> {
    const answersBefore = (end: Promise<void>) => Promise.race([answer.then(() => true), end.then(() => false)])
    // An answer from the same process comes without a wait and must not cost virtual time.
    let answered = await answersBefore(new Promise((resolve) => void setImmediate(resolve)))
    while (!answered) answered = await answersBefore(this.#host.advance(untilPauseMs))
    return answer
  }

  #answer(response: ApiResponse, text: string): JsonObject {
    const answer: JsonObject = { status: response.status, headers: this.#comparedHeaders(response.headers) }
    const body = parseJson(text)
    if (body === undefined) return text === '' ? answer : { ...answer, body: this.#normaliser.text(text) }
    return { ...answer, body: typeof body === 'string' ? this.#normaliser.text(body) : this.#normaliser.body(body) }
  }

  #comparedHeaders(headers: Headers): JsonObject {
    const compared: JsonObject = {}
    for (const name of this.#headers) {
      const values = [headers[name.toLowerCase()] ?? []].flat().map((value) => this.#normaliser.text(value))
      if (values.length > 0) compared[name] = values.length === 1 ? (values[0] ?? '') : values
    }
    return compared
  }

  /** Opens a stream, does the steps meanwhile, and gives the stream's events, each with the number of steps begun before it came. */
  async #watch(request: ApiRequest, watch: NonNullable<RequestStep['watch']>): Promise<StepOutcome> {
    const during: StepOutcome[] = []
    let begun = 0
    const received = new ReceivedLines(() => begun)
    const stream = await this.#letTimePass(this.#host.transport.stream(request, received))
    if (isResponse(stream)) {
      received.data(stream.body)
      received.end()
    }
    const quietMs = (watch.quiet ?? usualQuietSeconds) * 1000
    await this.#waitForQuiet(received, quietMs)
    for (const step of watch.while) {
      begun++
      during.push(await this.step(step))
      await this.#waitForQuiet(received, quietMs)
    }
    for (let waitedMs = 0; waitedMs < (watch.wait ?? 0) * 1000 && !received.closed; waitedMs += untilPauseMs) await this.#host.advance(untilPauseMs)
    const closed = received.closed
    if (!isResponse(stream)) stream.cancel()
    const headers = this.#comparedHeaders(stream.headers)
    const events = received.lines.map(({ after, text }) => this.#event(after, text))
    return { response: { status: stream.status, headers, events, closed }, during }
  }

  async #waitForQuiet(received: ReceivedLines, quietMs: number): Promise<void> {
    let seen = -1
    while (seen !== received.lines.length && !received.closed) {
      seen = received.lines.length
      await this.#host.advance(quietMs)
    }
  }

  #event(after: number, line: string): JsonObject {
    const event = parseJson(line)
    if (event === undefined) return { after, text: line }
    return { after, ...this.#normaliser.event(event as JsonObject) }
  }
}

function generateNameOf(body: Json | undefined): string | undefined {
  const metadata = (body as { metadata?: { generateName?: unknown } } | null | undefined)?.metadata
  return typeof metadata?.generateName === 'string' ? metadata.generateName : undefined
}
