/** Entry of the Web Worker: a session's host behind the port to the page. */
import { scenarioById } from '../../scenarios/registry.ts'
import { Host } from './host.ts'
import type { FromWorker, ToWorker } from './protocol.ts'

const host = new Host({
  post: (message: FromWorker) => postMessage(message),
  now: () => performance.now(),
  later: (run, delayMs) => void setTimeout(run, delayMs),
  scenario: scenarioById,
})

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => host.receive(data))
