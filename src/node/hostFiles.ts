import { chmodSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, unlinkSync, watch, appendFileSync, writeFileSync } from 'node:fs'
import type { FileError, Files } from '../posix/files.ts'

const WORDS: Readonly<Record<string, FileError>> = {
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  EBUSY: 'Device or resource busy',
}

function attempt(act: () => void): FileError | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    return WORDS[(error as NodeJS.ErrnoException).code ?? ''] ?? 'Permission denied'
  }
}

/** The files of the machine on which Node runs. */
export const hostFiles: Files = {
  read(path) {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return undefined
    }
  },
  write: (path, content, append) => attempt(() => (append ? appendFileSync(path, content) : writeFileSync(path, content))),
  remove: (path) => attempt(() => (hostFiles.isDirectory(path) ? rmdirSync(path) : unlinkSync(path))),
  list(path) {
    try {
      return readdirSync(path).sort()
    } catch {
      return undefined
    }
  },
  makeDirectory: (path) => attempt(() => void mkdirSync(path)),
  isDirectory: (path) => hostFiles.status(path)?.kind === 'directory',
  status(path) {
    try {
      const { size, mtimeMs, mode } = statSync(path)
      return { kind: statSync(path).isDirectory() ? 'directory' : 'file', size, modifiedMs: mtimeMs, mode: mode & 0o777 }
    } catch {
      return undefined
    }
  },
  setMode: (path, mode) => attempt(() => chmodSync(path, mode)),
  watch(path, changed) {
    try {
      const watcher = watch(path, changed)
      return () => watcher.close()
    } catch {
      return () => {}
    }
  },
}
