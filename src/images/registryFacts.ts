/** What a registry tells of an image, as a function of its name: so that it is the same in every run and on every machine. */
import { hex, sha256 } from '../base/sha256.ts'
import type { ImageDescription, PullResult } from './imageSet.ts'
import { fullReference, registryHost, tagOf, withoutTag } from './reference.ts'

const ABSENT = /nosuch|missing|nope|doesnotexist|does-not-exist|invalid|typo|broken|notfound/i

/** An image with one of these words in its reference is in no registry; containerd says so in one of two ways. */
export function absence(reference: string): PullResult | undefined {
  const full = fullReference(reference)
  if (!ABSENT.test(full)) return undefined
  return full.startsWith('docker.io/library/nosuch') || full.includes('nosuch/') ? accessDenied(reference) : absentTag(reference)
}

/** No such tag in a repository that there is. */
export function absentTag(reference: string): PullResult {
  return failure('NotFound', reference, `${fullReference(reference)}: not found`)
}

/** No such repository: registries do not tell that from one that is not for everyone. */
export function accessDenied(reference: string): PullResult {
  return failure('Unknown', reference, 'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed')
}

/** No such registry. */
export function unknownHost(reference: string): PullResult {
  const host = registryHost(reference)
  const path = withoutTag(fullReference(reference)).slice(host.length + 1)
  return failure('Unknown', reference, `failed to do request: Head "https://${host}/v2/${path}/manifests/${tagOf(reference)}": dial tcp: lookup ${host}: no such host`)
}

function failure(code: 'NotFound' | 'Unknown', reference: string, why: string): PullResult {
  const full = fullReference(reference)
  return { error: { code, message: `failed to pull and unpack image "${full}": failed to resolve reference "${full}": ${why}` } }
}

/** @param sizeBytes compressed; from a hash of the name if not known. */
export function described(reference: string, sizeBytes?: number): ImageDescription {
  const full = fullReference(reference)
  const sum = sha256(full)
  return {
    reference: full,
    id: `sha256:${hex(sum)}`,
    digest: `${withoutTag(full)}@sha256:${hex(sha256(`digest ${full}`))}`,
    sizeBytes: sizeBytes ?? 20_000_000 + 300_000 * (sum[1] as number),
  }
}

/** How long a pull takes: milliseconds, from the name alone. */
export function pullTimeMs(reference: string): number {
  return 600 + 6 * (sha256(fullReference(reference))[0] as number)
}
