import type { Container, ContainerStatus, PodSpec } from 'kubernetes-types/core/v1'

/** An init container that keeps running beside the main ones: `restartPolicy: Always`. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always'
}

/** Whether one of the main containers has been started. */
export function hasStartedRegular(spec: PodSpec, statuses: readonly ContainerStatus[]): boolean {
  return spec.containers.some(({ name }) => {
    const status = statuses.find((candidate) => candidate.name === name)
    return status?.state?.running !== undefined || status?.state?.terminated !== undefined
  })
}
