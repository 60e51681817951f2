/** `base/../over/x.yaml` as `over/x.yaml`; what goes above the start keeps its `..`. */
export function joinPath(directory: string, path: string): string {
  const isAbsolute = path.startsWith('/') || directory.startsWith('/')
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${directory}/${path}`).split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  const joined = parts.join('/')
  return isAbsolute ? `/${joined}` : joined || '.'
}

export function isBelow(directory: string, path: string): boolean {
  return directory === '.' ? !path.startsWith('..') : path === directory || path.startsWith(`${directory}/`)
}

/** The path as messages name it. */
export function absolutePath(workingDirectory: string, path: string): string {
  return joinPath(workingDirectory, path)
}
