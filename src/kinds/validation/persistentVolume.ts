/** What a volume of the cluster may be (`ValidatePersistentVolumeSpec`). */
import type { PersistentVolumeSpec, VolumeNodeAffinity } from 'kubernetes-types/core/v1'
import { checkAccessModes, checkPositiveQuantity, VOLUME_MODES } from './claims.ts'
import type { Problems } from './errors.ts'
import { goMap, goQuantity } from './goValue.ts'
import { label1035Faults, subdomainFaults } from './names.ts'
import { checkNoBacksteps } from './paths.ts'
import { checkAmount } from './resources.ts'
import { checkNodeSelector } from './scheduling.ts'
import { checkDriverName, SOURCES, type SourceCheck } from './volumeSources.ts'

const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain']
const SECRETS = ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef']

const checkLocal: SourceCheck = ({ path: target = '' }, path, problems) => {
  if (target === '') problems.required(`${path}.path`)
  else checkNoBacksteps(target, `${path}.path`, problems)
}

const checkCsi: SourceCheck = (source, path, problems) => {
  checkDriverName(source.driver ?? '', `${path}.driver`, problems)
  if (!source.volumeHandle) problems.required(`${path}.volumeHandle`)
  for (const secret of SECRETS) if (source[secret]) checkSecret(source[secret], `${path}.${secret}`, problems)
}

function checkSecret({ name, namespace }: { name?: string; namespace?: string }, path: string, problems: Problems): void {
  if (!name) problems.required(`${path}.name`)
  else problems.each(`${path}.name`, name, subdomainFaults(name))
  if (!namespace) problems.required(`${path}.namespace`)
  else problems.each(`${path}.namespace`, namespace, label1035Faults(namespace))
}

const noCheck: SourceCheck = () => {}

/** The sources in the order in which they are looked for; the second one found is refused. */
const OWN_SOURCES: Readonly<Record<string, SourceCheck>> = {
  ...Object.fromEntries(
    ['hostPath', 'gcePersistentDisk', 'awsElasticBlockStore', 'glusterfs', 'flocker', 'nfs', 'rbd', 'quobyte', 'cephfs', 'iscsi', 'cinder', 'fc', 'flexVolume', 'azureFile', 'vsphereVolume', 'photonPersistentDisk', 'portworxVolume', 'azureDisk', 'scaleIO'].map(
      (name) => [name, SOURCES[name] ?? noCheck],
    ),
  ),
  local: checkLocal,
  storageos: noCheck,
  csi: checkCsi,
}

/** The sources that a volume's spec has, of which there is one. */
export function volumeSource(spec: PersistentVolumeSpec): Record<string, unknown> {
  return Object.fromEntries(Object.keys(OWN_SOURCES).flatMap((name) => (name in spec ? [[name, (spec as Record<string, unknown>)[name]]] : [])))
}

/** @param inline whether the spec stands in a VolumeAttachment, for a volume that is no object of its own. */
export function checkPersistentVolumeSpec(spec: PersistentVolumeSpec, path: string, problems: Problems, inline = false): void {
  if (inline) checkInline(spec, path, problems)
  if (!spec.accessModes?.length) problems.required(`${path}.accessModes`)
  checkAccessModes(spec.accessModes ?? [], `${path}.accessModes`, problems)
  if (!inline) {
    checkCapacity((spec.capacity ?? {}) as Record<string, string>, `${path}.capacity`, problems)
    if (spec.persistentVolumeReclaimPolicy) problems.choice(`${path}.persistentVolumeReclaimPolicy`, spec.persistentVolumeReclaimPolicy, RECLAIM_POLICIES)
  }
  const bound = inline ? false : checkNodeAffinity(spec.nodeAffinity, `${path}.nodeAffinity`, problems)
  let found = 0
  for (const [name, source] of Object.entries(volumeSource(spec))) {
    if (found++ > 0) problems.forbidden(`${path}.${name}`, 'may not specify more than 1 volume type')
    else OWN_SOURCES[name]?.(source, `${path}.${name}`, problems)
    if (name === 'local' && !bound) problems.required(`${path}.nodeAffinity`, 'Local volume requires node affinity')
  }
  if (found === 0) problems.required(path, 'must specify a volume type')
  if (/^\/+$/.test(spec.hostPath?.path ?? '') && spec.persistentVolumeReclaimPolicy === 'Recycle') problems.forbidden(`${path}.persistentVolumeReclaimPolicy`, "may not be 'recycle' for a hostPath mount of '/'")
  if (inline) return
  if (spec.storageClassName) problems.each(`${path}.storageClassName`, spec.storageClassName, subdomainFaults(spec.storageClassName))
  problems.optionalChoice(`${path}.volumeMode`, spec.volumeMode, VOLUME_MODES)
}

const INLINE = 'in the context of inline volumes'

function checkInline(spec: PersistentVolumeSpec, path: string, problems: Problems): void {
  if (spec.claimRef) problems.forbidden(`${path}.claimRef`, `may not be specified ${INLINE}`)
  if (Object.keys(spec.capacity ?? {}).length > 0) problems.forbidden(`${path}.capacity`, `may not be specified ${INLINE}`)
  if (!spec.csi) problems.required(`${path}.csi`, `has to be specified ${INLINE}`)
  if (spec.persistentVolumeReclaimPolicy && spec.persistentVolumeReclaimPolicy !== 'Retain') problems.forbidden(`${path}.persistentVolumeReclaimPolicy`, `may only be Retain ${INLINE}`)
  if (spec.nodeAffinity) problems.forbidden(`${path}.nodeAffinity`, `may not be specified ${INLINE}`)
  if (spec.storageClassName) problems.forbidden(`${path}.storageClassName`, `may not be specified ${INLINE}`)
  if (spec.volumeMode && spec.volumeMode !== 'Filesystem') problems.forbidden(`${path}.volumeMode`, `may not specify volumeMode other than Filesystem ${INLINE}`)
}

function checkCapacity(capacity: Readonly<Record<string, string>>, path: string, problems: Problems): void {
  const names = Object.keys(capacity)
  if (names.length === 0) problems.required(path)
  if (names.length !== 1 || names[0] !== 'storage') {
    const shown = goMap('core.ResourceList', names.length > 0 ? Object.fromEntries(names.map((name) => [name, goQuantity(capacity[name] as string)])) : undefined)
    problems.notSupported(path, shown, ['storage'])
  }
  for (const [name, amount] of Object.entries(capacity)) {
    checkAmount(name, amount, `${path}[${name}]`, problems)
    checkPositiveQuantity(amount, `${path}[${name}]`, problems)
  }
}

function checkNodeAffinity(affinity: VolumeNodeAffinity | undefined, path: string, problems: Problems): boolean {
  if (!affinity) return false
  if (affinity.required) checkNodeSelector(affinity.required, `${path}.required`, problems)
  else problems.required(`${path}.required`)
  return true
}
