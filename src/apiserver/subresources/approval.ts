import { present } from '../../base/invariant.ts'
import { approved } from '../../kinds/certificateSigningRequest.ts'
import { kindOf } from '../../kinds/registry.ts'
import type { CertificateSigningRequest } from '../../kinds/resources.ts'
import { conflict, invalid, MODIFIED_MEANWHILE } from '../errors.ts'
import { draftOf, type ApiServer } from '../server.ts'
import type { Subresource } from './subresource.ts'

const kind = () => present(kindOf('certificatesigningrequests.certificates.k8s.io'), 'the kind CertificateSigningRequest')
const read = (server: ApiServer, name: string) => server.get(kind(), '', name)

/** `certificatesigningrequests/NAME/approval`: says whether a certificate is to be given; nothing else changes (`registry/certificates/certificates`). */
export const approval: Subresource = {
  get: (server, _namespace, name) => read(server, name),
  update(server, _namespace, name, draft, request) {
    const old = read(server, name)
    const version = draft.metadata['resourceVersion']
    if (version && version !== old.metadata.resourceVersion) throw conflict({ group: kind().group, plural: kind().plural, name }, MODIFIED_MEANWHILE)
    const { status, problems } = approved(old as unknown as CertificateSigningRequest, draft['status']?.conditions ?? [], server.simulation.nowMs)
    if (problems.length > 0) throw invalid(kind(), name, problems)
    const next = draftOf(old)
    next['status'] = status
    return { object: server.replace(kind(), next, old, { ...request, subresource: 'approval' }), warnings: [] }
  },
}
