import { absolutePath, joinPath } from './paths.ts'
import type { Process, Program } from './process.ts'
import { scriptProgram } from './shell/program.ts'

/** Where commands are looked for when no PATH says so. */
export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** What a command's name stands for: a path if it has a slash, otherwise the first of that name in the search path. Executable files without a program are shell scripts. */
export function lookUp(process: Pick<Process, 'files' | 'workingDirectory'>, programAt: (path: string) => Program | undefined, name: string, searchPath = DEFAULT_PATH): Program | 'not found' | 'permission denied' {
  const paths = name.includes('/') ? [name] : searchPath.split(':').map((directory) => joinPath(directory || '.', name))
  let refused: 'not found' | 'permission denied' = 'not found'
  for (const path of name === '' ? [] : paths) {
    const absolute = absolutePath(path, process.workingDirectory)
    const program = programAt(absolute)
    if (program) return program
    const status = process.files.status(absolute)
    if (status?.kind === 'file' && status.mode & 0o111) return scriptProgram(path)
    if (status && name.includes('/')) refused = 'permission denied'
  }
  return refused
}
