import type { Pod } from '../../kinds/resources.ts'

const CLUSTER_DNS = '10.96.0.10'
const DOMAIN = 'cluster.local'
/** Where machines look names up: the router of their network. */
const MACHINE_DNS = '192.168.49.1'

/** `/etc/resolv.conf` as the kubelet (`network/dns/dns.go`) and containerd make it of a pod's `dnsPolicy` and `dnsConfig`. */
export function resolverFile({ metadata, spec }: Pod): string {
  const { dnsPolicy = 'ClusterFirst', dnsConfig = {}, hostNetwork = false } = spec
  const inCluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork)
  const ofPolicy = inCluster ? [CLUSTER_DNS] : dnsPolicy === 'None' ? [] : [MACHINE_DNS]
  const search = inCluster ? [`${metadata.namespace}.svc.${DOMAIN}`, `svc.${DOMAIN}`, DOMAIN] : []
  const options = new Map<string, string | undefined>(inCluster ? [['ndots', '5']] : [])
  for (const { name = '', value } of dnsConfig.options ?? []) options.set(name, value)
  const searches = [...new Set([...search, ...(dnsConfig.searches ?? [])])]
  const servers = [...new Set([...ofPolicy, ...(dnsConfig.nameservers ?? [])])]
  const shown = [...options].map(([name, value]) => (value ? `${name}:${value}` : name))
  return [searches.length > 0 ? `search ${searches.join(' ')}\n` : '', ...servers.map((server) => `nameserver ${server}\n`), shown.length > 0 ? `options ${shown.join(' ')}\n` : ''].join('')
}
