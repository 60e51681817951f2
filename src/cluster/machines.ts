import type { MachineDescription } from '../kubelet/context.ts'

/** The machine of that number, from 1. */
export function machineDescription(number: number): MachineDescription {
  return {
    name: `node-${number}`,
    address: `192.168.49.${number + 1}`,
    podCidr: `10.244.${number - 1}.0/24`,
    cpu: '4',
    memory: '8Gi',
    pods: 110,
    kernelVersion: '6.1.0',
    osImage: 'Debian GNU/Linux 12 (bookworm)',
    containerRuntimeVersion: 'containerd://1.7.27',
    kubeletVersion: 'v1.32.5',
  }
}
