/** The images that people find: those of `registry.ts` as they are known, and a server in the place of every other one. */
import type { ImageSet } from './imageSet.ts'
import { misspellingOf } from './misspelling.ts'
import type { Repository } from './program.ts'
import { genericImage } from './programs/genericServer.ts'
import { familiarName, registryHost, tagOf } from './reference.ts'
import { absence, absentTag, accessDenied, described, pullTimeMs, unknownHost } from './registryFacts.ts'
import { repositories } from './registry.ts'

/** Asking the registry whether an image that the machine has is still the newest. */
const ASK_MS = 300

const byName = new Map<string, Repository>(repositories.flatMap((repository) => repository.names.map((name): [string, Repository] => [name, repository])))
const names = [...byName.keys()]
/** Public registries; a host that is a slip away from one of them is taken for a slip. */
const HOSTS = [
  'docker.io',
  'gcr.io',
  'ghcr.io',
  'k8s.gcr.io',
  'registry.k8s.io',
  'quay.io',
  'public.ecr.aws',
  'mcr.microsoft.com',
  'us-docker.pkg.dev',
  'us.gcr.io',
  'eu.gcr.io',
  'asia.gcr.io',
  'docker.elastic.co',
  'registry.gitlab.com',
  'nvcr.io',
  'localhost:5000',
]

export const playgroundImages: ImageSet = {
  pull(reference) {
    const absent = absence(reference)
    if (absent) return absent
    const name = familiarName(reference)
    const repository = byName.get(name)
    if (!repository) {
      if (misspellingOf(registryHost(reference), HOSTS) !== undefined) return unknownHost(reference)
      return misspellingOf(name, names) === undefined ? { image: described(reference) } : accessDenied(reference)
    }
    if (repository.hasTag?.(tagOf(reference)) === false) return absentTag(reference)
    return { image: described(reference, repository.sizeBytes) }
  },
  pullMs: (reference, present) => (present ? ASK_MS : pullTimeMs(reference)),
  resolve: (reference) => byName.get(familiarName(reference))?.image(tagOf(reference)) ?? genericImage,
}
