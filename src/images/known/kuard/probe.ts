import { humanDuration } from '../../../base/duration.ts'
import type { Answer, IncomingRequest } from '../../program.ts'
import { stampTime } from '../../serving/times.ts'
import { goError, json, type Route } from './router.ts'

const HISTORY_MAX = 20

/** A path that a kubelet asks, and that can be told to fail: `PUT …/api` with `{"failNext": 3}`, or -1 for always. */
export class DebugProbe {
  readonly #now: () => number
  #failNext: number
  #lastId = 0
  #history: { readonly id: number; readonly atMs: number; readonly code: number }[] = []

  constructor(now: () => number, failNext: number) {
    this.#now = now
    this.#failNext = failNext
  }

  routes(base: string): Route[] {
    return [
      ['GET', base, () => this.#probe()],
      ['GET', `${base}/api`, () => this.#status()],
      ['PUT', `${base}/api`, ({ body }: IncomingRequest) => this.#set(body)],
    ]
  }

  #probe(): Answer {
    let message = 'ok'
    if (this.#failNext > 0) message = `fail, ${--this.#failNext} left`
    else if (this.#failNext < 0) message = 'fail, permanent'
    const status = message === 'ok' ? 200 : 500
    this.#history = [...this.#history, { id: ++this.#lastId, atMs: this.#now(), code: status }].slice(-HISTORY_MAX)
    return { status, body: message, headers: { 'content-type': 'text/plain' } }
  }

  #status(): Answer {
    const history = this.#history.map(({ id, atMs, code }) => ({ id, when: stampTime(atMs), relWhen: `${humanDuration(this.#now() - atMs)} ago`, code }))
    return json({ probePath: '', failNext: this.#failNext, history: history.reverse() })
  }

  #set(body: string): Answer {
    try {
      const { failNext = 0 } = JSON.parse(body) as { failNext?: unknown }
      if (!Number.isInteger(failNext)) return goError(400, 'json: cannot unmarshal value into Go struct field ProbeConfig.failNext of type int')
      this.#failNext = failNext as number
    } catch {
      return goError(400, body === '' ? 'EOF' : `invalid character '${body[0]}' looking for beginning of value`)
    }
    return this.#status()
  }
}
