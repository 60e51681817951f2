/** Letters and digits of which Kubernetes makes random suffixes: no vowels, so no words; no 0, 1, 3. */
const suffixCharacter = '[bcdfghjklmnpqrstvwxz2456789]'

/** What is free to differ between two runs of one script, and what stands for it; applied in this order. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, 'TIME'],
  [/(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, 'TIME'],
  [/\b10\.244\.\d+\.\d+(\/\d+)?/g, 'PODIP'],
  [/\b10\.96\.\d+\.\d+/g, 'CLUSTERIP'],
  [/\b192\.168\.49\.\d+/g, 'NODEIP'],
  [/(containerd|sha256):(\/\/)?[0-9a-f]{64}/g, '$1:ID'],
  [/\bin \d+(\.\d+)?(ms|s) \(\d+(\.\d+)?(ms|s) including waiting\)\. Image size: \d+ bytes/g, 'in DURATION'],
  [/\(x\d+ over \w+\)/g, '(xN over AGE)'],
  [/\bnode-\d+\b/g, 'NODE'],
  [/\b3[0-2]\d{3}\b/g, 'NODEPORT'],
  [new RegExp(`-(${suffixCharacter}{5})(?![a-z0-9])`, 'g'), '-RAND'],
  [/kube-api-access-\w+/g, 'kube-api-access-RAND'],
  [/(?<![\w.-])(\d+d)?(\d+h)?(\d+m)?(\d+s)?(?<=[dhms])(?![\w-])/g, 'AGE'],
  [/<unknown>|<invalid>/g, 'AGE'],
  [/resourceVersion: "?\d+"?/g, 'resourceVersion: RV'],
  [/AGE ago/g, 'AGE'],
  [/(?<=-)\d{8,}(?=\b)/g, 'STAMP'],
]

/** No rule matches a text that has none of these. */
const maybeVariable = /[\d<-]|AGE ago/

/**
 * The text with everything that differs from run to run of a real cluster (uids, addresses, ages, random suffixes, nodes chosen by chance)
 * replaced by a word that says what stood there.
 */
export function normalise(text: string): string {
  if (!maybeVariable.test(text)) return text
  return rules.reduce((result, [pattern, word]) => result.replace(pattern, word), text)
}
