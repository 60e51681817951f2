/** Paths within volumes. */
import type { Problems } from './errors.ts'

/** Checks a path for steps upwards. */
export function checkNoBacksteps(path: string, field: string, problems: Problems): void {
  if (path.split('/').includes('..')) problems.invalid(field, path, "must not contain '..'")
}

/** Checks a path that must lead downwards from where it starts. */
export function checkDescendingPath(path: string, field: string, problems: Problems): void {
  if (path.startsWith('/')) problems.invalid(field, path, 'must be a relative path')
  checkNoBacksteps(path, field, problems)
}

/** The same, and not beginning with two dots, which volumes keep for themselves. */
export function checkUnreservedPath(path: string, field: string, problems: Problems): void {
  checkDescendingPath(path, field, problems)
  if (path.startsWith('..') && !path.startsWith('../')) problems.invalid(field, path, "must not start with '..'")
}

/** Checks the permission bits of a file. */
export function checkFileMode(mode: number | undefined, field: string, problems: Problems): void {
  if (mode !== undefined && (mode < 0 || mode > 0o777)) problems.invalid(field, mode, 'must be a number between 0 and 0777 (octal), both inclusive')
}
