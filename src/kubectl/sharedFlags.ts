import type { Flag } from './flags.ts'

/** Flags that several commands share, and those that every command takes. */

export const CLUSTER_FLAG: Flag = { name: 'cluster', kind: 'string', usage: 'The cluster of the kubeconfig to use.' }
export const CONTEXT_FLAG: Flag = { name: 'context', kind: 'string', usage: 'The context of the kubeconfig to use.' }
export const NAMESPACE_FLAG: Flag = { name: 'namespace', short: 'n', kind: 'string', completes: 'namespace', usage: 'The namespace to act in.' }
export const SERVER_FLAG: Flag = { name: 'server', short: 's', kind: 'string', usage: 'Address and port of the API server.' }
export const TOKEN_FLAG: Flag = { name: 'token', kind: 'string', usage: 'Bearer token by which the API server knows the user.' }
export const USER_FLAG: Flag = { name: 'user', kind: 'string', usage: 'The user of the kubeconfig to act as.' }

export const GLOBAL_FLAGS: readonly Flag[] = [
  { name: 'as', kind: 'string', usage: 'User name to act as: a user, or a service account of a namespace.' },
  { name: 'as-group', kind: 'stringArray', usage: 'Group to act as; may be given several times.' },
  { name: 'as-uid', kind: 'string', usage: 'UID to act as.' },
  CLUSTER_FLAG,
  CONTEXT_FLAG,
  { name: 'kubeconfig', kind: 'string', completes: 'file', usage: 'Path of the kubeconfig file.' },
  NAMESPACE_FLAG,
  { name: 'request-timeout', kind: 'string', default: '0', usage: 'How long to wait for one request, with a unit (1s, 2m); zero means without limit.' },
  SERVER_FLAG,
  TOKEN_FLAG,
  USER_FLAG,
  { name: 'v', short: 'v', kind: 'int', usage: 'Level of detail of the log.', hidden: true },
  { name: 'warnings-as-errors', kind: 'bool', usage: 'Treat warnings of the server as errors: exit with a code other than 0.' },
  { name: 'cache-dir', kind: 'string', default: '/root/.kube/cache', completes: 'file', usage: 'Accepted for compatibility: what is known of the server is kept in memory.' },
  { name: 'certificate-authority', kind: 'string', completes: 'file', usage: 'Accepted for compatibility: connections are not encrypted here.' },
  { name: 'client-certificate', kind: 'string', completes: 'file', usage: 'Accepted for compatibility: connections are not encrypted here.' },
  { name: 'client-key', kind: 'string', completes: 'file', usage: 'Accepted for compatibility: connections are not encrypted here.' },
  { name: 'disable-compression', kind: 'bool', usage: 'Accepted for compatibility: answers are not compressed here.' },
  { name: 'insecure-skip-tls-verify', kind: 'bool', usage: 'Accepted for compatibility: connections are not encrypted here.' },
  { name: 'tls-server-name', kind: 'string', usage: 'Accepted for compatibility: connections are not encrypted here.' },
]

export const FILENAME_FLAG: Flag = { name: 'filename', short: 'f', kind: 'stringSlice', completes: 'file', usage: 'Files or directories that hold the objects; `-` reads stdin.' }
export const KUSTOMIZE_FLAG: Flag = { name: 'kustomize', short: 'k', kind: 'string', completes: 'file', usage: 'A kustomization directory; cannot be combined with -f or -R.' }
export const RECURSIVE_FLAG: Flag = { name: 'recursive', short: 'R', kind: 'bool', usage: 'Read the directories of -f with all below them.' }
export const FILE_FLAGS: readonly Flag[] = [FILENAME_FLAG, KUSTOMIZE_FLAG, RECURSIVE_FLAG]

export const SELECTOR_FLAG: Flag = { name: 'selector', short: 'l', kind: 'string', usage: "Label selector; knows '=', '==', '!=', 'in', 'notin' (-l key1=value1,key2=value2)." }
export const FIELD_SELECTOR_FLAG: Flag = { name: 'field-selector', kind: 'string', usage: "Field selector; knows '=', '==' and '!='. Which fields can be asked for depends on the type." }
export const ALL_NAMESPACES_FLAG: Flag = { name: 'all-namespaces', short: 'A', kind: 'bool', usage: 'Act on the objects of all namespaces.' }
export const ALL_FLAG: Flag = { name: 'all', kind: 'bool', usage: 'Select all objects of the types in the namespace.' }
export const CHUNK_SIZE_FLAG: Flag = { name: 'chunk-size', kind: 'int', default: '500', usage: 'Ask for long lists in pieces of this many objects; 0 asks for all at once.' }
/** The value of `--dry-run` without one. */
export const BARE_DRY_RUN = 'unchanged'
export const DRY_RUN_FLAG: Flag = { name: 'dry-run', kind: 'string', default: 'none', bare: BARE_DRY_RUN, completes: ['none', 'server', 'client'], usage: 'Must be "none", "server" or "client". "client" only prints what would be sent; "server" sends it without storing anything.' }
export const VALIDATE_FLAG: Flag = { name: 'validate', kind: 'string', default: 'strict', bare: 'strict', completes: ['strict', 'warn', 'ignore', 'true', 'false'], usage: 'How unknown and duplicate fields are treated: "strict" refuses them, "warn" accepts them with a warning, "ignore" drops them silently.' }
export const LOCAL_FLAG: Flag = { name: 'local', kind: 'bool', usage: 'Work on the files alone, without asking the API server.' }
export const OVERWRITE_FLAG: Flag = { name: 'overwrite', kind: 'bool', usage: 'Allow values that are there to be overwritten.' }
export const SAVE_CONFIG_FLAG: Flag = { name: 'save-config', kind: 'bool', usage: 'Keep the configuration in the annotation that kubectl apply reads.' }
export const NO_HEADERS_FLAG: Flag = { name: 'no-headers', kind: 'bool', usage: 'Print no headers.' }

export function fieldManagerFlag(manager: string): Flag {
  return { name: 'field-manager', kind: 'string', default: manager, usage: 'Name under which the ownership of fields is recorded.' }
}

/** `fieldValidation` of a request for the value of `--validate`. */
export function fieldValidation(value: string): string {
  return { strict: 'Strict', true: 'Strict', warn: 'Warn', ignore: 'Ignore', false: 'Ignore' }[value.toLowerCase()] ?? 'Strict'
}
