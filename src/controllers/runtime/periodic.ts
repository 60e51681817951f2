import { ConnectionError, StatusError } from '../../client/status.ts'
import type { ControllerContext } from './controller.ts'

/** Calls `run` at once and then each time that long after it has returned, until the controller is stopped. What the API refuses is left for the next time. */
export function every(context: ControllerContext, periodMs: number, run: () => void): void {
  const queue = context.queue(
    () => {
      try {
        run()
      } catch (error) {
        if (!(error instanceof StatusError) && !(error instanceof ConnectionError)) throw error
      }
      return { requeueAfterMs: periodMs }
    },
    { background: true, maximumDelayMs: periodMs },
  )
  queue.add('')
}
