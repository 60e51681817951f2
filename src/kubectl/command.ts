import type { Flag } from './flags.ts'
import type { Session } from './session.ts'

/** The headings under which `kubectl --help` lists commands, in order. */
export const COMMAND_GROUPS = ['Basic Commands (Beginner)', 'Basic Commands (Intermediate)', 'Deploy Commands', 'Cluster Management Commands', 'Troubleshooting and Debugging Commands', 'Advanced Commands', 'Settings Commands', 'Subcommands provided by plugins', 'Other Commands'] as const

export type CommandGroup = (typeof COMMAND_GROUPS)[number]

export interface Example {
  readonly what: string
  /** Lines of shell. */
  readonly command: string
}

/** One command of kubectl: all that help, completion and documentation say derives from this, and so does what it does. */
export interface Command {
  /** The word by which it is called. */
  readonly name: string
  readonly aliases?: readonly string[]
  /** Where `kubectl --help` lists it; a subcommand has none. */
  readonly group?: CommandGroup
  /** What follows the command's name on the usage line, `[options]` apart. */
  readonly use: string
  readonly short: string
  readonly long?: string
  readonly examples?: readonly Example[]
  readonly flags?: readonly Flag[]
  readonly commands?: readonly Command[]
  /** Where the help of a command that only has subcommands goes when none is named, and with which exit code. Default: stderr and 1. */
  readonly bareHelp?: { readonly stream: 'stdout' | 'stderr'; readonly exitCode: number }
  /** Candidates for the word being typed; arguments before it are in `session.args`. */
  complete?(session: Session, word: string): Promise<readonly string[]>
  /** Throws when the call makes no sense, before anything is asked of the server. */
  validate?(session: Session): void
  run?(session: Session): Promise<void>
}
