import { HelpError } from '../errors.ts'
import type { Session } from '../session.ts'

/** Entries of a kubeconfig: clusters, contexts and users are lists of things with names. */
interface Named {
  readonly name: string
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
