import type { Container } from 'kubernetes-types/core/v1'
import type { Pod } from '../../kinds/resources.ts'
import type { Mount } from '../../posix/files.ts'
import { MemoryFiles } from '../../posix/memoryFiles.ts'
import { hostsFile } from './hostsFile.ts'
import { resolverFile } from './resolverFile.ts'
import type { MountedVolume, VolumeManager } from './volumeManager.ts'

export interface MountInput {
  readonly pod: Pod
  readonly container: Container
  readonly address: string
  readonly nowMs: () => number
  expanded(text: string): string
}

/** What is mounted into a container: its volumes, `/etc/hosts` and `/etc/resolv.conf`. */
export function mountsOf(volumes: VolumeManager, input: MountInput): readonly Mount[] | { readonly error: string } {
  const { pod, container, address, nowMs, expanded } = input
  const mounts: Mount[] = []
  for (const { name, mountPath, readOnly, subPath, subPathExpr } of container.volumeMounts ?? []) {
    const volume = volumes.mounted(pod.metadata.uid, name)
    if (!volume) return { error: `cannot find volume "${name}" to mount into container "${container.name}"` }
    const below = subPathExpr ? expanded(subPathExpr) : (subPath ?? '')
    const part = below === '' ? volume : partOf(volume, below, nowMs)
    mounts.push({ path: mountPath, files: part.files, from: part.from, readOnly: readOnly ?? volume.readOnly })
  }
  for (const [path, text] of [['/etc/hosts', hostsFile(pod, address)], ['/etc/resolv.conf', resolverFile(pod)]] as const) {
    if (!mounts.some((mount) => mount.path === path)) mounts.push({ path, files: new MemoryFiles(nowMs, { '/file': text }), from: '/file' })
  }
  return mounts
}

/** A file or directory of a volume, made if need be. A part of a volume that the kubelet fills stays as it is at this moment. */
function partOf({ files, from, readOnly }: MountedVolume, below: string, nowMs: () => number): { files: Mount['files']; from: string } {
  const path = `${from === '/' ? '' : from}/${below}`
  if (readOnly) {
    const text = files.read(path)
    if (text !== undefined) return { files: new MemoryFiles(nowMs, { '/file': text }), from: '/file' }
  } else {
    let parent = ''
    for (const name of path.split('/').slice(1)) {
      parent += `/${name}`
      if (!files.status(parent)) files.makeDirectory(parent)
    }
  }
  return { files, from: path }
}
