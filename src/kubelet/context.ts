import type { Api } from '../client/api.ts'
import type { EventRecorder } from '../client/eventRecorder.ts'
import type { ImageSet } from '../images/imageSet.ts'
import type { Network } from '../network/contract.ts'
import type { Clock } from './clock.ts'
import type { Runtime } from './runtime/runtime.ts'

/** A machine as it is bought: what its kubelet tells of it. */
export interface MachineDescription {
  /** The name of its Node: `node-1`. */
  readonly name: string
  readonly address: string
  /** The range from which its pods get their addresses: `10.244.1.0/24`. */
  readonly podCidr: string
  /** Quantities, such as `4` and `8Gi`. */
  readonly cpu: string
  readonly memory: string
  /** How many pods it takes. */
  readonly pods: number
  /** Labels besides those that every machine has. */
  readonly labels?: Readonly<Record<string, string>>
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute' }[]
  readonly kernelVersion: string
  readonly osImage: string
  readonly containerRuntimeVersion: string
  readonly kubeletVersion: string
}

/** What the parts of one kubelet process share. */
export interface KubeletContext {
  readonly clock: Clock
  readonly api: Api
  readonly events: EventRecorder
  readonly runtime: Runtime
  readonly network: Network
  readonly images: ImageSet
  readonly machine: MachineDescription
}
