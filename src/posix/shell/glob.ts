import type { Files } from '../files.ts'
import { absolutePath, joinPath } from '../paths.ts'
import { hasWildcard, Pattern, unescapePattern } from './pattern.ts'

/** The paths that a pattern stands for, sorted; [] if there are none. */
export function expandPathname(pattern: string, files: Files, workingDirectory: string): string[] {
  const absolute = pattern.startsWith('/')
  let found = [absolute ? '/' : '']
  const names = pattern.split('/').filter((name) => name !== '')
  for (const [index, name] of names.entries()) {
    const last = index === names.length - 1
    found = found.flatMap((directory) => step(directory, name, last, files, workingDirectory))
  }
  return found.map((path) => (pattern.endsWith('/') ? `${path}/` : path)).sort()
}

function step(directory: string, name: string, last: boolean, files: Files, workingDirectory: string): string[] {
  const join = (child: string): string => (directory === '' ? child : joinPath(directory, child))
  if (!hasWildcard(name)) {
    const path = join(unescapePattern(name))
    return files.status(absolutePath(path, workingDirectory)) ? [path] : []
  }
  const matcher = new Pattern(name)
  const names = files.list(absolutePath(directory || '.', workingDirectory)) ?? []
  return names
    .filter((child) => (!child.startsWith('.') || name.startsWith('.')) && matcher.matches(child))
    .map(join)
    .filter((path) => last || files.isDirectory(absolutePath(path, workingDirectory)))
}
