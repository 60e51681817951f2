/** The names of all builtins, for those of them that ask what a name stands for. */
const NAMES = new Set(['.', ':', '[', 'alias', 'break', 'cd', 'command', 'continue', 'echo', 'eval', 'exec', 'exit', 'export', 'false', 'getopts', 'jobs', 'kill', 'let', 'local', 'printf', 'pwd', 'read', 'readonly', 'return', 'set', 'shift', 'source', 'test', 'trap', 'true', 'type', 'umask', 'unalias', 'unset', 'wait'])

export function isBuiltin(name: string): boolean {
  return NAMES.has(name)
}
