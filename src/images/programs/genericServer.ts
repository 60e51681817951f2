import type { Image, Program } from '../program.ts'
import { serve } from '../serving/serve.ts'

/** Where servers are usually found if their container declares no port. */
const USUAL_PORTS = [80, 8080]
const PORTS_VARIABLE = 'PODARIUM_PORTS'

/** What runs for an image that nobody has described: it answers on the ports that its container declares. */
const server: Program = function* (process) {
  const declared = (process.environment[PORTS_VARIABLE] ?? '')
    .split(',')
    .map(Number)
    .filter((port) => port > 0)
  const ports = declared.length > 0 ? declared : USUAL_PORTS
  const ending = yield* serve(process, {
    ports,
    answer: ({ method, path }) => {
      process.write('stdout', `${method} ${path} 200\n`)
      return { status: 200, body: `${process.hostname}\n`, headers: { 'content-type': 'text/plain' } }
    },
    started: () => process.write('stdout', `listening on ${ports.join(', ')}\n`),
  })
  if (ending.kind !== 'address in use') return 0
  process.write('stderr', `listen tcp :${ending.port}: bind: address already in use\n`)
  return 1
}

export const genericImage: Image = { entrypoint: ['server'], programs: { server }, shell: true, portsVariable: PORTS_VARIABLE }
