import type { NodeCondition, NodeStatus } from 'kubernetes-types/core/v1'
import { formatTime } from '../../base/time.ts'
import type { ImageDescription } from '../../images/imageSet.ts'
import type { Node } from '../../kinds/resources.ts'
import type { MachineDescription } from '../context.ts'

/** How many images a Node lists, and how many names of each. */
const IMAGES_MOST = 50

const CONDITIONS = [
  { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', message: 'kubelet has sufficient memory available' },
  { type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure' },
  { type: 'PIDPressure', status: 'False', reason: 'KubeletHasSufficientPID', message: 'kubelet has sufficient PID available' },
  { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
] as const

/** The labels that every machine has. */
export function machineLabels({ name, labels }: MachineDescription): Record<string, string> {
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    ...labels,
  }
}

export function capacityOf({ cpu, memory, pods }: MachineDescription): Record<string, string> {
  return { cpu, 'ephemeral-storage': '0', memory, pods: String(pods) }
}

/** The status of the machine's Node now; what others have written of it is kept. */
export function nodeStatus(machine: MachineDescription, images: readonly ImageDescription[], old: Node | undefined, nowMs: number): NodeStatus {
  const now = formatTime(nowMs)
  const capacity = { ...extended(old?.status.capacity), ...capacityOf(machine) }
  const conditions = CONDITIONS.map((condition): NodeCondition => {
    const before = old?.status.conditions?.find(({ type }) => type === condition.type)
    const lastTransitionTime = before?.status === condition.status ? (before.lastTransitionTime ?? now) : now
    const { type, status, reason, message } = condition
    return { type, status, lastHeartbeatTime: now, lastTransitionTime, reason, message }
  })
  const others = (old?.status.conditions ?? []).filter(({ type }) => !CONDITIONS.some((own) => own.type === type))
  const listed = [...images].sort((a, b) => b.sizeBytes - a.sizeBytes).slice(0, IMAGES_MOST)
  return {
    ...old?.status,
    capacity,
    allocatable: capacity,
    conditions: [...others, ...conditions],
    addresses: [
      { type: 'InternalIP', address: machine.address },
      { type: 'Hostname', address: machine.name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      machineID: '0123456789abcdef',
      systemUUID: '0123456789abcdef',
      bootID: 'b007',
      kernelVersion: machine.kernelVersion,
      osImage: machine.osImage,
      containerRuntimeVersion: machine.containerRuntimeVersion,
      kubeletVersion: machine.kubeletVersion,
      kubeProxyVersion: machine.kubeletVersion,
      operatingSystem: 'linux',
      architecture: 'amd64',
    },
    ...(listed.length > 0 ? { images: listed.map(({ digest, reference, sizeBytes }) => ({ names: [digest, reference], sizeBytes })) } : {}),
    ...RUNTIME_HANDLERS,
  }
}

/** Newer than the types. */
const RUNTIME_HANDLERS = { runtimeHandlers: ['', 'runc'].map((name) => ({ name, features: { recursiveReadOnlyMounts: false, userNamespaces: false } })) }

/** Resources that the machine does not have of itself: device plugins and administrators add them. */
function extended(capacity: Node['status']['capacity']): Record<string, string> {
  return Object.fromEntries(Object.entries((capacity ?? {}) as Record<string, string>).filter(([name]) => name.includes('/') || name.startsWith('hugepages-')))
}
