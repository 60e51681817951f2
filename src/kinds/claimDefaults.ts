/** What Kubernetes fills in where a claim for storage is silent, a claim of its own or the template of one. The draft is changed in place. */
export function defaultClaim(claim: Record<string, any>): void {
  const metadata = (claim['metadata'] ??= {})
  metadata.creationTimestamp ??= null
  claim['spec'] ??= {}
  claim['spec'].volumeMode ??= 'Filesystem'
  claim['status'] ??= {}
  claim['status'].phase ||= 'Pending'
}
