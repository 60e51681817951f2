import type { Command } from './command.ts'
import { apply } from './commands/apply.ts'
import { deleteCommand } from './commands/delete.ts'
import { diff } from './commands/diff.ts'
import { edit } from './commands/edit.ts'
import { get } from './commands/get.ts'
import { annotate, label } from './commands/labels.ts'
import { patch } from './commands/patch.ts'
import { replace } from './commands/replace.ts'
import { scale } from './commands/scale.ts'

/** All commands of kubectl, in the order in which help lists them. */
export const COMMANDS: readonly Command[] = [get, edit, deleteCommand, scale, diff, apply, patch, replace, label, annotate]
