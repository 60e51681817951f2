import type { FileError, Files, FileStatus } from './files.ts'
import { baseName, parentPath } from './paths.ts'

interface Entry {
  /** Undefined for a directory. */
  content: string | undefined
  modifiedMs: number
  mode: number
}

/** Files held in memory: a container's own layer, a volume, the terminal's home. */
export class MemoryFiles implements Files {
  readonly #now: () => number
  readonly #entries = new Map<string, Entry>()
  readonly #names = new Map<string, Set<string>>()
  readonly #watchers = new Map<string, Set<() => void>>()

  /** @param initial content by absolute path; directories come into being as needed; a path that ends with / is an empty directory. */
  constructor(now: () => number, initial: Readonly<Record<string, string>> = {}) {
    this.#now = now
    this.#put('/', { content: undefined, modifiedMs: now(), mode: 0o755 })
    for (const [path, content] of Object.entries(initial)) this.place(path, content)
  }

  /** Puts a file with all its directories, whatever is or is not there. */
  place(path: string, content: string, mode = 0o644): void {
    const isDirectory = path.endsWith('/')
    const clean = isDirectory ? path.slice(0, -1) || '/' : path
    const parent = parentPath(clean)
    if (parent !== '/' && !this.#entries.has(parent)) this.place(`${parent}/`, '')
    if (isDirectory) {
      if (!this.#entries.has(clean)) this.#put(clean, { content: undefined, modifiedMs: this.#now(), mode: 0o755 })
    } else this.#put(clean, { content, modifiedMs: this.#now(), mode })
    this.#changed(clean)
  }

  read(path: string): string | undefined {
    return this.#entries.get(path)?.content
  }

  write(path: string, content: string, append: boolean): FileError | undefined {
    const entry = this.#entries.get(path)
    if (entry && entry.content === undefined) return 'Is a directory'
    if (entry) {
      entry.content = append ? entry.content + content : content
      entry.modifiedMs = this.#now()
    } else {
      const refused = this.#refuseChild(path)
      if (refused) return refused
      this.#put(path, { content, modifiedMs: this.#now(), mode: 0o644 })
    }
    this.#changed(path)
    return undefined
  }

  remove(path: string): FileError | undefined {
    if (!this.#entries.has(path)) return 'No such file or directory'
    if (path === '/') return 'Device or resource busy'
    if (this.#names.get(path)?.size) return 'Directory not empty'
    this.#entries.delete(path)
    this.#names.delete(path)
    this.#names.get(parentPath(path))?.delete(baseName(path))
    this.#changed(path)
    return undefined
  }

  list(path: string): string[] | undefined {
    const names = this.#names.get(path)
    return names && [...names].sort()
  }

  makeDirectory(path: string): FileError | undefined {
    if (this.#entries.has(path)) return 'File exists'
    const refused = this.#refuseChild(path)
    if (refused) return refused
    this.#put(path, { content: undefined, modifiedMs: this.#now(), mode: 0o755 })
    this.#changed(path)
    return undefined
  }

  isDirectory(path: string): boolean {
    return this.#names.has(path)
  }

  status(path: string): FileStatus | undefined {
    const entry = this.#entries.get(path)
    if (!entry) return undefined
    const { content, modifiedMs, mode } = entry
    return { kind: content === undefined ? 'directory' : 'file', size: content?.length ?? 4096, modifiedMs, mode }
  }

  setMode(path: string, mode: number): FileError | undefined {
    const entry = this.#entries.get(path)
    if (!entry) return 'No such file or directory'
    entry.mode = mode
    return undefined
  }

  watch(path: string, changed: () => void): () => void {
    const watchers = this.#watchers.get(path) ?? new Set()
    this.#watchers.set(path, watchers)
    watchers.add(changed)
    return () => {
      watchers.delete(changed)
      if (watchers.size === 0 && this.#watchers.get(path) === watchers) this.#watchers.delete(path)
    }
  }

  #refuseChild(path: string): FileError | undefined {
    const parent = this.#entries.get(parentPath(path))
    if (!parent) return 'No such file or directory'
    return parent.content === undefined ? undefined : 'Not a directory'
  }

  #put(path: string, entry: Entry): void {
    this.#entries.set(path, entry)
    if (entry.content === undefined && !this.#names.has(path)) this.#names.set(path, new Set())
    if (path !== '/') this.#names.get(parentPath(path))?.add(baseName(path))
  }

  #changed(path: string): void {
    for (const watched of [path, parentPath(path)]) for (const watcher of [...(this.#watchers.get(watched) ?? [])]) watcher()
  }
}
