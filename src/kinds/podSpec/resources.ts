/** What a pod asks for and is held to, all containers taken together (`k8s.io/component-helpers/resource`). */
import { addQuantities, compareQuantities, parseQuantity, type Quantity } from '../../base/quantity.ts'
import type { Container, PodSpec } from 'kubernetes-types/core/v1'

export type Amounts = Map<string, Quantity>

/** A container that starts before the others and runs on beside them. */
function isSidecar(container: Container): boolean {
  return (container as { restartPolicy?: string }).restartPolicy === 'Always'
}

/** Adds amounts, given as texts by name. */
export function addAmounts(sum: Amounts, amounts: Readonly<Record<string, unknown>> | undefined): void {
  for (const [name, amount] of Object.entries(amounts ?? {})) {
    const quantity = parseQuantity(String(amount))
    const before = sum.get(name)
    sum.set(name, before ? addQuantities(before, quantity) : quantity)
  }
}

function raise(most: Amounts, amounts: Amounts): void {
  for (const [name, quantity] of amounts) {
    const before = most.get(name)
    if (!before || compareQuantities(quantity, before) > 0) most.set(name, quantity)
  }
}

/** The sum over the containers that run at once, or what one init container needs beside the sidecars before it, if that is more. */
export function podAmounts(spec: PodSpec, list: 'requests' | 'limits'): Amounts {
  const sum: Amounts = new Map()
  for (const { resources } of spec.containers ?? []) addAmounts(sum, resources?.[list])
  const sidecars: Amounts = new Map()
  const starting: Amounts = new Map()
  for (const container of spec.initContainers ?? []) {
    const amounts = container.resources?.[list]
    if (isSidecar(container)) {
      addAmounts(sum, amounts)
      addAmounts(sidecars, amounts)
      raise(starting, sidecars)
      continue
    }
    const alone: Amounts = new Map(sidecars)
    addAmounts(alone, amounts)
    raise(starting, alone)
  }
  raise(sum, starting)
  return sum
}
