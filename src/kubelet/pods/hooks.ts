import type { Container, LifecycleHandler } from 'kubernetes-types/core/v1'
import type { Pod } from '../../kinds/resources.ts'
import type { KubeletContext } from '../context.ts'
import { httpTarget, sendHttp } from '../probes/http.ts'
import type { Task } from '../task.ts'
import { execute, executionError } from './execution.ts'
import { podText } from './references.ts'

/** How long a hook's HTTP request may take: no limit but that of the connection. */
const HTTP_TIMEOUT_MS = 127_000

/** Runs a `postStart` or `preStop` hook; what went wrong, in the kubelet's words (`pkg/kubelet/lifecycle`). An answer to an HTTP request is good whatever it says. */
export function* runHook(context: KubeletContext, pod: Pod, container: Container, containerId: string, handler: LifecycleHandler): Task<string | undefined> {
  const { clock, runtime } = context
  const whose = `for Container "${container.name}" in Pod "${podText(pod)}" failed - error:`
  if (handler.exec) {
    const argv = handler.exec.command ?? []
    const result = yield* execute(clock, runtime.process(containerId), argv, undefined)
    const error = executionError(argv, result, undefined)
    const output = result.kind === 'not started' ? '' : result.output
    return error === undefined ? undefined : `Exec lifecycle hook ([${argv.join(' ')}]) ${whose} ${error}, message: ${JSON.stringify(output)}`
  }
  if (handler.httpGet) {
    const target = httpTarget(pod, container, handler.httpGet, runtime.status(pod.metadata.uid).address)
    const outcome = yield* sendHttp(context, target, HTTP_TIMEOUT_MS)
    return outcome.kind === 'response' ? undefined : `HTTP lifecycle hook (${handler.httpGet.path ?? ''}) ${whose} ${outcome.error}`
  }
  const { sleep } = handler as { sleep?: { seconds: number } }
  if (sleep) yield clock.sleep(1000 * sleep.seconds, { what: 'sleep of the hook', subject: `pods/${pod.metadata.namespace}/${pod.metadata.name}` })
  return undefined
}
