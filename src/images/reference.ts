/** Image references as people write them and as a runtime knows them (`distribution/reference`). */

/** The full reference: `docker.io/library/nginx:latest` of `nginx`. */
export function fullReference(reference: string): string {
  const name = withoutTag(reference)
  const rest = reference.slice(name.length) || ':latest'
  const [first = ''] = name.split('/', 1)
  if (!name.includes('/')) return `docker.io/library/${name}${rest}`
  return /[.:]/.test(first) || first === 'localhost' ? name + rest : `docker.io/${name}${rest}`
}

/** The name by which people know an image, with its tag: `nginx:1.27`, `gcr.io/kuar-demo/kuard-amd64:blue`. */
export function familiarReference(reference: string): string {
  return fullReference(reference).replace(/^docker\.io\/(library\/)?/, '')
}

/** The repository as people know it: `nginx`, `gcr.io/kuar-demo/kuard-amd64`. */
export function familiarName(reference: string): string {
  return withoutTag(familiarReference(reference))
}

/** `docker.io` of `nginx`, `localhost:5000` of `localhost:5000/web`. */
export function registryHost(reference: string): string {
  return fullReference(reference).split('/', 1)[0] as string
}

/** Tag or digest: `1.27`, `sha256:…`. */
export function tagOf(reference: string): string {
  const full = fullReference(reference)
  return full.slice(withoutTag(full).length + 1)
}

/** `docker.io/library/nginx` of `docker.io/library/nginx:1.27`. */
export function withoutTag(reference: string): string {
  const digestAt = reference.indexOf('@')
  if (digestAt >= 0) return reference.slice(0, digestAt)
  const colon = reference.lastIndexOf(':')
  return colon > reference.lastIndexOf('/') ? reference.slice(0, colon) : reference
}
