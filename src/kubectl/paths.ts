/** The path of a collection that kubectl knows without discovery: `collectionPath('apps/v1', 'replicasets', 'shop')`. No namespace means all of them. */
export function collectionPath(apiVersion: string, resource: string, namespace = ''): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  return `${root}${namespace === '' ? '' : `/namespaces/${namespace}`}/${resource}`
}
