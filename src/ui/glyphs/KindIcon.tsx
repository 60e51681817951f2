import { memo, type ReactNode } from 'react'

/** Shape says kind: the signs of what is on stage and in the inspector. */
export type KindName =
  | 'node' | 'replicaset' | 'deployment' | 'statefulset' | 'daemonset' | 'job' | 'cronjob' | 'service' | 'ingress' | 'loadbalancer' | 'client' | 'configmap' | 'secret' | 'claim' | 'autoscaler' | 'control'

const shapes: Readonly<Record<KindName, ReactNode>> = {
  node: <><path d="M3 5V18.5H21V5" /><path d="M3 18.5H21" strokeWidth={3.4} /><path d="M7 9.5H17M7 13H13" /></>,
  replicaset: <><rect x={2} y={8.5} width={6} height={7} rx={1.6} /><rect x={9} y={8.5} width={6} height={7} rx={1.6} /><rect x={16} y={8.5} width={6} height={7} rx={1.6} strokeDasharray="2 2.2" /></>,
  deployment: <><rect x={2} y={3} width={20} height={18} rx={2} /><path d="M6 9H18M6 15H18" strokeWidth={3} /><path d="M15 3V6M9 21V18" /></>,
  statefulset: <><rect x={2} y={7} width={6} height={7} rx={1.6} /><rect x={9} y={7} width={6} height={7} rx={1.6} /><rect x={16} y={7} width={6} height={7} rx={1.6} /><path d="M5 18V20M11 18V20M13 18V20M17 18V20M19 18V20M21 18V20" /></>,
  daemonset: <><path d="M2 6V19H10.5V6M13.5 6V19H22V6" /><rect x={4} y={11.5} width={4.5} height={4.5} rx={1.2} fill="currentColor" /><rect x={15.5} y={11.5} width={4.5} height={4.5} rx={1.2} fill="currentColor" /></>,
  job: <><rect x={3} y={5} width={18} height={14} rx={2} /><path d="M7.5 12.2l3 3L16.5 9" /></>,
  cronjob: <><circle cx={12} cy={12} r={9} /><path d="M12 6.5V12L15.5 14.5" /></>,
  service: <><rect x={1.5} y={7} width={21} height={10} rx={5} /><circle cx={7} cy={12} r={1.4} fill="currentColor" /></>,
  ingress: <path d="M5 21V10a7 7 0 0 1 14 0V21M2.5 21H21.5M12 21V9.5" />,
  loadbalancer: <><path d="M2.5 12H9L20 4.5M9 12H21M9 12L20 19.5" /><circle cx={8.5} cy={12} r={2.2} fill="var(--stage)" /></>,
  client: <><circle cx={12} cy={8} r={4.2} /><path d="M4 20.5a8 8 0 0 1 16 0" /></>,
  configmap: <><path d="M6 3H15L19 7V21H6Z" /><path d="M9.5 11H15.5M9.5 15H15.5" /></>,
  secret: <><path d="M6 3H15L19 7V21H6Z" /><circle cx={12.5} cy={14} r={2.6} fill="currentColor" /></>,
  claim: <><ellipse cx={12} cy={6} rx={8} ry={3} /><path d="M4 6V18c0 1.7 3.6 3 8 3s8-1.3 8-3V6" /></>,
  autoscaler: <><path d="M3.5 17a9 9 0 1 1 17 0" /><path d="M12 15L16 9" /></>,
  control: <><rect x={2} y={6} width={20} height={12} rx={1} /><circle cx={8} cy={12} r={2.6} /><path d="M14 10H19M14 14H17.5" /></>,
}

/** The sign of a kind; drawn in the text's colour. */
export const KindIcon = memo(function KindIcon({ kind, size = 16 }: { kind: KindName; size?: number }) {
  const strokeWidth = size > 24 ? 1.5 * (size / 24) ** -0.5 : size >= 18 ? 1.5 : size >= 10 ? 2.2 : 3
  return (
    <svg className="kind-icon" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={strokeWidth} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {shapes[kind]}
    </svg>
  )
})

/** The sign for a Kubernetes kind (`Deployment`) or the plural that begins an entity's key (`deployments`). */
export function kindNameOf(kind: string): KindName | undefined {
  const name = kind.toLowerCase()
  const singular = name.endsWith('sses') ? name.slice(0, -2) : name.endsWith('s') && !name.endsWith('ss') ? name.slice(0, -1) : name
  const known: Readonly<Record<string, KindName>> = { persistentvolumeclaim: 'claim', horizontalpodautoscaler: 'autoscaler', ingresse: 'ingress' }
  const found = known[singular] ?? singular
  return found in shapes ? (found as KindName) : undefined
}
