import type { Api } from '../../client/api.ts'
import { ConnectionError, StatusError } from '../../client/status.ts'

/** Where on the machine the volume behind a claim is; or why there is none yet. */
export function claimedVolume(api: Api, namespace: string, claimName: string): { readonly path: string; readonly mustExist: boolean } | { readonly error: string } {
  try {
    const claim = api.get('persistentvolumeclaims', namespace, claimName)
    const volumeName = claim.spec?.volumeName
    if (!volumeName || claim.status?.phase !== 'Bound') return { error: `error processing PVC ${namespace}/${claimName}: PVC is not bound` }
    const { hostPath, local } = api.get('persistentvolumes', '', volumeName).spec ?? {}
    if (hostPath) return { path: hostPath.path, mustExist: hostPath.type === 'Directory' }
    if (local) return { path: local.path, mustExist: true }
    return { error: `no volume plugin matched for volume ${volumeName}` }
  } catch (error) {
    if (!(error instanceof StatusError) && !(error instanceof ConnectionError)) throw error
    return { error: `error processing PVC ${namespace}/${claimName}: ${error.message}` }
  }
}
