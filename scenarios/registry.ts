import type { Scenario } from '../src/scenario/scenario.ts'
import { blueGreen } from './blueGreen.ts'
import { empty } from './empty.ts'
import { playground } from './playground.ts'
import { rollingUpdate } from './rollingUpdate.ts'
import { selfHealing } from './selfHealing.ts'

/** In the order in which they are offered. */
export const scenarios: readonly Scenario[] = [playground, empty, selfHealing, rollingUpdate, blueGreen]

export function scenarioById(id: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.id === id)
}
