/** The volumes of a pod (`ValidateVolumes` of `pkg/apis/core/validation`). */
import { parseQuantity } from '../../base/quantity.ts'
import type { DownwardAPIVolumeFile, KeyToPath, ProjectedVolumeSource, Volume, VolumeProjection } from 'kubernetes-types/core/v1'
import { checkClaimSpec } from './claims.ts'
import { Problems } from './errors.ts'
import { checkFieldReference, checkResourceReference, FILE_FIELDS } from './fieldReferences.ts'
import { checkAnnotations, checkLabels } from './metadata.ts'
import { labelFaults, subdomainFaults } from './names.ts'
import { checkFileMode, checkUnreservedPath } from './paths.ts'
import { SOURCES, type SourceCheck } from './volumeSources.ts'

/** Checks a pod's volumes; gives those that are sound, by name. */
export function checkVolumes(volumes: readonly Volume[] | undefined, podName: string, path: string, problems: Problems): ReadonlyMap<string, Volume> {
  const sound = new Map<string, Volume>()
  const made = new Set((volumes ?? []).filter((volume) => volume.ephemeral && podName !== '').map(({ name }) => `${podName}-${name}`))
  volumes?.forEach((volume, index) => {
    const at = `${path}[${index}]`
    const own = new Problems()
    checkSource(volume, podName, at, own)
    if (!volume.name) own.required(`${at}.name`)
    else own.each(`${at}.name`, volume.name, labelFaults(volume.name))
    if (sound.has(volume.name)) own.duplicate(`${at}.name`, volume.name)
    if (own.found.length === 0) sound.set(volume.name, volume)
    else problems.found.push(...own.found)
    const claim = volume.persistentVolumeClaim?.claimName
    if (claim && made.has(claim)) problems.invalid(`${at}.persistentVolumeClaim.claimName`, claim, 'must not reference a PVC that gets created for an ephemeral volume')
  })
  return sound
}

const checkItems = (items: readonly KeyToPath[] | undefined, path: string, problems: Problems): void => {
  items?.forEach(({ key, path: target = '', mode }, index) => {
    const at = `${path}.items[${index}]`
    if (!key) problems.required(`${at}.key`)
    if (target === '') problems.required(`${at}.path`)
    checkUnreservedPath(target, `${at}.path`, problems)
    checkFileMode(mode, `${at}.mode`, problems)
  })
}

function checkFile(file: DownwardAPIVolumeFile, path: string, problems: Problems): void {
  const { path: target = '', fieldRef, resourceFieldRef, mode } = file
  if (target === '') problems.required(`${path}.path`)
  checkUnreservedPath(target, `${path}.path`, problems)
  if (fieldRef) {
    checkFieldReference(fieldRef, FILE_FIELDS, `${path}.fieldRef`, problems)
    if (resourceFieldRef) problems.invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously')
  } else if (resourceFieldRef) checkResourceReference(resourceFieldRef, true, `${path}.resourceFieldRef`, problems)
  else problems.required(path, 'one of fieldRef and resourceFieldRef is required')
  checkFileMode(mode, `${path}.mode`, problems)
}

const MOST_SECONDS = 2 ** 32

function checkProjected({ defaultMode, sources }: ProjectedVolumeSource, path: string, problems: Problems): void {
  checkFileMode(defaultMode, `${path}.defaultMode`, problems)
  const taken = new Set<string>()
  const take = (target: string | undefined, owner: string): void => {
    if (!target) return
    if (taken.has(target)) problems.invalid(path, owner, 'conflicting duplicate paths')
    taken.add(target)
  }
  sources?.forEach((source: VolumeProjection, index) => {
    const at = `${path}.sources[${index}]`
    for (const kind of ['secret', 'configMap'] as const) {
      const { name = '', items } = source[kind] ?? {}
      if (!source[kind]) continue
      if (name === '') problems.required(`${at}.${kind}.name`)
      checkItems(items, `${at}.${kind}`, problems)
      for (const item of items ?? []) take(item.path, name)
    }
    for (const file of source.downwardAPI?.items ?? []) {
      checkFile(file, `${at}.downwardAPI`, problems)
      take(file.path, file.path)
    }
    const token = source.serviceAccountToken
    if (token) {
      const { expirationSeconds = 0, path: target } = token
      if (expirationSeconds < 600) problems.invalid(`${at}.serviceAccountToken.expirationSeconds`, expirationSeconds, 'may not specify a duration less than 10 minutes')
      if (expirationSeconds > MOST_SECONDS) problems.invalid(`${at}.serviceAccountToken.expirationSeconds`, expirationSeconds, 'may not specify a duration larger than 2^32 seconds')
      if (!target) problems.required(`${path}.path`)
      else checkUnreservedPath(target, `${path}.path`, problems)
    }
    if (Object.keys(source).length > 1) problems.forbidden(at, 'may not specify more than 1 volume type per source')
  })
}

