/** What goals often ask of a cluster. */
import { parseTime } from '../base/time.ts'
import type { Deployment, Pod } from '../kinds/resources.ts'
import type { GoalView } from './scenario.ts'

export function deployment(view: GoalView, name: string, namespace = 'default'): Deployment | undefined {
  return view.list('deployments.apps', namespace).find(({ metadata }) => metadata.name === name)
}

/** Whether a Deployment has rolled out what its spec says and all of it is available. */
export function isRolledOut(view: GoalView, name: string, namespace = 'default'): boolean {
  const found = deployment(view, name, namespace)
  if (!found) return false
  const wanted = found.spec.replicas ?? 1
  const { observedGeneration = 0, updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = found.status ?? {}
  return observedGeneration >= found.metadata.generation! && updatedReplicas === wanted && replicas === wanted && availableReplicas === wanted
}

/** The image of a Deployment's first container; '' if there is none. */
export function imageOf(view: GoalView, name: string, namespace = 'default'): string {
  return deployment(view, name, namespace)?.spec.template.spec?.containers[0]?.image ?? ''
}

/** Pods with all of these labels. */
export function podsWith(view: GoalView, labels: Readonly<Record<string, string>>, namespace = 'default'): readonly Pod[] {
  return view.list('pods', namespace).filter(({ metadata }) => Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value))
}

export function isReady(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && (pod.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True')
}

export function madeSince(pod: Pod, sinceMs: number): boolean {
  // Objects say the second in which they were made.
  return parseTime(pod.metadata.creationTimestamp) >= Math.floor(sinceMs / 1000) * 1000
}
