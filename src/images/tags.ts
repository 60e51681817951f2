/** Which tags a repository has, told by its releases. */

export interface Releases {
  /** The last patch of each minor version: `1.27: 5` stands for 1.27, 1.27.0 to 1.27.5. */
  readonly minors: Readonly<Record<string, number>>
  /** Tags without a number: `latest`, `stable`. */
  readonly names: readonly string[]
  /** What may follow any of them after a dash: `alpine`, `bookworm`. */
  readonly variants?: readonly string[]
}

/** Whether those releases include a tag. A major version alone (`1`) is a tag too; digests are always there. */
export function hasReleaseTag(tag: string, { minors, names, variants = [] }: Releases): boolean {
  if (tag.startsWith('sha256:')) return true
  const all = names.includes(tag) || isVersion(tag, minors)
  if (all) return true
  const variant = variants.find((each) => tag === each || tag.endsWith(`-${each}`))
  if (variant === undefined) return false
  const rest = tag === variant ? '' : tag.slice(0, -variant.length - 1)
  return rest === '' || names.includes(rest) || isVersion(rest, minors)
}

function isVersion(text: string, minors: Releases['minors']): boolean {
  const [, major, minor, patch] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(text) ?? []
  if (major === undefined) return false
  if (minor === undefined) return Object.keys(minors).some((each) => each.split('.')[0] === major)
  const last = minors[`${major}.${minor}`]
  return last !== undefined && (patch === undefined || Number(patch) <= last)
}

/** The full version that a tag stands for: `1.27.5` of `1.27-alpine`, the newest of `latest`. */
export function versionOf(tag: string, { minors }: Releases): string {
  const order = Object.keys(minors)
  const [, major, minor, patch] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(tag) ?? []
  const ofMajor = order.filter((each) => major === undefined || each.split('.')[0] === major)
  const chosen = minor === undefined ? ofMajor.at(-1) : `${major}.${minor}`
  return `${chosen}.${patch ?? minors[chosen ?? ''] ?? 0}`
}
