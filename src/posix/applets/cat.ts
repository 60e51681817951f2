import type { Program } from '../process.ts'
import { readFile, write } from './input.ts'
import { parseOptions } from './options.ts'

export const cat: Program = function* (process) {
  const { flags, operands } = parseOptions(process.arguments.slice(1), 'nbveAtTu')
  let status = 0
  let line = 0
  const numbered = (text: string): string => (flags.has('n') ? text.replace(/^.*\n?/gm, (each) => (each === '' ? '' : `${String(++line).padStart(6)}\t${each}`)) : text)
  for (const path of operands.length > 0 ? operands : ['-']) {
    if (path === '-') {
      for (;;) {
        const piece: string = yield { kind: 'read', descriptor: 0, line: flags.has('n') }
        if (piece === '') break
        yield* write(numbered(piece))
      }
      continue
    }
    const absolute = path.startsWith('/') ? path : `${process.workingDirectory}/${path}`
    const found = process.files.isDirectory(absolute.replace(/\/$/, '')) ? { problem: 'read error: Is a directory' } : readFile(process, path)
    if ('text' in found) yield* write(numbered(found.text))
    else {
      yield* write(found.problem.startsWith('read') ? `cat: ${found.problem}\n` : `cat: can't open '${path}': ${found.problem}\n`, 2)
      status = 1
    }
  }
  return status
}
