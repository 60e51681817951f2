import { resourceOf, type Kind } from '../../kinds/kind.ts'
import { EMPTY, fieldSet, type FieldSet } from './fieldSet.ts'

const SPEC = fieldSet(['f:spec'])
const STATUS = fieldSet(['f:status'])

/** The fields that a write to a subresource (or to the object: '') leaves as they are, whatever is sent, where it is not the spec for `status` and the status for the object. */
const EXCEPTIONS: Readonly<Record<string, FieldSet>> = {
  'validatingadmissionpolicies.admissionregistration.k8s.io/status': fieldSet(['f:spec'], ['f:metadata']),
  'deployments.apps/status': fieldSet(['f:spec'], ['f:metadata', 'f:labels']),
  'certificatesigningrequests.certificates.k8s.io/': fieldSet(['f:spec'], ['f:status']),
  'certificatesigningrequests.certificates.k8s.io/status': fieldSet(['f:spec'], ['f:status', 'f:conditions']),
  'certificatesigningrequests.certificates.k8s.io/approval': fieldSet(['f:spec'], ['f:status', 'f:certificate']),
  'pods/status': fieldSet(['f:spec'], ['f:metadata', 'f:deletionTimestamp'], ['f:metadata', 'f:ownerReferences']),
  'flowschemas.flowcontrol.apiserver.k8s.io/status': fieldSet(['f:spec'], ['f:metadata']),
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io/status': fieldSet(['f:spec'], ['f:metadata']),
  'volumeattachments.storage.k8s.io/status': fieldSet(['f:spec'], ['f:metadata']),
}

/** The fields that nobody comes to manage by a write, since the kind's strategy resets them (`GetResetFields` of `pkg/registry`). */
export function resetFields(kind: Kind, subresource: string): FieldSet {
  const exception = EXCEPTIONS[`${resourceOf(kind)}/${subresource}`]
  if (exception) return exception
  if (subresource === 'status') return SPEC
  return subresource === '' && kind.status ? STATUS : EMPTY
}
