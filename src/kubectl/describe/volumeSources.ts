import { canonicalQuantity, parseQuantity } from '../../base/quantity.ts'
import type { JsonObject } from '../json.ts'
import { goList } from './sheet.ts'

/** How one field of a volume source is shown. */
export interface SourceField {
  /** With its colon. */
  readonly title: string
  value(source: JsonObject): string
}

/** How a kind of volume source is shown: what it is, then its fields. */
export interface SourceFormat {
  readonly what: string
  readonly fields: readonly SourceField[]
}

const field = (title: string, key: string, otherwise: unknown = ''): SourceField => ({ title: `${title}:`, value: (source) => String(source[key] ?? otherwise) })
const flag = (title: string, key: string): SourceField => field(title, key, false)
const number = (title: string, key: string): SourceField => field(title, key, 0)
const list = (title: string, key: string): SourceField => ({ title: `${title}:`, value: (source) => goList(source[key]) })
/** A reference as Go prints the message that it is. */
const reference = (title: string, key: string): SourceField => ({
  title: `${title}:`,
  value: (source) => (source[key] ? (source[key].namespace === undefined ? `&LocalObjectReference{Name:${source[key].name ?? ''},}` : `&SecretReference{Name:${source[key].name ?? ''},Namespace:${source[key].namespace},}`) : 'nil'),
})
const map = (title: string, key: string): SourceField => ({ title: `${title}:`, value: (source) => `map${goList(Object.entries(source[key] ?? {}).sort().map(([name, value]) => `${name}:${value}`))}` })
const sizeLimit: SourceField = {
  title: 'SizeLimit:',
  value: ({ sizeLimit: limit }) => (limit !== undefined && parseQuantity(limit).nano > 0n ? canonicalQuantity(limit) : '<unset>'),
}

/** kubectl forgot the colon. */
const ISCSI_INTERFACE: SourceField = { title: 'ISCSIInterface', value: (source) => source['iscsiInterface'] ?? '' }
const READ_ONLY = flag('ReadOnly', 'readOnly')
const FILE_SYSTEM = field('FSType', 'fsType')

