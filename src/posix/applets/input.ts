/** How applets read their input and write their output. */
import type { Process, Wait } from '../process.ts'

type Doing<T> = Generator<Wait, T, any>

/** All that comes on a descriptor, to its end. */
export function* readAll(descriptor = 0): Doing<string> {
  let text = ''
  for (;;) {
    const piece: string = yield { kind: 'read', descriptor }
    if (piece === '') return text
    text += piece
  }
}

/** The next line with its newline; '' at the end. A last line without newline comes as it is. */
export function* readLine(descriptor = 0): Doing<string> {
  let line = ''
  for (;;) {
    const piece: string = yield { kind: 'read', descriptor, line: true }
    line += piece
    if (piece === '' || line.endsWith('\n')) return line
  }
}

export function* write(text: string, descriptor = 1): Doing<void> {
  if (text !== '') yield { kind: 'write', descriptor, text }
}

/** The text of a file, or why there is none. */
export function readFile(process: Process, path: string): { readonly text: string } | { readonly problem: string } {
  const stream = process.open(path, 'read')
  if (typeof stream === 'string') return { problem: stream }
  let text = ''
  for (let piece = stream.read(false); piece; piece = stream.read(false)) text += piece
  return { text }
}

/** The texts of the named files, of standard input if none is named; `-` is standard input. Says what cannot be read. */
export function* inputs(process: Process, applet: string, paths: readonly string[]): Doing<{ readonly texts: readonly { readonly name: string; readonly text: string }[]; readonly failed: boolean }> {
  const texts: { name: string; text: string }[] = []
  let failed = false
  for (const path of paths.length > 0 ? paths : ['-']) {
    if (path === '-') {
      texts.push({ name: '-', text: yield* readAll() })
      continue
    }
    const found = readFile(process, path)
    if ('text' in found && process.files.isDirectory(absolute(process, path))) {
      yield* write(`${applet}: read error: Is a directory\n`, 2)
      failed = true
    } else if ('text' in found) texts.push({ name: path, text: found.text })
    else {
      yield* write(`${applet}: can't open '${path}': ${found.problem}\n`, 2)
      failed = true
    }
  }
  return { texts, failed }
}

function absolute(process: Process, path: string): string {
  return path.startsWith('/') ? path : `${process.workingDirectory}/${path}`
}

/** The lines of a text, without their newlines. */
export function linesOf(text: string): string[] {
  if (text === '') return []
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
}
