/** How applets read their input and write their output. */
import { absolutePath } from '../paths.ts'
import { ProgramFailure, type Process, type Stream, type Wait } from '../process.ts'
import type { FileError } from '../files.ts'

type Doing<T> = Generator<Wait, T, any>

/** How much a program may hold of its input, so that what never ends (`/dev/zero`) ends the program instead of the page. */
const TEXT_MAX = 16_000_000

function bounded(text: string): string {
  if (text.length > TEXT_MAX) throw new ProgramFailure('out of memory')
  return text
}

/** All that comes on a descriptor, to its end. Fails with `out of memory` if there is none. */
export function* readAll(descriptor = 0): Doing<string> {
  let text = ''
  for (;;) {
    const piece: string = yield { kind: 'read', descriptor }
    if (piece === '') return text
    text = bounded(text + piece)
  }
}

/** The next line with its newline; '' at the end. A last line without newline comes as it is. */
export function* readLine(descriptor = 0): Doing<string> {
  let line = ''
  for (;;) {
    const piece: string = yield { kind: 'read', descriptor, line: true }
    line = bounded(line + piece)
    if (piece === '' || line.endsWith('\n')) return line
  }
}

/** What is there in a stream, without waiting. */
export function readStream(stream: Stream): string {
  let text = ''
  for (let piece = stream.read(false); piece; piece = stream.read(false)) text = bounded(text + piece)
  return text
}

/** Opens a file to read under a free descriptor; `-` is standard input. */
export function openInput(process: Process, path: string): number | FileError {
  if (path === '-') return 0
  const stream = process.open(path, 'read')
  if (typeof stream === 'string') return stream
  let descriptor = 3
  while (process.descriptors.has(descriptor)) descriptor++
  process.attach(descriptor, stream)
  return descriptor
}

export function closeInput(process: Process, descriptor: number): void {
  if (descriptor !== 0) process.attach(descriptor, undefined)
}

export function* write(text: string, descriptor = 1): Doing<void> {
  if (text !== '') yield { kind: 'write', descriptor, text }
}

/** The text of a file, or why there is none. */
export function readFile(process: Process, path: string): { readonly text: string } | { readonly problem: string } {
  const stream = process.open(path, 'read')
  return typeof stream === 'string' ? { problem: stream } : { text: readStream(stream) }
}

/** The texts of the named files, of standard input if none is named; `-` is standard input. Says what cannot be read. */
export function* inputs(process: Process, applet: string, paths: readonly string[]): Doing<{ readonly texts: readonly { readonly name: string; readonly text: string }[]; readonly failed: boolean }> {
  const texts: { name: string; text: string }[] = []
  let failed = false
  for (const path of paths.length > 0 ? paths : ['-']) {
    const descriptor = openInput(process, path)
    if (typeof descriptor === 'string') {
      yield* write(`${applet}: can't open '${path}': ${descriptor}\n`, 2)
      failed = true
      continue
    }
    if (path !== '-' && process.files.isDirectory(absolutePath(path, process.workingDirectory))) {
      yield* write(`${applet}: read error: Is a directory\n`, 2)
      failed = true
    } else texts.push({ name: path, text: yield* readAll(descriptor) })
    closeInput(process, descriptor)
  }
  return { texts, failed }
}

/** The lines of a text, without their newlines. */
export function linesOf(text: string): string[] {
  if (text === '') return []
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
}
