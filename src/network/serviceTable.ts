/**
 * What kube-proxy makes of Services and EndpointSlices: for each address and port that stands for a Service, the endpoints of which one is taken
 * (`pkg/proxy`, iptables mode). It follows its informers, so it lags behind the API as the real one does.
 */
import type { Informers } from '../client/informer.ts'
import type { EndpointSlice, Service } from '../kinds/resources.ts'

export interface Backend {
  readonly address: string
  readonly port: number
  /** Name of its machine; '' if it is none of ours. */
  readonly node: string
  /** `pods/default/web-1`; '' if it is no pod. */
  readonly pod: string
  /** Zones for which the endpoint is meant; empty if nothing says so. */
  readonly zones: readonly string[]
}

/** One port of a Service, as it is reached at one kind of address. */
export interface ServicePort {
  /** `services/default/web`. */
  readonly service: string
  readonly ready: readonly Backend[]
  /** Endpoints that still serve while they end: taken where no ready one is left (KEP 1669). */
  readonly ending: readonly Backend[]
  /** How long one client keeps its backend; undefined if it does not. */
  readonly affinityMs: number | undefined
  /** Cluster IPs stand for it inside of the cluster, all other addresses for those outside. */
  readonly reach: 'internal' | 'external'
  /** `internalTrafficPolicy` or `externalTrafficPolicy`, whichever holds there: Local takes endpoints of the machine that the request comes to alone. */
  readonly local: boolean
  /** Who outside may use a load balancer's address; empty if everyone may. */
  readonly sourceRanges: readonly string[]
}

const SERVICE_NAME = 'kubernetes.io/service-name'
const DEFAULT_AFFINITY_SECONDS = 10_800

export class ServiceTable {
  /** Called when what a name or an address stands for may have changed. */
  onChange: () => void = () => {}
  readonly #services
  readonly #slices
  readonly #byAddress = new Map<string, Map<number, ServicePort>>()
  readonly #byNodePort = new Map<number, ServicePort>()
  /** How to take a Service out of the table again, by `namespace/name`. */
  readonly #undo = new Map<string, (() => void)[]>()
  /** Services that have changed since they were entered. */
  readonly #stale = new Set<string>()

  constructor(informers: Informers) {
    this.#services = informers.of('services')
    this.#slices = informers.of('endpointslices.discovery.k8s.io')
    this.#slices.addIndex('service', (slice) => [serviceOf(slice)])
    const changed = (key: string): void => {
      this.#stale.add(key)
      this.onChange()
    }
    const ofService = ({ metadata }: Service): void => changed(`${metadata.namespace}/${metadata.name}`)
    const ofSlice = (slice: EndpointSlice): void => changed(serviceOf(slice))
    this.#services.on({ added: ofService, updated: ofService, deleted: ofService })
    this.#slices.on({ added: ofSlice, updated: ofSlice, deleted: ofSlice })
  }

  /** The Service behind a cluster IP, an external or a load balancer's address. */
  at(address: string, port: number): ServicePort | undefined {
    this.#refresh()
    return this.#byAddress.get(address)?.get(port)
  }

  /** The Service behind a port of every machine. */
  atNodePort(port: number): ServicePort | undefined {
    this.#refresh()
    return this.#byNodePort.get(port)
  }

  service(namespace: string, name: string): Service | undefined {
    return this.#services.get(namespace, name)
  }

  /** Ready addresses of a headless Service; with `hostname`, of the endpoint of that name: its own, or its address with dashes. */
  endpointAddresses({ metadata }: Service, hostname?: string): string[] {
    const endpoints = this.#slices.indexed('service', `${metadata.namespace}/${metadata.name}`).flatMap((slice) => slice.endpoints ?? [])
    const ready = endpoints.filter(({ conditions }) => conditions?.ready !== false)
    return ready.flatMap((endpoint) => endpoint.addresses.filter((address) => hostname === undefined || hostname === (endpoint.hostname ?? address.replaceAll('.', '-'))))
  }

  #refresh(): void {
    if (this.#stale.size === 0) return
    for (const key of this.#stale) {
      for (const undo of this.#undo.get(key) ?? []) undo()
      this.#undo.delete(key)
      const service = this.#services.byKey(key)
      if (service) this.#undo.set(key, this.#enter(service))
    }
    this.#stale.clear()
  }

  #enter(service: Service): (() => void)[] {
    const { clusterIPs = [], externalIPs = [], sessionAffinity, sessionAffinityConfig, internalTrafficPolicy, externalTrafficPolicy, loadBalancerSourceRanges = [] } = service.spec
    const { namespace, name } = service.metadata
    const slices = this.#slices.indexed('service', `${namespace}/${name}`)
    const affinityMs = sessionAffinity === 'ClientIP' ? 1000 * (sessionAffinityConfig?.clientIP?.timeoutSeconds ?? DEFAULT_AFFINITY_SECONDS) : undefined
    const ingress = (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? [])
    const undo: (() => void)[] = []
    for (const { port, nodePort, name: portName = '' } of service.spec.ports ?? []) {
      const common = { service: `services/${namespace}/${name}`, ...backendsOf(slices, portName), affinityMs, sourceRanges: [] }
      const inside: ServicePort = { ...common, reach: 'internal', local: internalTrafficPolicy === 'Local' }
      const outside: ServicePort = { ...common, reach: 'external', local: externalTrafficPolicy === 'Local' }
      for (const address of clusterIPs) if (address !== 'None') undo.push(this.#put(address, port, inside))
      for (const address of externalIPs) undo.push(this.#put(address, port, outside))
      for (const address of ingress) undo.push(this.#put(address, port, { ...outside, sourceRanges: loadBalancerSourceRanges }))
      if (nodePort) {
        this.#byNodePort.set(nodePort, outside)
        undo.push(() => this.#byNodePort.delete(nodePort))
      }
    }
    return undo
  }

  #put(address: string, port: number, entry: ServicePort): () => void {
    let ports = this.#byAddress.get(address)
    if (!ports) this.#byAddress.set(address, (ports = new Map()))
    ports.set(port, entry)
    return () => {
      const known = this.#byAddress.get(address)
      known?.delete(port)
      if (known?.size === 0) this.#byAddress.delete(address)
    }
  }
}

function serviceOf({ metadata }: EndpointSlice): string {
  return `${metadata.namespace}/${metadata.labels?.[SERVICE_NAME] ?? ''}`
}

function backendsOf(slices: readonly EndpointSlice[], portName: string): { ready: Backend[]; ending: Backend[] } {
  const ready: Backend[] = []
  const ending: Backend[] = []
  for (const slice of slices) {
    const port = slice.ports?.find(({ name = '' }) => name === portName)?.port
    if (port === undefined) continue
    for (const { addresses, conditions, nodeName = '', targetRef, hints } of slice.endpoints ?? []) {
      const pod = targetRef?.kind === 'Pod' ? `pods/${targetRef.namespace}/${targetRef.name}` : ''
      const zones = (hints?.forZones ?? []).map(({ name }) => name)
      const list = conditions?.ready !== false ? ready : conditions.serving && conditions.terminating ? ending : undefined
      for (const address of addresses) list?.push({ address, port, node: nodeName, pod, zones })
    }
  }
  return { ready, ending }
}