/** Every source that is a plain list of fields, by its key in a volume or a persistent volume. */
export const VOLUME_SOURCES: Readonly<Record<string, SourceFormat>> = {
  hostPath: { what: 'HostPath (bare host directory volume)', fields: [field('Path', 'path'), field('HostPathType', 'type', '<none>')] },
  emptyDir: { what: "EmptyDir (a temporary directory that shares a pod's lifetime)", fields: [field('Medium', 'medium'), sizeLimit] },
  gcePersistentDisk: { what: 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)', fields: [field('PDName', 'pdName'), FILE_SYSTEM, number('Partition', 'partition'), READ_ONLY] },
  awsElasticBlockStore: { what: 'AWSElasticBlockStore (a Persistent Disk resource in AWS)', fields: [field('VolumeID', 'volumeID'), FILE_SYSTEM, number('Partition', 'partition'), READ_ONLY] },
  gitRepo: { what: 'GitRepo (a volume that is pulled from git when the pod is created)', fields: [field('Repository', 'repository'), field('Revision', 'revision')] },
  secret: { what: 'Secret (a volume populated by a Secret)', fields: [field('SecretName', 'secretName'), flag('Optional', 'optional')] },
  configMap: { what: 'ConfigMap (a volume populated by a ConfigMap)', fields: [field('Name', 'name'), flag('Optional', 'optional')] },
  nfs: { what: 'NFS (an NFS mount that lasts the lifetime of a pod)', fields: [field('Server', 'server'), field('Path', 'path'), READ_ONLY] },
  iscsi: {
    what: "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    fields: [field('TargetPortal', 'targetPortal'), field('IQN', 'iqn'), number('Lun', 'lun'), ISCSI_INTERFACE, FILE_SYSTEM, READ_ONLY, list('Portals', 'portals'), flag('DiscoveryCHAPAuth', 'chapAuthDiscovery'), flag('SessionCHAPAuth', 'chapAuthSession'), reference('SecretRef', 'secretRef'), field('InitiatorName', 'initiatorName', '<none>')],
  },
  glusterfs: { what: "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)", fields: [field('EndpointsName', 'endpoints'), field('Path', 'path'), READ_ONLY] },
  persistentVolumeClaim: { what: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)', fields: [field('ClaimName', 'claimName'), READ_ONLY] },
  rbd: {
    what: "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    fields: [list('CephMonitors', 'monitors'), field('RBDImage', 'image'), FILE_SYSTEM, field('RBDPool', 'pool'), field('RadosUser', 'user'), field('Keyring', 'keyring'), reference('SecretRef', 'secretRef'), READ_ONLY],
  },
  quobyte: { what: "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)", fields: [field('Registry', 'registry'), field('Volume', 'volume'), READ_ONLY] },
  azureDisk: { what: 'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)', fields: [field('DiskName', 'diskName'), field('DiskURI', 'diskURI'), field('Kind', 'kind'), FILE_SYSTEM, field('CachingMode', 'cachingMode'), READ_ONLY] },
  vsphereVolume: { what: 'vSphereVolume (a Persistent Disk resource in vSphere)', fields: [field('VolumePath', 'volumePath'), FILE_SYSTEM, field('StoragePolicyName', 'storagePolicyName')] },
  cinder: { what: 'Cinder (a Persistent Disk resource in OpenStack)', fields: [field('VolumeID', 'volumeID'), FILE_SYSTEM, READ_ONLY, reference('SecretRef', 'secretRef')] },
  photonPersistentDisk: { what: 'PhotonPersistentDisk (a Persistent Disk resource in photon platform)', fields: [field('PdID', 'pdID'), FILE_SYSTEM] },
  portworxVolume: { what: 'PortworxVolume (a Portworx Volume resource)', fields: [field('VolumeID', 'volumeID')] },
  scaleIO: {
    what: 'ScaleIO (a persistent volume backed by a block device in ScaleIO)',
    fields: [field('Gateway', 'gateway'), field('System', 'system'), field('Protection Domain', 'protectionDomain'), field('Storage Pool', 'storagePool'), field('Storage Mode', 'storageMode'), field('VolumeName', 'volumeName'), FILE_SYSTEM, READ_ONLY],
  },
  local: { what: 'LocalVolume (a persistent volume backed by local storage on a node)', fields: [field('Path', 'path')] },
  cephfs: { what: "CephFS (a CephFS mount on the host that shares a pod's lifetime)", fields: [list('Monitors', 'monitors'), field('Path', 'path'), field('User', 'user'), field('SecretFile', 'secretFile'), reference('SecretRef', 'secretRef'), READ_ONLY] },
  storageos: { what: 'StorageOS (a StorageOS Persistent Disk resource)', fields: [field('VolumeName', 'volumeName'), field('VolumeNamespace', 'volumeNamespace'), FILE_SYSTEM, READ_ONLY] },
  fc: { what: 'FC (a Fibre Channel disk)', fields: [{ title: 'TargetWWNs:', value: (source) => (source['targetWWNs'] ?? []).join(', ') }, field('LUN', 'lun', '<none>'), FILE_SYSTEM, READ_ONLY] },
  azureFile: { what: 'AzureFile (an Azure File Service mount on the host and bind mount to the pod)', fields: [field('SecretName', 'secretName'), field('ShareName', 'shareName'), READ_ONLY] },
  flexVolume: { what: 'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)', fields: [field('Driver', 'driver'), FILE_SYSTEM, reference('SecretRef', 'secretRef'), READ_ONLY, map('Options', 'options')] },
  flocker: { what: 'Flocker (a Flocker volume mounted by the Flocker agent)', fields: [field('DatasetName', 'datasetName'), field('DatasetUUID', 'datasetUUID')] },
  csi: { what: 'CSI (a Container Storage Interface (CSI) volume source)', fields: [field('Driver', 'driver'), FILE_SYSTEM, READ_ONLY] },
  image: { what: 'Image (a container image or OCI artifact)', fields: [field('Reference', 'reference'), field('PullPolicy', 'pullPolicy')] },
}

/** A CSI source of a persistent volume names the volume too. */
export const PERSISTENT_CSI: SourceFormat = { what: 'CSI (a Container Storage Interface (CSI) volume source)', fields: [field('Driver', 'driver'), FILE_SYSTEM, field('VolumeHandle', 'volumeHandle'), READ_ONLY] }
