/** Applets about where files are: realpath, readlink, mktemp, du, ln. */
import { absolutePath, parentPath } from '../paths.ts'
import type { Program } from '../process.ts'
import { write } from './input.ts'
import { treeKib } from './machine.ts'
import { parseOptions } from './options.ts'

export const realpath: Program = function* (process) {
  let status = 0
  for (const path of parseOptions(process.arguments.slice(1), '').operands) {
    const absolute = absolutePath(path, process.workingDirectory)
    if (process.files.status(absolute)) yield* write(`${absolute}\n`)
    else {
      yield* write(`realpath: ${path}: No such file or directory\n`, 2)
      status = 1
    }
  }
  return status
}

/** There are no symbolic links here: only with `-f` is there something to say. */
export const readlink: Program = function* (process) {
  const { flags, operands } = parseOptions(process.arguments.slice(1), 'fnsv')
  let status = 0
  for (const path of operands) {
    const absolute = absolutePath(path, process.workingDirectory)
    if (flags.has('f') && process.files.isDirectory(parentPath(absolute))) yield* write(flags.has('n') ? absolute : `${absolute}\n`)
    else status = 1
  }
  return status
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export const mktemp: Program = function* (process) {
  const { flags, values, operands } = parseOptions(process.arguments.slice(1), 'dqutp:')
  const [template = 'tmp.XXXXXX'] = operands
  const inDirectory = operands.length === 0 || flags.has('t') || values.has('p')
  const directory = values.get('p') ?? process.environment['TMPDIR'] ?? '/tmp'
  if (!template.endsWith('XXXXXX')) {
    yield* write(`mktemp: : Invalid argument\n`, 2)
    return 1
  }
  const chosen = template.replace(/X+$/, (marks) => Array.from(marks, () => LETTERS[Math.floor(process.random() * LETTERS.length)]).join(''))
  const path = inDirectory ? `${directory}/${chosen}` : chosen
  const absolute = absolutePath(path, process.workingDirectory)
  const problem = flags.has('u') ? undefined : flags.has('d') ? process.files.makeDirectory(absolute) : process.files.write(absolute, '', false)
  if (problem) {
    if (!flags.has('q')) yield* write(`mktemp: ${path}: ${problem}\n`, 2)
    return 1
  }
  process.files.setMode(absolute, flags.has('d') ? 0o700 : 0o600)
  yield* write(`${path}\n`)
  return 0
}

export const du: Program = function* (process) {
  const { flags, operands } = parseOptions(process.arguments.slice(1), 'aHLdclsxhmk')
  const shown = (kib: number): string => (flags.has('h') ? (kib >= 1024 ? `${(kib / 1024).toFixed(1)}M` : `${kib}.0K`) : String(flags.has('m') ? Math.ceil(kib / 1024) : kib))
  let status = 0
  for (const root of operands.length > 0 ? operands : ['.']) {
    const absolute = absolutePath(root, process.workingDirectory)
    if (!process.files.status(absolute)) {
      yield* write(`du: ${root}: No such file or directory\n`, 2)
      status = 1
      continue
    }
    const lines: string[] = []
    const visit = (path: string, name: string): void => {
      const isDirectory = process.files.isDirectory(path)
      if (!flags.has('s')) for (const child of process.files.list(path) ?? []) visit(`${path === '/' ? '' : path}/${child}`, `${name.replace(/\/$/, '')}/${child}`)
      if (isDirectory || flags.has('a') || name === root) lines.push(`${shown(treeKib(process, path))}\t${name}\n`)
    }
    visit(absolute, root)
    yield* write(lines.join(''))
  }
  return status
}

/** The file systems here hold no links. */
export const ln: Program = function* (process) {
  const target = parseOptions(process.arguments.slice(1), 'sfnbS:vT').operands.at(-1) ?? ''
  yield* write(`ln: ${target}: Operation not permitted\n`, 2)
  return 1
}
