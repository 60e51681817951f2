import type { EndpointSlice } from 'kubernetes-types/discovery/v1'
import { describe, expect, it } from 'vitest'
import { formatEndpointSlices } from './endpointsText.ts'

function slice(...ready: boolean[]): EndpointSlice {
  return { addressType: 'IPv4', ports: [{ name: 'http', port: 80 }], endpoints: ready.map((each, index) => ({ addresses: [`10.0.0.${index + 1}`], conditions: { ready: each } })) }
}

describe('the endpoints of a port', () => {
  it('are those that are ready', () => {
    expect(formatEndpointSlices([slice(true, false, true)], 'http')).toBe('10.0.0.1:80,10.0.0.3:80')
    expect(formatEndpointSlices([slice(true)], 'admin')).toBe('')
    expect(formatEndpointSlices([], 'http')).toBe('<none>')
  })

  it('are cut after three', () => {
    expect(formatEndpointSlices([slice(true, true, true)], 'http')).toBe('10.0.0.1:80,10.0.0.2:80,10.0.0.3:80')
    expect(formatEndpointSlices([slice(true, true, true, true, true)], 'http')).toBe('10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 2 more...')
    expect(formatEndpointSlices([slice(true, true, true, false)], 'http')).toBe('10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 0 more...')
  })

  it('have brackets when they are of IPv6', () => {
    expect(formatEndpointSlices([{ addressType: 'IPv6', ports: [{ name: '', port: 80 }], endpoints: [{ addresses: ['fd00::1'] }] }], '')).toBe('[fd00::1]:80')
  })
})
