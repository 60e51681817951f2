import type { EndpointSlice } from 'kubernetes-types/discovery/v1'

const SHOWN_MOST = 3

/**
 * `10.244.1.11:8080,10.244.2.12:8080,10.244.2.13:8080 + 2 more...`: the ready endpoints behind one port of a service.
 * One that is not ready is not counted, but when it comes after the third that is, kubectl says `+ 0 more...`.
 */
export function formatEndpointSlices(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>'
  const all = slices.flatMap(({ ports, endpoints = [] }) => {
    const hosts = endpoints.map(({ addresses, conditions }) => ({ address: addresses[0] ?? '', isReady: conditions?.ready ?? true }))
    if (!ports?.length) return hosts
    return ports.filter(({ name = '' }) => name === portName).flatMap(({ port }) => hosts.map(({ address, isReady }) => ({ address: `${address.includes(':') ? `[${address}]` : address}:${port}`, isReady })))
  })
  const ready = all.filter(({ isReady }) => isReady)
  const shown = ready.slice(0, SHOWN_MOST)
  const text = shown.map(({ address }) => address).join(',')
  const last = shown[SHOWN_MOST - 1]
  return last && all.at(-1) !== last ? `${text} + ${ready.length - SHOWN_MOST} more...` : text
}
