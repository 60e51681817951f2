import type { Service } from 'kubernetes-types/core/v1'
import { clusterInfoDump } from '../clusterInfo/dump.ts'
import type { Command } from '../command.ts'


export const clusterInfo: Command = {
  name: 'cluster-info',
  group: 'Cluster Management Commands',
  use: '',
  short: 'Display cluster information',
  long: "Display addresses of the control plane and services with label kubernetes.io/cluster-service=true. To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.",
  examples: [{ what: 'Print where the control plane and its services are', command: 'kubectl cluster-info' }],
  commands: [clusterInfoDump],
  async run(session) {
    const list = await session.client.get(`/api/v1/namespaces/${session.flags.string('namespace') || 'kube-system'}/services`, { labelSelector: 'kubernetes.io/cluster-service=true' })
    session.stdout(line('Kubernetes control plane', session.serverUrl))
    for (const service of (list['items'] ?? []) as Service[]) session.stdout(line(service.metadata?.labels?.['kubernetes.io/name'] || (service.metadata?.name ?? ''), linkOf(service, session.serverUrl)))
    session.stdout("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n")
  },
}

const line = (name: string, link: string) => `${name} is running at ${link}\n`

/** Its load balancer, or the way to it through the API server. */
function linkOf({ metadata, spec, status }: Service, serverUrl: string): string {
  const [ingress] = status?.loadBalancer?.ingress ?? []
  const ports = spec?.ports ?? []
  if (ingress) return ports.map(({ port }) => `http://${ingress.ip || ingress.hostname}:${port} `).join('')
  const [port] = ports
  const scheme = port && (port.name === 'https' || port.port === 443) ? 'https:' : ''
  const name = port && (scheme !== '' || port.name) ? `${scheme}${metadata?.name}:${port.name ?? ''}` : metadata?.name
  return `${serverUrl}/api/v1/namespaces/${metadata?.namespace}/services/${name}/proxy`
}
