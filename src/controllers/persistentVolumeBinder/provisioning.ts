import type { PersistentVolumeClaim, StorageClass } from '../../kinds/resources.ts'
import { classOf } from '../../kinds/volumeMatch.ts'
import type { Writer } from './writer.ts'

/** Who makes the volume of a claim: the annotation by which provisioners know their claims, and that of old. */
const PROVISIONER_ANNOTATIONS = ['volume.beta.kubernetes.io/storage-provisioner', 'volume.kubernetes.io/storage-provisioner']

/** Provisioners that Kubernetes once had itself, with the CSI drivers that have taken their place. */
const MIGRATED: Readonly<Record<string, string>> = {
  'kubernetes.io/aws-ebs': 'ebs.csi.aws.com',
  'kubernetes.io/azure-disk': 'disk.csi.azure.com',
  'kubernetes.io/azure-file': 'file.csi.azure.com',
  'kubernetes.io/cinder': 'cinder.csi.openstack.org',
  'kubernetes.io/gce-pd': 'pd.csi.storage.gke.io',
  'kubernetes.io/portworx-volume': 'pxd.portworx.com',
  'kubernetes.io/vsphere-volume': 'csi.vsphere.vmware.com',
}

/** Asks the provisioner of a claim's class for a volume (`provisionClaim`). The controller itself makes none: whoever has the name must do it. */
export function provision(writer: Writer, claim: PersistentVolumeClaim, storageClass: StorageClass | undefined): void {
  if (!storageClass) return writer.tell(claim, 'Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io ${JSON.stringify(classOf(claim))} not found`)
  const { provisioner } = storageClass
  const driver = MIGRATED[provisioner] ?? provisioner
  if (driver.startsWith('kubernetes.io/')) return writer.tell(claim, 'Warning', 'ProvisioningFailed', `no volume plugin matched name: ${driver}`)
  const asked = withProvisioner(writer, claim, driver)
  const message = `Waiting for a volume to be created either by the external provisioner '${driver}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`
  writer.tell(asked, 'Normal', 'ExternalProvisioning', message)
}

function withProvisioner(writer: Writer, claim: PersistentVolumeClaim, driver: string): PersistentVolumeClaim {
  const { metadata } = claim
  if (metadata.annotations?.[PROVISIONER_ANNOTATIONS[1] as string] === driver) return claim
  const annotations = { ...metadata.annotations, ...Object.fromEntries(PROVISIONER_ANNOTATIONS.map((annotation) => [annotation, driver])) }
  return writer.updateClaim({ ...claim, metadata: { ...metadata, annotations } })
}
