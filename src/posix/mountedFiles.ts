import type { FileError, Files, FileStatus, Mount } from './files.ts'
import { absolutePath, baseName, joinPath, parentPath } from './paths.ts'

interface Place {
  readonly files: Files
  readonly path: string
  readonly readOnly: boolean
}

/** One tree in which volumes cover parts of another tree, as in a container's mount namespace. */
export class MountedFiles implements Files {
  readonly #root: Files
  readonly #mounts: readonly Mount[]
  readonly #readOnlyRoot: boolean

  constructor(root: Files, mounts: readonly Mount[], readOnlyRoot = false) {
    this.#root = root
    // The deepest mount that covers a path decides.
    this.#mounts = mounts.map((mount) => ({ ...mount, path: absolutePath(mount.path, '/') })).sort((a, b) => b.path.length - a.path.length || (a.path < b.path ? -1 : 1))
    this.#readOnlyRoot = readOnlyRoot
    for (const { path } of this.#mounts) makeParents(root, path)
  }

  read(path: string): string | undefined {
    const place = this.#place(path)
    return place.files.read(place.path)
  }

  write(path: string, content: string, append: boolean): FileError | undefined {
    const place = this.#place(path)
    return place.readOnly ? 'Read-only file system' : place.files.write(place.path, content, append)
  }

  remove(path: string): FileError | undefined {
    if (this.#mounts.some((mount) => mount.path === path)) return 'Device or resource busy'
    const place = this.#place(path)
    return place.readOnly ? 'Read-only file system' : place.files.remove(place.path)
  }

  list(path: string): string[] | undefined {
    const place = this.#place(path)
    const names = place.files.list(place.path)
    if (!names) return undefined
    const mounted = this.#mounts.filter((mount) => parentPath(mount.path) === path && mount.path !== '/').map((mount) => baseName(mount.path))
    return mounted.length === 0 ? names : [...new Set([...names, ...mounted])].sort()
  }

  makeDirectory(path: string): FileError | undefined {
    const place = this.#place(path)
    if (place.readOnly && !place.files.status(place.path)) return 'Read-only file system'
    return place.files.makeDirectory(place.path)
  }

  isDirectory(path: string): boolean {
    const place = this.#place(path)
    return place.files.isDirectory(place.path)
  }

  status(path: string): FileStatus | undefined {
    const place = this.#place(path)
    return place.files.status(place.path)
  }

  setMode(path: string, mode: number): FileError | undefined {
    const place = this.#place(path)
    return place.readOnly ? 'Read-only file system' : place.files.setMode(place.path, mode)
  }

  watch(path: string, changed: () => void): () => void {
    const place = this.#place(path)
    return place.files.watch(place.path, changed)
  }

  #place(path: string): Place {
    for (const { path: at, files, from = '/', readOnly = false } of this.#mounts) {
      if (path === at) return { files, path: from, readOnly }
      if (at === '/' || path.startsWith(`${at}/`)) return { files, path: absolutePath(`.${at === '/' ? path : path.slice(at.length)}`, from), readOnly }
    }
    return { files: this.#root, path, readOnly: this.#readOnlyRoot }
  }
}

function makeParents(files: Files, path: string): void {
  let directory = '/'
  for (const name of path.split('/').slice(1, -1)) {
    directory = joinPath(directory, name)
    if (!files.status(directory)) files.makeDirectory(directory)
  }
}
