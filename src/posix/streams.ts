import type { FileError, Files } from './files.ts'
import type { Stream } from './process.ts'

/** How much a pipe holds before its writer must wait (Linux: 64 KiB). */
const PIPE_CAPACITY = 65_536
/** How much a read takes at most, so that a large file passes a pipe in pieces. */
const READ_SIZE = 32_768

/** What all streams share: who holds them and who waits. */
abstract class Base implements Stream {
  readonly terminal: boolean = false
  protected holders = 0
  readonly #waiting = new Set<() => void>()

  abstract read(line: boolean, most?: number): string | undefined
  abstract write(text: string): 'taken' | 'full' | 'broken'

  whenReady(then: () => void): () => void {
    this.#waiting.add(then)
    return () => this.#waiting.delete(then)
  }

  hold(): void {
    this.holders++
  }

  release(): void {
    this.holders--
    if (this.holders === 0) this.closed()
  }

  protected closed(): void {}

  wake(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const then of waiting) then()
  }
}

class Buffer {
  #text = ''

  get full(): boolean {
    return this.#text.length >= PIPE_CAPACITY
  }

  get empty(): boolean {
    return this.#text === ''
  }

  add(text: string): void {
    this.#text += text
  }

  take(line: boolean, most?: number): string {
    const [taken, rest] = cut(this.#text, line, most)
    this.#text = rest
    return taken
  }
}

function cut(text: string, line: boolean, most = READ_SIZE): [taken: string, rest: string] {
  const newline = line ? text.indexOf('\n') : -1
  const end = Math.min(newline >= 0 ? newline + 1 : text.length, READ_SIZE, most)
  return [text.slice(0, end), text.slice(end)]
}

class PipeReader extends Base {
  readonly buffer = new Buffer()
  writer: PipeWriter | undefined

  read(line: boolean, most?: number): string | undefined {
    if (this.buffer.empty) return this.writer?.open ? undefined : ''
    const text = this.buffer.take(line, most)
    this.writer?.wake()
    return text
  }

  write(): 'broken' {
    return 'broken'
  }

  get open(): boolean {
    return this.holders > 0
  }

  protected override closed(): void {
    this.writer?.wake()
  }
}

class PipeWriter extends Base {
  readonly reader: PipeReader

  constructor(reader: PipeReader) {
    super()
    this.reader = reader
  }

  get open(): boolean {
    return this.holders > 0
  }

  read(): string {
    return ''
  }

  write(text: string): 'taken' | 'full' | 'broken' {
    if (!this.reader.open) return 'broken'
    if (this.reader.buffer.full) return 'full'
    this.reader.buffer.add(text)
    this.reader.wake()
    return 'taken'
  }

  protected override closed(): void {
    this.reader.wake()
  }
}

/** A pipe. Its ends count as open as long as somebody holds them. */
export function createPipe(): { reader: Stream; writer: Stream } {
  const reader = new PipeReader()
  const writer = new PipeWriter(reader)
  reader.writer = writer
  return { reader, writer }
}

/** Input that comes from outside as people type it. */
export class InputStream extends Base {
  override readonly terminal: boolean
  readonly #buffer = new Buffer()
  #ended = false

  constructor(terminal: boolean) {
    super()
    this.terminal = terminal
  }

  give(text: string): void {
    if (this.#ended) return
    this.#buffer.add(text)
    this.wake()
  }

  end(): void {
    this.#ended = true
    this.wake()
  }

  read(line: boolean, most?: number): string | undefined {
    if (this.#buffer.empty) return this.#ended ? '' : undefined
    return this.#buffer.take(line, most)
  }

  write(): 'broken' {
    return 'broken'
  }
}

/** Output that leaves the machine: a log, a screen. */
export class OutputStream extends Base {
  override readonly terminal: boolean
  readonly #take: (text: string) => void

  constructor(take: (text: string) => void, terminal = false) {
    super()
    this.#take = take
    this.terminal = terminal
  }

  read(): string {
    return ''
  }

  write(text: string): 'taken' {
    if (text !== '') this.#take(text)
    return 'taken'
  }
}

/** A fixed text to read, such as a here-document. */
export class TextStream extends Base {
  #rest: string

  constructor(text: string) {
    super()
    this.#rest = text
  }

  read(line: boolean, most?: number): string {
    const [taken, rest] = cut(this.#rest, line, most)
    this.#rest = rest
    return taken
  }

  write(): 'broken' {
    return 'broken'
  }
}

/** `/dev/null`, and `/dev/zero` with a text that never ends. */
export class DeviceStream extends Base {
  readonly #text: string

  constructor(text: string) {
    super()
    this.#text = text
  }

  read(_line: boolean, most?: number): string {
    return this.#text.slice(0, most)
  }

  write(): 'taken' {
    return 'taken'
  }
}

class FileStream extends Base {
  readonly #files: Files
  readonly #path: string
  #offset = 0

  constructor(files: Files, path: string) {
    super()
    this.#files = files
    this.#path = path
  }

  read(line: boolean, most?: number): string {
    const [taken] = cut((this.#files.read(this.#path) ?? '').slice(this.#offset), line, most)
    this.#offset += taken.length
    return taken
  }

  write(text: string): 'taken' {
    this.#files.write(this.#path, text, true)
    return 'taken'
  }
}

/** Opens a file; `write` empties it, and both ways of writing create it. */
export function openFile(files: Files, path: string, how: 'read' | 'write' | 'append'): Stream | FileError {
  if (files.isDirectory(path)) {
    return how === 'read' ? new DeviceStream('') : 'Is a directory'
  }
  if (how === 'read') return files.read(path) === undefined ? 'No such file or directory' : new FileStream(files, path)
  const refused = files.write(path, '', how === 'append')
  return refused ?? new FileStream(files, path)
}
