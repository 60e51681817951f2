/** The absolute form of a path, without `.`, `..` and doubled slashes: `/a/b`. */
export function absolutePath(path: string, workingDirectory: string): string {
  const names: string[] = []
  for (const name of (path.startsWith('/') ? path : `${workingDirectory}/${path}`).split('/')) {
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  }
  return `/${names.join('/')}`
}

/** The last name of a path, as basename(1) has it. */
export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '')
  return trimmed === '' ? (path === '' ? '' : '/') : trimmed.slice(trimmed.lastIndexOf('/') + 1)
}

/** A path without its last name, as dirname(1) has it. */
export function parentPath(path: string): string {
  const trimmed = path.replace(/\/+$/, '')
  const at = trimmed.lastIndexOf('/')
  if (at < 0) return trimmed === '' && path !== '' ? '/' : '.'
  return trimmed.slice(0, at).replace(/\/+$/, '') || '/'
}

export function joinPath(directory: string, name: string): string {
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`
}
