/** Why a file operation failed, in strerror(3)'s words. */
export type FileError = 'No such file or directory' | 'Is a directory' | 'Not a directory' | 'File exists' | 'Directory not empty' | 'Read-only file system' | 'Permission denied' | 'Device or resource busy'

export interface FileStatus {
  readonly kind: 'file' | 'directory'
  /** Length in UTF-16 code units for files, as good as bytes for the texts here; 4096 for directories. */
  readonly size: number
  readonly modifiedMs: number
  /** Permission bits, such as 0o644. */
  readonly mode: number
}

/** A tree of files. Paths are absolute and normalised (`paths.ts`). What can fail returns undefined when it worked, or why not. */
export interface Files {
  read(path: string): string | undefined
  write(path: string, content: string, append: boolean): FileError | undefined
  /** Removes a file or an empty directory. */
  remove(path: string): FileError | undefined
  /** Names in a directory, sorted; undefined if it is none. */
  list(path: string): string[] | undefined
  makeDirectory(path: string): FileError | undefined
  isDirectory(path: string): boolean
  status(path: string): FileStatus | undefined
  setMode(path: string, mode: number): FileError | undefined
  /** Calls back after each change of that file or of what is directly in that directory; returns how to stop. */
  watch(path: string, changed: () => void): () => void
}

/** Files of one volume in another tree. */
export interface Mount {
  /** Absolute, such as `/var/log/app`. */
  readonly path: string
  readonly files: Files
  /** Where in `files` its root is; a file or a directory; '/' if not said. */
  readonly from?: string
  readonly readOnly?: boolean
}
