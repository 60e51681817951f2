import { parseTime } from '../../base/time.ts'
import type { StorageClass } from '../../kinds/resources.ts'
import { isDefaultStorageClass } from '../../kinds/storageClass.ts'

/** The class of claims that name none: of several default classes the youngest, then the first by name. */
export function defaultStorageClass(classes: readonly StorageClass[]): StorageClass | undefined {
  const defaults = classes.filter(isDefaultStorageClass)
  return defaults.sort((a, b) => parseTime(b.metadata.creationTimestamp) - parseTime(a.metadata.creationTimestamp) || (a.metadata.name < b.metadata.name ? -1 : 1))[0]
}
