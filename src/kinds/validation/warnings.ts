/** Texts of `Warning` headers that several kinds share (`pkg/api/*` of Kubernetes). */
import { parseQuantity } from '../../base/quantity.ts'

const LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
}

/** What to say of a node label that has another name by now. */
export function nodeLabelWarning(label: string, path: string, before = ''): string[] {
  const told = LABELS[label]
  return told ? [`${path}: ${before}${told}`] : []
}

interface Term {
  readonly matchExpressions?: readonly { readonly key: string }[]
}

export function nodeTermWarnings(terms: readonly Term[] | undefined, path: string): string[] {
  return (terms ?? []).flatMap(({ matchExpressions = [] }, index) => matchExpressions.flatMap(({ key }, place) => nodeLabelWarning(key, `${path}[${index}].matchExpressions[${place}].key`, `${key} is `)))
}

interface ClaimSize {
  readonly resources?: { readonly requests?: Readonly<Record<string, unknown>>; readonly limits?: Readonly<Record<string, unknown>> }
}

export function claimWarnings({ resources }: ClaimSize, path: string): string[] {
  return (['requests', 'limits'] as const).flatMap((list) => {
    const amount = resources?.[list]?.['storage']
    const fractional = amount !== undefined && parseQuantity(String(amount)).nano % 1_000_000_000n !== 0n
    return fractional ? [`${path}.resources.${list}[storage]: fractional byte value ${JSON.stringify(amount)} is invalid, must be an integer`] : []
  })
}
