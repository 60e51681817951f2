import { addQuantities, parseQuantity, type Quantity } from '../../base/quantity.ts'

const MILLI = 1_000_000n
const MEBI = 1_048_576n * 1_000_000_000n

/** What something uses of the resources that are measured. */
export interface Usage {
  readonly cpu: Quantity
  readonly memory: Quantity
}

export const NO_USAGE: Usage = { cpu: parseQuantity('0'), memory: parseQuantity('0') }

export function usageOf(list: Readonly<Record<string, string>> | undefined): Usage {
  return { cpu: parseQuantity(list?.['cpu'] ?? '0'), memory: parseQuantity(list?.['memory'] ?? '0') }
}

export function addUsage(left: Usage, right: Usage): Usage {
  return { cpu: addQuantities(left.cpu, right.cpu), memory: addQuantities(left.memory, right.memory) }
}

const milli = ({ nano }: Quantity) => (nano + MILLI - 1n) / MILLI

/** `312m`: thousandths of a core, rounded up. */
export function cpuText({ cpu }: Usage): string {
  return `${milli(cpu)}m`
}

/** `1843Mi`, rounded down. */
export function memoryText({ memory }: Usage): string {
  return `${memory.nano / MEBI}Mi`
}

/** `23%` of what there is, rounded down. */
export function percentText(used: Quantity, available: Quantity): string {
  return `${milli(available) === 0n ? 0 : (milli(used) * 100n) / milli(available)}%`
}

/** Most first by one resource, or by name. */
export function usageOrder<T extends { readonly name: string; readonly usage: Usage }>(sortBy: string): (left: T, right: T) => number {
  return (left, right) => {
    const key = sortBy === 'cpu' || sortBy === 'memory' ? sortBy : undefined
    if (key === undefined) return left.name < right.name ? -1 : left.name > right.name ? 1 : 0
    const difference = right.usage[key].nano - left.usage[key].nano
    return difference < 0n ? -1 : difference > 0n ? 1 : 0
  }
}
