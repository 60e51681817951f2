/** What a container finds in its own file system, and which of it are programs. */
import { appletAt } from '../posix/applets/registry.ts'
import type { Files } from '../posix/files.ts'
import { MemoryFiles } from '../posix/memoryFiles.ts'
import { baseName, parentPath } from '../posix/paths.ts'
import type { Image, Program } from './program.ts'

export const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const DIRECTORIES = PATH.split(':')

/** A container's own layer as it is when the container is made. */
export function ownFiles(image: Image, workingDirectory: string, hostname: string, address: string, now: () => number): MemoryFiles {
  return new MemoryFiles(now, {
    '/bin/': '',
    '/dev/': '',
    '/proc/': '',
    '/root/': '',
    '/tmp/': '',
    '/usr/bin/': '',
    '/var/log/': '',
    '/etc/hostname': `${hostname}\n`,
    '/etc/hosts': `127.0.0.1\tlocalhost\n${address}\t${hostname}\n`,
    '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n',
    ...image.files,
    // The runtime makes the working directory if it is not there.
    [`${workingDirectory}/`]: '',
  })
}

/**
 * The program under an absolute path. Those of the image, and the tools of every image with a shell, are in each of the directories where one looks for
 * programs. A tool that the image lacks is there once it is installed, that is once there is a file of its name.
 */
export function programAt(image: Image, files: Files, path: string): Program | undefined {
  if (!DIRECTORIES.includes(parentPath(path))) return image.programs[path]
  const name = baseName(path)
  if (Object.hasOwn(image.programs, name)) return image.programs[name]
  if (!image.shell || (image.lacks?.includes(name) && files.status(path) === undefined)) return undefined
  return appletAt(name)
}

/** Address of a name by a hosts file's lines; undefined if it is not there. */
export function addressInHosts(hosts: string, name: string): string | undefined {
  for (const line of hosts.split('\n')) {
    const [address, ...names] = (line.split('#', 1)[0] ?? '').trim().split(/\s+/)
    // IPv6 is not spoken here.
    if (address && !address.includes(':') && names.includes(name)) return address
  }
  return undefined
}