/** A claim that is made for the pod. */
const checkEphemeral: SourceCheck = ({ volumeClaimTemplate }, path, problems) => {
  if (!volumeClaimTemplate) return problems.required(`${path}.volumeClaimTemplate`)
  const at = `${path}.volumeClaimTemplate`
  const { annotations, labels, ...rest } = volumeClaimTemplate.metadata ?? {}
  checkAnnotations(annotations, `${at}.metadata.annotations`, problems)
  checkLabels(labels, `${at}.metadata.labels`, problems)
  for (const field of Object.keys(rest)) if (rest[field] !== null) problems.forbidden(`${at}.metadata.${field}`, 'cannot be set')
  checkClaimSpec(volumeClaimTemplate.spec ?? {}, `${at}.spec`, problems)
}

const POD_SOURCES: Readonly<Record<string, SourceCheck>> = {
  ...SOURCES,
  emptyDir: ({ sizeLimit }, path, problems) => {
    if (sizeLimit !== undefined && parseQuantity(sizeLimit).nano < 0n) problems.forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')
  },
  secret: ({ secretName, defaultMode, items }, path, problems) => {
    if (!secretName) problems.required(`${path}.secretName`)
    checkFileMode(defaultMode, `${path}.defaultMode`, problems)
    checkItems(items, path, problems)
  },
  configMap: ({ name, defaultMode, items }, path, problems) => {
    if (!name) problems.required(`${path}.name`)
    checkFileMode(defaultMode, `${path}.defaultMode`, problems)
    checkItems(items, path, problems)
  },
  downwardAPI: ({ defaultMode, items }, path, problems) => {
    checkFileMode(defaultMode, `${path}.defaultMode`, problems)
    for (const file of items ?? []) checkFile(file, path, problems)
  },
  projected: checkProjected,
  ephemeral: checkEphemeral,
}

/** All sources in the order in which the server looks for them; the first is the volume's. */
const ORDER = ['emptyDir', 'hostPath', 'gitRepo', 'gcePersistentDisk', 'awsElasticBlockStore', 'secret', 'nfs', 'iscsi', 'glusterfs', 'flocker', 'persistentVolumeClaim', 'rbd', 'cinder', 'cephfs', 'quobyte', 'downwardAPI', 'fc', 'flexVolume', 'configMap', 'azureFile', 'vsphereVolume', 'photonPersistentDisk', 'portworxVolume', 'azureDisk', 'storageos', 'projected', 'scaleIO', 'csi', 'ephemeral', 'image'] as const

function checkSource(volume: Volume, podName: string, path: string, problems: Problems): void {
  const sources = volume as unknown as Readonly<Record<string, unknown>>
  const [first, ...others] = ORDER.filter((name) => sources[name] !== undefined)
  if (!first) return problems.required(path, 'must specify a volume type')
  POD_SOURCES[first]?.(sources[first], `${path}.${first}`, problems)
  for (const name of others) problems.forbidden(`${path}.${name}`, 'may not specify more than 1 volume type')
  const claim = `${podName}-${volume.name}`
  if (first === 'ephemeral' && podName !== '') problems.each(`${path}.name`, volume.name, subdomainFaults(claim).map((fault) => `PVC name ${JSON.stringify(claim)}: ${fault}`))
}
