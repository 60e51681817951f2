import type { Service } from '../../kinds/resources.ts'

/** The variables by which a container finds services without DNS (`pkg/kubelet/envvars`): all of its own namespace, and `kubernetes`. */
export function serviceVariables(services: readonly Service[], namespace: string, links: boolean): [string, string][] {
  const own = services.filter(({ metadata, spec }) => hasAddress(spec.clusterIP) && (isMaster(metadata) || (links && metadata.namespace === namespace)))
  return own.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)).flatMap(variablesOf)
}

function hasAddress(address: string | undefined): boolean {
  return address !== undefined && address !== '' && address !== 'None'
}

function isMaster({ namespace, name }: Service['metadata']): boolean {
  return namespace === 'default' && name === 'kubernetes'
}

function variablesOf({ metadata, spec }: Service): [string, string][] {
  const prefix = metadata.name.toUpperCase().replaceAll('-', '_')
  const address = spec.clusterIP as string
  const ports = spec.ports ?? []
  const variables: [string, string][] = [[`${prefix}_SERVICE_HOST`, address]]
  ports.forEach(({ port, name }, index) => {
    if (index === 0) variables.push([`${prefix}_SERVICE_PORT`, String(port)])
    if (name) variables.push([`${prefix}_SERVICE_PORT_${name.toUpperCase().replaceAll('-', '_')}`, String(port)])
  })
  ports.forEach(({ port, protocol = 'TCP' }, index) => {
    const url = `${protocol.toLowerCase()}://${address}:${port}`
    if (index === 0) variables.push([`${prefix}_PORT`, url])
    const link = `${prefix}_PORT_${port}_${protocol}`
    variables.push([link, url], [`${link}_PROTO`, protocol.toLowerCase()], [`${link}_PORT`, String(port)], [`${link}_ADDR`, address])
  })
  return variables
}
