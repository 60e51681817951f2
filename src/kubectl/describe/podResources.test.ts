import type { Pod } from 'kubernetes-types/core/v1'
import { describe, expect, it } from 'vitest'
import { formatQuantity } from '../../base/quantity.ts'
import { podAmounts } from './podResources.ts'

const cpu = (amount: string) => ({ requests: { cpu: amount }, limits: { cpu: amount } })
const shown = (pod: Pod, side: 'requests' | 'limits') => [...podAmounts(pod, side)].map(([name, quantity]) => `${name} ${formatQuantity(quantity)}`)

describe('what a pod asks for', () => {
  it('is the sum of its containers, or what its neediest init container needs', () => {
    const containers = [{ name: 'a', resources: cpu('100m') }, { name: 'b', resources: cpu('200m') }]
    expect(shown({ spec: { containers } }, 'requests')).toEqual(['cpu 300m'])
    expect(shown({ spec: { containers, initContainers: [{ name: 'i', resources: cpu('1') }] } }, 'requests')).toEqual(['cpu 1'])
  })

  it('counts sidecars with the containers and with the init containers after them', () => {
    const spec = {
      containers: [{ name: 'a', resources: cpu('100m') }],
      initContainers: [
        { name: 'sidecar', restartPolicy: 'Always', resources: cpu('50m') },
        { name: 'i', resources: cpu('400m') },
      ],
    }
    expect(shown({ spec }, 'requests')).toEqual(['cpu 450m'])
  })

  it('includes the overhead, but only where a limit is set', () => {
    const spec = { containers: [{ name: 'a', resources: cpu('100m') }], overhead: { cpu: '10m', memory: '5Mi' } }
    expect(shown({ spec }, 'requests')).toEqual(['cpu 110m', 'memory 5Mi'])
    expect(shown({ spec }, 'limits')).toEqual(['cpu 110m'])
  })
})
