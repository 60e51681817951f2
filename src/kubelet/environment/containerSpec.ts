import type { Container, PodSecurityContext, SecurityContext } from 'kubernetes-types/core/v1'
import { quantityToNumber } from '../../base/quantity.ts'
import type { Pod, Service } from '../../kinds/resources.ts'
import type { Mount } from '../../posix/files.ts'
import type { MachineDescription } from '../context.ts'
import { podText } from '../pods/references.ts'
import type { ContainerConfig } from '../runtime/runtime.ts'
import { environment } from './environment.ts'
import { expand } from './expansion.ts'
import type { Sources } from './sources.ts'

/** All that a container's configuration depends on besides its pod. */
export interface ContainerSurroundings {
  readonly machine: MachineDescription
  readonly sources: Sources
  services(): readonly Service[]
  mounts(pod: Pod, container: Container, address: string, expanded: (text: string) => string): readonly Mount[] | { readonly error: string }
}

/** What a container is started with, or why that cannot be told (`generateContainerConfig` of the real kubelet). */
export function containerSpec(pod: Pod, container: Container, address: string, surroundings: ContainerSurroundings): { readonly spec: ContainerConfig['spec'] } | { readonly error: string } {
  const { machine, sources } = surroundings
  const made = environment({ pod, container, place: { address, machine }, sources, services: surroundings.services() })
  if ('error' in made) return made
  const { variables } = made
  const root = rootError(pod, container)
  if (root) return { error: root }
  const expanded = (text: string): string => expand(text, (name) => variables[name])
  const mounts = surroundings.mounts(pod, container, address, expanded)
  if ('error' in mounts) return mounts
  const { command, args, workingDir, stdin, tty, ports = [], resources } = container
  const memory = (resources?.limits as Record<string, string> | undefined)?.['memory']
  return {
    spec: {
      environment: variables,
      mounts,
      ports: ports.map(({ containerPort }) => containerPort),
      ...(command?.length ? { command: command.map(expanded) } : {}),
      ...(args?.length ? { args: args.map(expanded) } : {}),
      ...(workingDir ? { workingDirectory: workingDir } : {}),
      ...(memory === undefined ? {} : { memoryLimitBytes: quantityToNumber(memory) }),
      ...(stdin ? { stdin } : {}),
      ...(tty ? { tty } : {}),
    },
  }
}

/** Why the container may not run as the user as whom it would: images run as root unless the pod says otherwise. */
function rootError(pod: Pod, container: Container): string | undefined {
  const ofPod: PodSecurityContext = pod.spec.securityContext ?? {}
  const ofContainer: SecurityContext = container.securityContext ?? {}
  if (!(ofContainer.runAsNonRoot ?? ofPod.runAsNonRoot)) return undefined
  const user = ofContainer.runAsUser ?? ofPod.runAsUser
  const where = `(pod: "${podText(pod)}", container: ${container.name})`
  if (user === 0) return `container's runAsUser breaks non-root policy ${where}`
  return user === undefined ? `container has runAsNonRoot and image will run as root ${where}` : undefined
}
