import type { ContainerState, RuntimeStatus } from '../runtime/runtime.ts'

/** The newest instance of a container. */
export function newestOf(runtime: RuntimeStatus, name: string): ContainerState | undefined {
  return runtime.containers.find((container) => container.name === name)
}

/** Whether a container whose newest instance is given is to be started, by the pod's restart policy (`ShouldContainerBeRestarted`). */
export function mustBeStarted(newest: ContainerState | undefined, pod: { readonly deleted: boolean; readonly restartPolicy: string }): boolean {
  if (pod.deleted) return false
  if (!newest || newest.state === 'created') return true
  if (newest.state === 'running' || pod.restartPolicy === 'Never') return false
  return pod.restartPolicy !== 'OnFailure' || newest.exitCode !== 0
}
