import type { Pod } from '../../kinds/resources.ts'
import { hostnameOf } from './hostname.ts'

/** `/etc/hosts` as the kubelet writes it for a pod. */
export function hostsFile(pod: Pod, address: string): string {
  const { hostAliases = [], subdomain, hostNetwork } = pod.spec
  const hostname = hostnameOf(pod)
  const domain = subdomain ? `${hostname}.${subdomain}.${pod.metadata.namespace}.svc.cluster.local\t` : ''
  const lines = [
    hostNetwork ? '# Kubernetes-managed hosts file (host network).' : '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    ...(address === '' || hostNetwork ? [] : [`${address}\t${domain}${hostname}`]),
  ]
  const aliases = hostAliases.map(({ ip, hostnames = [] }) => `${ip ?? ''}\t${hostnames.join('\t')}`)
  if (aliases.length > 0) lines.push('', '# Entries added by HostAliases.', ...aliases)
  return `${lines.join('\n')}\n`
}
