import type { Problems } from './errors.ts'
import { pathFaults, subdomainFaults } from './names.ts'

/** Checks what names an object of some kind by group, kind and name (`validateIngressTypedLocalObjectReference`). */
export function checkTypedReference({ apiGroup, kind, name }: { apiGroup?: string; kind?: string; name?: string }, path: string, problems: Problems): void {
  if (apiGroup !== undefined && apiGroup !== null) problems.each(`${path}.apiGroup`, apiGroup, subdomainFaults(apiGroup))
  for (const [field, value] of [['kind', kind], ['name', name]] as const) {
    if (!value) problems.required(`${path}.${field}`, `${field} is required`)
    else problems.each(`${path}.${field}`, value, pathFaults(value))
  }
}
