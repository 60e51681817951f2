import { HelpError } from '../errors.ts'
import type { Session } from '../session.ts'

/** Entries of a kubeconfig: clusters, contexts and users are lists of things with names. */
interface Named {
  readonly name: string
}

/** The lists of a kubeconfig, and under which field each entry has its content. */
export const LISTS = { clusters: 'cluster', contexts: 'context', users: 'user' } as const
export type ListName = keyof typeof LISTS

/** The plain fields of the entries, in the order of the Go types. */
export const FIELDS: Readonly<Record<ListName, readonly string[]>> = {
  clusters: ['server', 'tls-server-name', 'insecure-skip-tls-verify', 'certificate-authority', 'certificate-authority-data', 'proxy-url', 'disable-compression'],
  contexts: ['cluster', 'user', 'namespace'],
  users: ['client-certificate', 'client-certificate-data', 'client-key', 'client-key-data', 'token', 'tokenFile', 'as', 'as-uid', 'username', 'password'],
}

/** An entry's fields in that order; what else it has comes last. */
export function inOrder(list: ListName, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = FIELDS[list].filter((field) => fields[field] !== undefined)
  return Object.fromEntries([...known, ...Object.keys(fields).filter((field) => !known.includes(field))].map((field) => [field, fields[field]]))
}

/** Refuses arguments with the command's help before it, as the commands of `config` do. */
export function unexpectedArguments(args: readonly string[]): HelpError {
  return new HelpError(`Unexpected args: [${args.join(' ')}]`)
}

export function find<T extends Named>(list: readonly T[] | undefined, name: string): T | undefined {
  return list?.find((each) => each.name === name)
}

/** The list with an entry put in its place, or at the end. */
export function withEntry<T extends Named>(list: readonly T[] | undefined, entry: T): T[] {
  const present = list ?? []
  return find(present, entry.name) ? present.map((each) => (each.name === entry.name ? entry : each)) : [...present, entry]
}

export function withoutEntry<T extends Named>(list: readonly T[] | undefined, name: string): T[] {
  return (list ?? []).filter((each) => each.name !== name)
}

export function namesOf(list: readonly Named[] | undefined): string[] {
  return (list ?? []).map(({ name }) => name).sort()
}

/** The file that messages name. */
export function fileName(session: Session): string {
  return session.kubeconfigPath ?? `${session.context.environment['HOME'] ?? '/root'}/.kube/config`
}

/** Completion of one name, from a list of the kubeconfig. */
export const completeFirst = (list: (session: Session) => readonly Named[] | undefined) => async (session: Session) => (session.args.length > 0 ? [] : namesOf(list(session)))
