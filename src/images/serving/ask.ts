import { NetworkError, type Answer, type HttpRequest, type HttpResponse, type Process, type Reply } from '../program.ts'

/** Answers a request with what comes of asking someone else: a child process asks, so that the server goes on meanwhile. */
export function askFirst(process: Process, request: HttpRequest, then: (result: HttpResponse | NetworkError) => Answer): Reply {
  return (respond) => {
    process.spawn(function* () {
      try {
        respond(then(yield { kind: 'request', request }))
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error
        respond(then(error))
      }
      return 0
    })
  }
}
