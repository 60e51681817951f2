import { deepEqual } from '../base/equality.ts'
import type { VolumeAttachmentSpec, VolumeAttachmentStatus } from 'kubernetes-types/storage/v1'
import type { Kind } from './kind.ts'
import type { VolumeAttachment } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goObject } from './validation/goObject.ts'
import { subdomainFaults } from './validation/names.ts'
import { checkPersistentVolumeSpec } from './validation/persistentVolume.ts'
import { checkDriverName } from './validation/volumeSources.ts'

const METADATA_MOST_BYTES = 256 * 1024
const MESSAGE_LONGEST = 1024

export const volumeAttachment: Kind = {
  ...basics('storage.k8s.io', 'VolumeAttachment', 'volumeattachments'),
  namespaced: false,
  status: true,
  generation: 'none',
  prepareForCreate(draft) {
    draft.status = { attached: false }
  },
  validate: (draft) =>
    problemsOf((problems) => {
      checkSpec(draft['spec'] ?? {}, problems)
      checkStatus(draft['status'], problems)
    }),
  validateCreate: (draft) =>
    problemsOf((problems) => {
      const { attacher = '', source } = (draft['spec'] ?? {}) as VolumeAttachmentSpec
      checkDriverName(attacher, 'spec.attacher', problems)
      const volume = source?.persistentVolumeName
      if (volume !== undefined) problems.each('spec.source.persistentVolumeName', volume, subdomainFaults(volume))
    }),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      if (!deepEqual(next['spec'], old['spec'])) problems.immutable('spec', goObject('storage/v1.VolumeAttachmentSpec', next['spec']))
    }),
  validateStatusUpdate: (next) => problemsOf((problems) => checkStatus(next['status'], problems)),
  columns: columns('VolumeAttachment', 'Attacher', 'PV', 'Node', 'Attached', 'Age'),
  cells(object, context) {
    const { spec, status } = object as unknown as VolumeAttachment
    return [spec.attacher, spec.source.persistentVolumeName ?? '', spec.nodeName, status.attached ?? false, age(object, context)]
  },
}

const ONE_SOURCE = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'

function checkSpec({ attacher, source, nodeName = '' }: Partial<VolumeAttachmentSpec>, problems: Problems): void {
  if (!attacher) problems.required('spec.attacher')
  const { inlineVolumeSpec: inline, persistentVolumeName: volume } = source ?? {}
  if (!inline && volume === undefined) problems.required('spec.source', ONE_SOURCE)
  else if (inline && volume !== undefined) problems.forbidden('spec.source', ONE_SOURCE)
  else if (volume === '') problems.required('spec.source.persistentVolumeName', 'must specify non empty persistentVolumeName')
  else if (inline) checkPersistentVolumeSpec(inline, 'spec.source.inlineVolumeSpec', problems, true)
  problems.each('spec.nodeName', nodeName, subdomainFaults(nodeName))
}

function checkStatus(status: VolumeAttachmentStatus | undefined, problems: Problems): void {
  const size = Object.entries(status?.attachmentMetadata ?? {}).reduce((sum, [key, value]) => sum + key.length + value.length, 0)
  if (size > METADATA_MOST_BYTES) problems.tooLong('status.attachmentMetadata', METADATA_MOST_BYTES)
  for (const error of ['attachError', 'detachError'] as const) if ((status?.[error]?.message?.length ?? 0) > MESSAGE_LONGEST) problems.tooLong(`status.${error}.message`, METADATA_MOST_BYTES)
}
