import { resourceOf, type Kind } from '../../kinds/kind.ts'
import { methodNotAllowed, noSuchResource } from '../errors.ts'
import { approval } from './approval.ts'
import { binding } from './binding.ts'
import { ephemeralContainers } from './ephemeralContainers.ts'
import { eviction } from './eviction.ts'
import { finalize } from './finalize.ts'
import { scaleOf } from './scale.ts'
import type { Subresource } from './subresource.ts'
import { token } from './token.ts'

/** Subresources by `RESOURCE/SUBRESOURCE`. */
export const subresources: Readonly<Record<string, Subresource>> = {
  'pods/binding': binding,
  'pods/ephemeralcontainers': ephemeralContainers,
  'pods/eviction': eviction,
  'serviceaccounts/token': token,
  'certificatesigningrequests.certificates.k8s.io/approval': approval,
  'namespaces/finalize': finalize,
}

/** A subresource with all of its methods; those that it lacks refuse. */
export function subresourceOf(kind: Kind, name: string): Required<Subresource> {
  const found = name === 'scale' && kind.scale ? scaleOf(kind) : subresources[`${resourceOf(kind)}/${name}`]
  if (!found) throw noSuchResource()
  return { get: refuse, create: refuse, update: refuse, ...found }
}

function refuse(): never {
  throw methodNotAllowed()
}
