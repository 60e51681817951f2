import type { HostPathVolumeSource } from 'kubernetes-types/core/v1'
import type { MemoryFiles } from '../../posix/memoryFiles.ts'

/** Sees to it that a path of the machine is what the volume says; why it is not (`hostPath type check` of the real kubelet). Without a type, or for a runtime that must mount it, a directory is made. */
export function prepareHostPath(host: MemoryFiles, { path, type = '' }: HostPathVolumeSource): string | undefined {
  const status = host.status(path)
  const failed = (what: string): string => `hostPath type check failed: ${path} is not a ${what}`
  switch (type) {
    case 'Directory':
      return status?.kind === 'directory' ? undefined : failed('directory')
    case 'File':
      return status?.kind === 'file' ? undefined : failed('file')
    case 'FileOrCreate':
      if (!status) host.place(path, '')
      return status?.kind === 'directory' ? failed('file') : undefined
    case 'Socket':
      return failed('socket file')
    case 'CharDevice':
      return failed('character device')
    case 'BlockDevice':
      return failed('block device')
    default:
      if (!status) host.place(`${path}/`, '')
      return status?.kind === 'file' && type === 'DirectoryOrCreate' ? failed('directory') : undefined
  }
}
