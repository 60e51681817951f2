/** The sources of volumes, as pods and persistent volumes name them. */
import type { Problems } from './errors.ts'
import { subdomainFaults } from './names.ts'
import { checkRange } from './numbers.ts'
import { checkDescendingPath, checkNoBacksteps } from './paths.ts'

export type SourceCheck = (source: any, path: string, problems: Problems) => void

/** Checks that fields are there, in this order. */
function needs(...fields: readonly string[]): SourceCheck {
  return (source, path, problems) => {
    for (const field of fields) if (!source[field]?.length) problems.required(`${path}.${field}`)
  }
}

const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket']

export const checkHostPath: SourceCheck = ({ path: target = '', type }, path, problems) => {
  if (target === '') return problems.required(`${path}.path`)
  checkNoBacksteps(target, `${path}.path`, problems)
  problems.optionalChoice(`${path}.type`, type, HOST_PATH_TYPES)
}

const checkGitRepo: SourceCheck = (source, path, problems) => {
  needs('repository')(source, path, problems)
  checkDescendingPath(source.directory ?? '', `${path}.directory`, problems)
}

export const checkNfs: SourceCheck = (source, path, problems) => {
  needs('server', 'path')(source, path, problems)
  if (!source.path?.startsWith('/')) problems.invalid(`${path}.path`, source.path ?? '', 'must be an absolute path')
}

const IQN_FORMS: Readonly<Record<string, RegExp>> = { iqn: /^iqn\.\d{4}-\d{2}\.[-a-zA-Z0-9.]+(:[-a-zA-Z0-9.:,_]+)?$/, eui: /^eui\.[a-fA-F0-9]{16}$/, naa: /^naa\.[a-fA-F0-9]{32}$/ }

export const checkIscsi: SourceCheck = (source, path, problems) => {
  needs('targetPortal', 'iqn')(source, path, problems)
  if (source.iqn) {
    const form = IQN_FORMS[source.iqn.slice(0, 3)]
    if (!form) problems.invalid(`${path}.iqn`, source.iqn, 'must be valid format starting with iqn, eui, or naa')
    else if (!form.test(source.iqn)) problems.invalid(`${path}.iqn`, source.iqn, 'must be valid format')
  }
  checkRange(source.lun, 0, 255, `${path}.lun`, problems)
  if ((source.chapAuthDiscovery || source.chapAuthSession) && !source.secretRef) problems.required(`${path}.secretRef`)
}

export const checkDriverName = (driver: string, path: string, problems: Problems): void => {
  if (driver === '') problems.required(path)
  if (driver.length > 63) problems.tooLong(path, 63)
  problems.each(path, driver, subdomainFaults(driver.toLowerCase()))
}

const checkCsi: SourceCheck = ({ driver = '', nodePublishSecretRef }, path, problems) => {
  checkDriverName(driver, `${path}.driver`, problems)
  if (!nodePublishSecretRef) return
  if (!nodePublishSecretRef.name) problems.required(`${path}.nodePublishSecretRef.name`)
  else problems.each(`${path}.name`, nodePublishSecretRef.name, subdomainFaults(nodePublishSecretRef.name))
}

/** Sources that need no knowledge of the pod. */
export const SOURCES: Readonly<Record<string, SourceCheck>> = {
  hostPath: checkHostPath,
  gitRepo: checkGitRepo,
  gcePersistentDisk: needs('pdName'),
  awsElasticBlockStore: needs('volumeID'),
  nfs: checkNfs,
  iscsi: checkIscsi,
  glusterfs: needs('endpoints', 'path'),
  persistentVolumeClaim: needs('claimName'),
  rbd: needs('monitors', 'image'),
  cinder: needs('volumeID'),
  cephfs: needs('monitors'),
  flexVolume: needs('driver'),
  azureFile: needs('secretName', 'shareName'),
  vsphereVolume: needs('volumePath'),
  photonPersistentDisk: needs('pdID'),
  portworxVolume: needs('volumeID'),
  azureDisk: needs('diskName', 'diskURI'),
  csi: checkCsi,
}
