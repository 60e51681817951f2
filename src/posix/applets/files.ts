/** Applets about files and directories. */
import { base64ToText as decoded, textToBase64 as encoded } from '../../base/base64.ts'
import { absolutePath, baseName, joinPath, parentPath } from '../paths.ts'
import type { Process, Program } from '../process.ts'
import { inputs, linesOf, write } from './input.ts'
import { parseOptions } from './options.ts'

const at = (process: Process, path: string): string => absolutePath(path, process.workingDirectory)

/** Runs something for each operand; what it returns is said as why it failed. */
function forEach(letters: string, run: (process: Process, path: string, flags: ReadonlySet<string>) => string | undefined, long: Readonly<Record<string, string>> = {}): Program {
  return function* (process) {
    const { flags, operands } = parseOptions(process.arguments.slice(1), letters, long)
    const name = process.arguments[0] ?? ''
    if (operands.length === 0 && !flags.has('f')) {
      yield* write(`${name}: missing operand\n`, 2)
      return 1
    }
    let status = 0
    for (const path of operands) {
      const problem = run(process, path, flags)
      if (problem === undefined) continue
      yield* write(`${name}: ${problem}\n`, 2)
      status = 1
    }
    return status
  }
}

export const mkdir = forEach('pm:v', (process, path, flags) => {
  const absolute = at(process, path)
  if (!flags.has('p')) {
    const problem = process.files.makeDirectory(absolute)
    return problem && `can't create directory '${path}': ${problem}`
  }
  let current = ''
  for (const name of absolute.split('/').filter((part) => part !== '')) {
    current += `/${name}`
    const problem = process.files.isDirectory(current) ? undefined : process.files.makeDirectory(current)
    if (problem) return `can't create directory '${path}': ${problem}`
  }
  return undefined
})

export const rmdir = forEach('p', (process, path) => {
  if (!process.files.isDirectory(at(process, path))) return `'${path}': ${process.files.status(at(process, path)) ? 'Not a directory' : 'No such file or directory'}`
  const problem = process.files.remove(at(process, path))
  return problem && `'${path}': ${problem}`
})

function removeTree(process: Process, path: string): string | undefined {
  for (const name of process.files.list(path) ?? []) removeTree(process, joinPath(path, name))
  return process.files.remove(path)
}

export const rm = forEach('rRfiv', (process, path, flags) => {
  const absolute = at(process, path)
  const status = process.files.status(absolute)
  if (!status) return flags.has('f') ? undefined : `can't remove '${path}': No such file or directory`
  if (status.kind === 'directory' && !flags.has('r') && !flags.has('R')) return `'${path}' is a directory`
  const problem = removeTree(process, absolute)
  return problem && `can't remove '${path}': ${problem}`
})

export const touch = forEach('cam', (process, path) => {
  const absolute = at(process, path)
  if (process.files.isDirectory(absolute)) return undefined
  const problem = process.files.write(absolute, '', true)
  return problem && `${path}: ${problem}`
})

export const chmod: Program = function* (process) {
  const [mode = '', ...paths] = process.arguments.slice(1).filter((word) => word !== '-R')
  let status = 0
  for (const path of paths) {
    const absolute = at(process, path)
    const before = process.files.status(absolute)?.mode ?? 0
    const next = /^[0-7]+$/.test(mode) ? Number.parseInt(mode, 8) : /\+.*x/.test(mode) ? before | 0o111 : /-.*x/.test(mode) ? before & ~0o111 : before
    const problem = process.files.setMode(absolute, next)
    if (!problem) continue
    yield* write(`chmod: ${path}: ${problem}\n`, 2)
    status = 1
  }
  return status
}

function copyTree(process: Process, from: string, to: string): string | undefined {
  const { files } = process
  if (!files.isDirectory(from)) {
    const problem = files.write(to, files.read(from) ?? '', false)
    return problem && `can't create '${to}': ${problem}`
  }
  if (!files.isDirectory(to)) files.makeDirectory(to)
  for (const name of files.list(from) ?? []) {
    const problem = copyTree(process, joinPath(from, name), joinPath(to, name))
    if (problem) return problem
  }
  return undefined
}

