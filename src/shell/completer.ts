/** What the word before the cursor can become: a command, a file, or what kubectl knows. */
import { completeKubectl } from '../kubectl/complete.ts'
import { absolutePath, joinPath } from '../posix/paths.ts'
import type { Completions } from './lineEditor.ts'
import { appletNames } from '../posix/applets/registry.ts'
import { quietContext } from './kubectlProgram.ts'
import { ENVIRONMENT, type ShellSurroundings } from './machine.ts'

const SHELL_WORDS = ['cd', 'export', 'for', 'while', 'if', 'exit', 'unset', 'type', 'jobs', 'wait']

export class Completer {
  readonly #surroundings: ShellSurroundings
  readonly #workingDirectory: () => string

  constructor(surroundings: ShellSurroundings, workingDirectory: () => string) {
    this.#surroundings = surroundings
    this.#workingDirectory = workingDirectory
  }

  async complete(line: string, cursor: number): Promise<Completions> {
    const before = line.slice(0, cursor)
    // A command begins after a pipe or its like.
    const command = before.slice(Math.max(...['|', ';', '&', '(', '`'].map((sign) => before.lastIndexOf(sign) + 1))).trimStart()
    const words = command.split(/\s+/)
    const word = words.at(-1) ?? ''
    const from = cursor - word.length
    if (words.length <= 1) return { from, candidates: startingWith(word, ['kubectl', ...appletNames, ...SHELL_WORDS]) }
    if ((words[0] === 'kubectl' || words[0] === 'k') && !/^[<>]/.test(words.at(-2) ?? '')) {
      const found = await completeKubectl(quietContext(this.#surroundings, this.#surroundings.files, ENVIRONMENT), words.slice(1))
      if (found) return { from: cursor - found.word.length, candidates: found.candidates }
    }
    return { from, candidates: this.#paths(word) }
  }

  #paths(word: string): string[] {
    const { files } = this.#surroundings
    const cut = word.lastIndexOf('/') + 1
    const directory = absolutePath(word.slice(0, cut) || '.', this.#workingDirectory())
    const names = (files.list(directory) ?? []).filter((name) => name.startsWith(word.slice(cut)) && (word.slice(cut).startsWith('.') || !name.startsWith('.')))
    return names.map((name) => word.slice(0, cut) + name + (files.isDirectory(joinPath(directory, name)) ? '/' : ''))
  }
}

function startingWith(word: string, names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name.startsWith(word)).sort()
}
