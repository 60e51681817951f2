/** Images that are there for their tools: for looking around in a cluster, and for Jobs. */
import type { Program, Repository } from '../program.ts'
import { hasReleaseTag } from '../tags.ts'
import { ALPINE, DEBIAN } from './distributions.ts'

export const curlImage: Repository = {
  names: ['curlimages/curl', 'quay.io/curl/curl', 'radial/busyboxplus'],
  sizeBytes: 9_500_000,
  image: () => ({ entrypoint: [], command: ['curl'], programs: {}, shell: true, lacks: ['bash'], files: ALPINE.files }),
}

/** Everything that one may want for the network. */
export const netshoot: Repository = {
  names: [
    'nicolaka/netshoot',
    'wbitt/network-multitool',
    'praqma/network-multitool',
    'registry.k8s.io/e2e-test-images/jessie-dnsutils',
    'registry.k8s.io/e2e-test-images/dnsutils',
    'tutum/dnsutils',
  ],
  sizeBytes: 180_000_000,
  image: () => ({ entrypoint: [], command: ['sleep', '3600'], programs: {}, shell: true, files: ALPINE.files }),
}

/** Digits after the point that a perl on a real machine prints in a second or so. */
const DIGITS_PER_SECOND = 400

/** `perl -Mbignum=bpi -wle 'print bpi(2000)'`, the documentation's Job, which computes π. */
const perlProgram: Program = function* (process) {
  const script = process.arguments.slice(1).join(' ')
  const digits = Number(/bpi\((\d+)\)/.exec(script)?.[1])
  if (!Number.isInteger(digits) || digits > 20_000) {
    process.write('stderr', "perl: there is no interpreter in this simulated image; it knows -Mbignum=bpi -wle 'print bpi(2000)'\n")
    return 2
  }
  process.use({ cpuMillicores: 1000, memoryBytes: 30 * 2 ** 20 })
  yield { kind: 'sleep', milliseconds: Math.ceil((1000 * digits) / DIGITS_PER_SECOND) }
  process.write('stdout', `${pi(digits)}\n`)
  return 0
}

/** π with so many significant digits, rounded (Machin's formula). */
export function pi(digits: number): string {
  const scale = 10n ** BigInt(digits + 10)
  const arctangent = (inverse: bigint): bigint => {
    let term = scale / inverse
    let sum = term
    for (let odd = 3n, sign = -1n; term !== 0n; odd += 2n, sign = -sign) {
      term /= inverse * inverse
      sum += (sign * term) / odd
    }
    return sum
  }
  const value = 4n * (4n * arctangent(5n) - arctangent(239n))
  const unit = 10n ** 11n
  const rounded = String((value + unit / 2n) / unit)
  return digits === 1 ? rounded : `${rounded.slice(0, 1)}.${rounded.slice(1, digits)}`
}

export const perl: Repository = {
  names: ['perl'],
  hasTag: (tag) =>
    hasReleaseTag(tag, {
      minors: { '5.26': 3, '5.28': 3, '5.30': 3, '5.32': 1, '5.34': 3, '5.36': 3, '5.38': 5, '5.40': 3, '5.42': 0 },
      names: ['latest', 'stable', 'devel', 'threaded'],
      variants: ['slim', 'threaded', 'bookworm', 'slim-bookworm', 'bullseye'],
    }),
  sizeBytes: 370_000_000,
  image: () => ({ entrypoint: [], command: ['perl'], programs: { perl: perlProgram }, shell: true, ...DEBIAN }),
}
