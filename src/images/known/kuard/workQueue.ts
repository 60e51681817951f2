import { isoTime } from '../../serving/times.ts'
import type { Answer, IncomingRequest, Process } from '../../program.ts'
import { goError, json, type Route } from './router.ts'

interface Message {
  readonly kind: 'message'
  readonly id: string
  readonly body: string
  readonly creationTimestamp: string
}

interface Queue {
  messages: Message[]
  enqueued: number
  dequeued: number
  drained: number
}

/** MemQ: queues of messages in memory, served to workers. */
export class WorkQueue {
  readonly #process: Process
  readonly #queues = new Map<string, Queue>()

  constructor(process: Process) {
    this.#process = process
  }

  routes(base: string): Route[] {
    return [
      ['GET', `${base}/stats`, () => this.#stats()],
      ['PUT', `${base}/queues/:queue`, (_, name) => this.#create(name)],
      ['DELETE', `${base}/queues/:queue`, (_, name) => this.#with(name, () => void this.#queues.delete(name))],
      ['POST', `${base}/queues/:queue/drain`, (_, name) => this.#with(name, drain)],
      ['POST', `${base}/queues/:queue/dequeue`, (_, name) => this.#with(name, take)],
      ['POST', `${base}/queues/:queue/enqueue`, ({ body }: IncomingRequest, name) => this.#with(name, (queue) => this.#put(queue, body))],
    ]
  }

  #create(name: string): Answer {
    if (this.#queues.has(name)) return goError(400, 'queue already exists')
    this.#queues.set(name, { messages: [], enqueued: 0, dequeued: 0, drained: 0 })
    return EMPTY
  }

  #with(name: string, act: (queue: Queue) => Answer | void): Answer {
    const queue = this.#queues.get(name)
    return queue ? (act(queue) ?? EMPTY) : goError(400, 'queue does not exist')
  }

  #put(queue: Queue, body: string): Answer {
    const id = Array.from({ length: 32 }, () => Math.floor(this.#process.random() * 16).toString(16)).join('')
    const message: Message = { kind: 'message', id, body, creationTimestamp: isoTime(this.#process.now()) }
    queue.messages.push(message)
    queue.enqueued++
    return json(message)
  }

  #stats(): Answer {
    const queues = [...this.#queues].map(([name, { messages, enqueued, dequeued, drained }]) => ({ name, depth: messages.length, enqueued, dequeued, drained }))
    return json({ kind: 'stats', queues })
  }
}

const EMPTY: Answer = { status: 200, body: '' }

function drain(queue: Queue): void {
  queue.drained += queue.messages.length
  queue.messages = []
}

function take(queue: Queue): Answer {
  const message = queue.messages.shift()
  if (!message) return { status: 204, body: '' }
  queue.dequeued++
  return json(message)
}