function moving(name: string, each: (process: Process, from: string, to: string, shown: string, flags: ReadonlySet<string>) => string | undefined): Program {
  return function* (process) {
    const { flags, operands } = parseOptions(process.arguments.slice(1), 'rRafpinvTt')
    const target = operands.at(-1)
    if (operands.length < 2 || target === undefined) {
      yield* write(`${name}: missing operand\n`, 2)
      return 1
    }
    let status = 0
    for (const path of operands.slice(0, -1)) {
      const from = at(process, path)
      const into = process.files.isDirectory(at(process, target)) ? joinPath(at(process, target), baseName(from)) : at(process, target)
      const problem = process.files.status(from) ? each(process, from, into, path, flags) : `can't ${name === 'mv' ? 'rename' : 'stat'} '${path}': No such file or directory`
      if (problem === undefined) continue
      yield* write(`${name}: ${problem}\n`, 2)
      status = 1
    }
    return status
  }
}

export const cp = moving('cp', (process, from, to, shown, flags) => {
  if (process.files.isDirectory(from) && !['r', 'R', 'a'].some((letter) => flags.has(letter))) return `omitting directory '${shown}'`
  return copyTree(process, from, to)
})

export const mv = moving('mv', (process, from, to) => {
  const problem = copyTree(process, from, to)
  if (problem) return problem
  removeTree(process, from)
  return undefined
})

export const ls: Program = function* (process) {
  const { flags, operands } = parseOptions(process.arguments.slice(1), 'alhdtrR1AFiSx', { all: 'a', color: '1' })
  const { files } = process
  let status = 0
  const paths = operands.length > 0 ? operands : ['.']
  for (const [index, path] of paths.entries()) {
    const absolute = at(process, path)
    const found = files.status(absolute)
    if (!found) {
      yield* write(`ls: ${path}: No such file or directory\n`, 2)
      status = 1
      continue
    }
    const single = found.kind === 'file' || flags.has('d')
    const names = single ? [path] : [...(flags.has('a') ? ['.', '..'] : []), ...(files.list(absolute) ?? []).filter((name) => flags.has('a') || flags.has('A') || !name.startsWith('.'))]
    if (paths.length > 1 && !single) yield* write(`${index > 0 ? '\n' : ''}${path}:\n`)
    if (!flags.has('l')) yield* write(names.map((name) => `${name}\n`).join(''))
    else {
      if (!single) yield* write(`total ${names.length * 4}\n`)
      for (const name of names) yield* write(longLine(process, single ? absolute : absolutePath(name, absolute), name))
    }
  }
  return status
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function longLine(process: Process, path: string, name: string): string {
  const { kind = 'file', mode = 0, size = 0, modifiedMs = 0 } = process.files.status(path) ?? {}
  const bits = [...'rwxrwxrwx'].map((letter, index) => (mode & (1 << (8 - index)) ? letter : '-')).join('')
  const moment = new Date(modifiedMs)
  const day = `${MONTHS[moment.getUTCMonth()]} ${String(moment.getUTCDate()).padStart(2)}`
  const clock = `${String(moment.getUTCHours()).padStart(2, '0')}:${String(moment.getUTCMinutes()).padStart(2, '0')}`
  return `${kind === 'directory' ? 'd' : '-'}${bits}    ${kind === 'directory' ? 2 : 1} root     root     ${String(size).padStart(9)} ${day} ${clock} ${name}\n`
}

export const basename: Program = function* (process) {
  const [path = '', suffix = ''] = process.arguments.slice(1)
  const name = baseName(path)
  yield* write(`${suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`)
  return 0
}

export const dirname: Program = function* (process) {
  yield* write(`${parentPath(process.arguments[1] ?? '')}\n`)
  return 0
}

export const stat: Program = function* (process) {
  let status = 0
  for (const path of parseOptions(process.arguments.slice(1), 'c:t').operands) {
    const found = process.files.status(at(process, path))
    if (found) yield* write(`  File: ${path}\n  Size: ${found.size}\t${found.kind === 'file' ? 'regular file' : 'directory'}\nAccess: (${found.mode.toString(8).padStart(4, '0')})\n`)
    else {
      yield* write(`stat: can't stat '${path}': No such file or directory\n`, 2)
      status = 1
    }
  }
  return status
}

export const base64: Program = function* (process) {
  const { flags, values, operands } = parseOptions(process.arguments.slice(1), 'dw:', { decode: 'd', wrap: 'w' })
  const { texts, failed } = yield* inputs(process, 'base64', operands)
  const text = texts.map((each) => each.text).join('')
  if (flags.has('d')) yield* write(decoded(linesOf(text).join('')))
  else {
    const wide = Number(values.get('w') ?? 76)
    const whole = encoded(text)
    yield* write(wide === 0 ? whole : whole.replace(new RegExp(`.{1,${wide}}`, 'g'), '$&\n'))
  }
  return failed ? 1 : 0
}
