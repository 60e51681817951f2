import { expect, it } from 'vitest'
import { addUsage, cpuText, memoryText, percentText, usageOf } from './usage.ts'

it('rounds cores up, and memory and shares down', () => {
  const usage = addUsage(usageOf({ cpu: '250123456n', memory: '1887436Ki' }), usageOf({ cpu: '1m', memory: '1' }))
  expect(cpuText(usage)).toBe('252m')
  expect(memoryText(usage)).toBe('1843Mi')
  expect(percentText(usage.cpu, usageOf({ cpu: '4' }).cpu)).toBe('6%')
})
