import type { Container, Pod } from 'kubernetes-types/core/v1'
import { addQuantities, compareQuantities, parseQuantity, type Quantity } from '../../base/quantity.ts'

/** Amounts by resource name. */
export type Amounts = Map<string, Quantity>

type Side = 'requests' | 'limits'

export function addAmounts(total: Amounts, more: Amounts): void {
  for (const [name, quantity] of more) {
    const before = total.get(name)
    total.set(name, before ? addQuantities(before, quantity) : quantity)
  }
}

function raise(total: Amounts, more: Amounts): void {
  for (const [name, quantity] of more) {
    const before = total.get(name)
    if (!before || compareQuantities(quantity, before) > 0) total.set(name, quantity)
  }
}

function amountsOf(list: Readonly<Record<string, string>> | undefined): Amounts {
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, parseQuantity(text)]))
}

function ofContainer(pod: Pod, container: Container, side: Side): Amounts {
  const declared = amountsOf(container.resources?.[side])
  const actual = pod.status?.containerStatuses?.find(({ name }) => name === container.name)?.resources
  if (side === 'limits' || !actual) return declared
  if (pod.status?.resize === 'Infeasible') return amountsOf(actual.requests)
  raise(declared, amountsOf(actual.requests))
  return declared
}

/** What a pod asks for, or may use, in sum: its containers together, or more if an init container needs more; sidecars count with both. */
export function podAmounts(pod: Pod, side: Side): Amounts {
  const total: Amounts = new Map()
  for (const container of pod.spec?.containers ?? []) addAmounts(total, ofContainer(pod, container, side))
  const sidecars: Amounts = new Map()
  const highest: Amounts = new Map()
  for (const container of pod.spec?.initContainers ?? []) {
    const own = amountsOf(container.resources?.[side])
    if (container.restartPolicy === 'Always') {
      addAmounts(total, own)
      addAmounts(sidecars, own)
      raise(highest, sidecars)
    } else {
      addAmounts(own, sidecars)
      raise(highest, own)
    }
  }
  raise(total, highest)
  addOverhead(total, amountsOf(pod.spec?.overhead), side)
  return total
}

/** A limit that is not set stays so. */
function addOverhead(total: Amounts, overhead: Amounts, side: Side): void {
  for (const [name, quantity] of overhead) {
    const before = total.get(name)
    if (side === 'requests' || (before && before.nano !== 0n)) total.set(name, before ? addQuantities(before, quantity) : quantity)
  }
}
