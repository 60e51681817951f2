/** What drivers of the Container Storage Interface tell about themselves, about machines and about room. */
import { deepEqual } from '../base/equality.ts'
import { parseQuantity } from '../base/quantity.ts'
import type { CSIDriverSpec, CSINodeDriver, TokenRequest } from 'kubernetes-types/storage/v1'
import type { Kind } from './kind.ts'
import type { CSIDriver, CSINode, CSIStorageCapacity } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns, CREATED_AT } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goObject } from './validation/goObject.ts'
import { goSelector, goStrings } from './validation/goValue.ts'
import { checkLabelSelector } from './validation/labelSelector.ts'
import { qualifiedNameFaults, subdomainFaults } from './validation/names.ts'
import { checkDriverName } from './validation/volumeSources.ts'

const NODE_ID_LONGEST = 256
const TOKEN_SHORTEST_SECONDS = 600

export const csiDriver: Kind = {
  ...basics('storage.k8s.io', 'CSIDriver', 'csidrivers'),
  namespaced: false,
  requiresResourceVersion: true,
  defaults(draft) {
    const spec = (draft.spec ??= {})
    spec.attachRequired ??= true
    spec.podInfoOnMount ??= false
    spec.storageCapacity ??= false
    spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType'
    if (!spec.volumeLifecycleModes?.length) spec.volumeLifecycleModes = ['Persistent']
    spec.requiresRepublish ??= false
    spec.seLinuxMount ??= false
  },
  validate: (draft) =>
    problemsOf((problems) => {
      const spec = draft.spec as CSIDriverSpec
      problems.optionalChoice('spec.fsGroupPolicy', spec.fsGroupPolicy, ['File', 'None', 'ReadWriteOnceWithFSType'])
      checkTokenRequests(spec.tokenRequests ?? [], problems)
      for (const mode of spec.volumeLifecycleModes ?? []) problems.optionalChoice('spec.volumeLifecycleModes', mode, ['Persistent', 'Ephemeral'])
    }),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      const before = (old as unknown as CSIDriver).spec
      if (next.spec.attachRequired !== before.attachRequired) problems.immutable('spec.attachedRequired', next.spec.attachRequired)
      if (!deepEqual(next.spec.volumeLifecycleModes, before.volumeLifecycleModes)) problems.immutable('spec.volumeLifecycleModes', goStrings(next.spec.volumeLifecycleModes))
    }),
  columns: columns('CSIDriver', 'AttachRequired', 'PodInfoOnMount', 'StorageCapacity', 'TokenRequests', 'RequiresRepublish', 'Modes', 'Age'),
  cells(object, context) {
    const { attachRequired = true, podInfoOnMount = false, storageCapacity = false, tokenRequests, requiresRepublish = false, volumeLifecycleModes = [] } = (object as unknown as CSIDriver).spec
    const tokens = tokenRequests ? tokenRequests.map(({ audience }) => audience).join(',') : '<unset>'
    return [attachRequired, podInfoOnMount, storageCapacity, tokens, requiresRepublish, volumeLifecycleModes.join(',') || '<none>', age(object, context)]
  },
}

function checkTokenRequests(requests: readonly TokenRequest[], problems: Problems): void {
  requests.forEach(({ audience = '', expirationSeconds }, index) => {
    const at = `spec.tokenRequests[${index}]`
    if (requests.slice(0, index).some((other) => (other.audience ?? '') === audience)) return problems.duplicate(`${at}.audience`, audience)
    if (expirationSeconds === undefined) return
    if (expirationSeconds < TOKEN_SHORTEST_SECONDS) problems.invalid(`${at}.expirationSeconds`, expirationSeconds, 'may not specify a duration less than 10 minutes')
    if (expirationSeconds > 2 ** 32) problems.invalid(`${at}.expirationSeconds`, expirationSeconds, 'may not specify a duration larger than 2^32 seconds')
  })
}

export const csiNode: Kind = {
  ...basics('storage.k8s.io', 'CSINode', 'csinodes'),
  namespaced: false,
  requiresResourceVersion: true,
  validate: (draft) =>
    problemsOf((problems) => {
      const drivers: CSINodeDriver[] = draft['spec']?.drivers ?? []
      drivers.forEach((driver, index) => checkNodeDriver(driver, drivers.slice(0, index), `spec.drivers[${index}]`, problems))
    }),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      for (const driver of (old as unknown as CSINode).spec.drivers) {
        const changed = next.spec.drivers?.find(({ name }: CSINodeDriver) => name === driver.name)
        if (changed && !deepEqual(changed, driver)) problems.immutable('CSINodeDriver', goObject('storage/v1.CSINodeDriver', changed))
      }
    }),
  columns: columns('CSINode', 'Drivers', 'Age'),
  cells: (object, context) => [(object as unknown as CSINode).spec.drivers?.length ?? 0, age(object, context)],
}

function checkNodeDriver({ name = '', nodeID = '', allocatable, topologyKeys = [] }: CSINodeDriver, before: readonly CSINodeDriver[], path: string, problems: Problems): void {
  checkDriverName(name, `${path}.name`, problems)
  if (nodeID === '') problems.required(`${path}.nodeID`)
  if (nodeID.length > NODE_ID_LONGEST) problems.invalid(`${path}.nodeID`, nodeID, `must be ${NODE_ID_LONGEST} characters or less`)
  problems.nonNegative(`${path}.allocatable.count`, allocatable?.count)
  if (before.some((other) => other.name === name)) problems.duplicate(`${path}.name`, name)
  topologyKeys?.forEach((key, index) => {
    if (key === '') problems.required(path)
    if (topologyKeys.indexOf(key) < index) problems.duplicate(path, key)
    problems.each(path, key, qualifiedNameFaults(key))
  })
}

export const csiStorageCapacity: Kind = {
  ...basics('storage.k8s.io', 'CSIStorageCapacity', 'csistoragecapacities'),
  requiresResourceVersion: true,
  validate: (draft) =>
    problemsOf((problems) => {
      const { nodeTopology, storageClassName = '', capacity } = draft as unknown as CSIStorageCapacity
      checkLabelSelector(nodeTopology, 'nodeTopology', problems)
      problems.each('storageClassName', storageClassName, subdomainFaults(storageClassName))
      if (capacity !== undefined && parseQuantity(String(capacity)).nano < 0n) problems.invalid('capacity', capacity, 'must be greater than or equal to 0')
    }),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      if (!deepEqual(next['nodeTopology'], old['nodeTopology'])) problems.immutable('nodeTopology', goSelector(next['nodeTopology'] ?? {}))
      if (next['storageClassName'] !== old['storageClassName']) problems.immutable('storageClassName', next['storageClassName'])
    }),
  ...CREATED_AT,
}
