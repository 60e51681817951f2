/** `find`: walks a tree and does something with what fits. */
import { absolutePath, baseName, joinPath } from '../paths.ts'
import type { Process, Program, Running, Wait } from '../process.ts'
import type { FileStatus } from '../files.ts'
import { Pattern } from '../shell/pattern.ts'
import { write } from './input.ts'

interface Found {
  readonly path: string
  readonly shown: string
  readonly status: FileStatus
}

/** Tests and actions alike: whether what follows is done too. */
type Step = (process: Process, found: Found) => Generator<Wait, boolean, any>

class FindError extends Error {}

interface Plan {
  /** Alternatives (`-o`) of steps in a row. */
  readonly alternatives: Step[][]
  readonly least: number
  readonly most: number
  readonly deepestFirst: boolean
  /** `-exec … +`: commands that get all paths at once, at the end. */
  readonly gathered: { readonly words: readonly string[]; readonly paths: string[] }[]
}

export const find: Program = function* (process): Running {
  const words = process.arguments.slice(1)
  const first = words.findIndex((word) => /^-|^[!(]$/.test(word))
  const roots = first < 0 ? words : words.slice(0, first)
  let plan: Plan
  try {
    plan = parse(process, first < 0 ? [] : words.slice(first))
  } catch (error) {
    if (!(error instanceof FindError)) throw error
    yield* write(`find: ${error.message}\n`, 2)
    return 1
  }
  let status = 0
  for (const root of roots.length > 0 ? roots : ['.']) {
    const path = absolutePath(root, process.workingDirectory)
    if (process.files.status(path)) yield* visit(process, plan, path, root, 0)
    else {
      yield* write(`find: ${root}: No such file or directory\n`, 2)
      status = 1
    }
  }
  for (const { words: command, paths } of plan.gathered) if (paths.length > 0 && (yield* run(process, command.flatMap((word) => (word === '{}' ? paths : [word])))) !== 0) status = 1
  return status
}

function* visit(process: Process, plan: Plan, path: string, shown: string, level: number): Generator<Wait, void, any> {
  yield { kind: 'step' }
  const status = process.files.status(path)
  if (!status) return
  const names = level < plan.most ? (process.files.list(path) ?? []) : []
  if (!plan.deepestFirst) yield* consider(process, plan, { path, shown, status }, level)
  for (const name of names) yield* visit(process, plan, joinPath(path, name), joinPath(shown, name), level + 1)
  if (plan.deepestFirst) yield* consider(process, plan, { path, shown, status }, level)
}

function* consider(process: Process, plan: Plan, found: Found, level: number): Generator<Wait, void, any> {
  if (level < plan.least) return
  for (const steps of plan.alternatives) {
    let fits = true
    for (const step of steps) if (fits) fits = yield* step(process, found)
    if (fits) return
  }
}

// oxlint-disable-next-line require-yield -- it has the form of those that wait
const testing = (fits: (found: Found, process: Process) => boolean): Step => function* (process, found) {
  return fits(found, process)
}

const print = (end: string): Step => function* (_, { shown }) {
  yield* write(`${shown}${end}`)
  return true
}

function* run(process: Process, words: readonly string[]): Running {
  const program = process.find(words[0] ?? '')
  const child = typeof program === 'string' ? undefined : process.spawn(program, { arguments: words })
  if (child) return (yield { kind: 'child', process: child }) as number
  yield* write(`find: ${words[0]}: No such file or directory\n`, 2)
  return 127
}

/** `+5` is more than 5, `-5` less. */
function fitsNumber(text: string, value: number): boolean {
  const number = Number(text.replace(/^[-+]/, ''))
  return text.startsWith('+') ? value > number : text.startsWith('-') ? value < number : value === number
}

const DAY_MS = 86_400_000

function parse(process: Process, given: readonly string[]): Plan {
  const words = [...given]
  const alternatives: Step[][] = [[]]
  const gathered: { words: string[]; paths: string[] }[] = []
  let [least, most, deepestFirst, acts, negated] = [0, Number.POSITIVE_INFINITY, false, false, false]
  const value = (option: string): string => {
    const next = words.shift()
    if (next === undefined) throw new FindError(`${option} requires an argument`)
    return next
  }
  const add = (step: Step): void => {
    const turned = negated
    negated = false
    alternatives.at(-1)?.push(turned ? function* (self, found) { return !(yield* step(self, found)) } : step)
  }
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    switch (word) {
      case '!':
      case '-not':
        negated = !negated
        break
      case '-a':
      case '-and':
        break
      case '-o':
      case '-or':
        alternatives.push([])
        break
      case '-maxdepth':
        most = Number(value(word))
        break
      case '-mindepth':
        least = Number(value(word))
        break
      case '-depth':
        deepestFirst = true
        break
      case '-name':
      case '-iname': {
        const [fold, pattern] = [word === '-iname', value(word)]
        const matcher = new Pattern(fold ? pattern.toLowerCase() : pattern)
        add(testing(({ shown }) => matcher.matches(fold ? baseName(shown).toLowerCase() : baseName(shown))))
        break
      }
      case '-path': {
        const matcher = new Pattern(value(word))
        add(testing(({ shown }) => matcher.matches(shown)))
        break
      }
      case '-type': {
        const kind = { f: 'file', d: 'directory' }[value(word)]
        add(testing(({ status }) => status.kind === kind))
        break
      }
      case '-size': {
        const text = value(word)
        const unit = { c: 1, k: 1024, M: 1_048_576 }[text.slice(-1)] ?? 512
        add(testing(({ status }) => fitsNumber(text.replace(/[ckMb]$/, ''), Math.ceil(status.size / unit))))
        break
      }
      case '-mtime':
      case '-mmin': {
        const [text, unit] = [value(word), word === '-mtime' ? DAY_MS : 60_000]
        add(testing(({ status }) => fitsNumber(text, Math.floor((process.now() - status.modifiedMs) / unit))))
        break
      }
      case '-empty':
        add(testing(({ path, status }) => (status.kind === 'file' ? status.size === 0 : (process.files.list(path) ?? []).length === 0)))
        break
      case '-newer': {
        const than = process.files.status(absolutePath(value(word), process.workingDirectory))?.modifiedMs ?? 0
        add(testing(({ status }) => status.modifiedMs > than))
        break
      }
      case '-print':
      case '-print0':
        acts = true
        add(print(word === '-print' ? '\n' : '\0'))
        break
      case '-delete':
        acts = true
        deepestFirst = true
        add(function* (self, { path, shown }) {
          const problem = self.files.remove(path)
          if (problem) yield* write(`find: ${shown}: ${problem}\n`, 2)
          return problem === undefined
        })
        break
      case '-exec': {
        const end = words.findIndex((each, index) => each === ';' || (each === '+' && words[index - 1] === '{}'))
        if (end < 0) throw new FindError('-exec requires an argument')
        const command = words.splice(0, end)
        acts = true
        if (words.shift() === ';') add(function* (self, { shown }) { return (yield* run(self, command.map((each) => each.replaceAll('{}', shown)))) === 0 })
        else {
          const group = { words: command, paths: [] as string[] }
          gathered.push(group)
          add(testing(({ shown }) => group.paths.push(shown) > 0))
        }
        break
      }
      default:
        throw new FindError(`unrecognized: ${word}`)
    }
  }
  if (!acts) for (const steps of alternatives) steps.push(print('\n'))
  return { alternatives, least, most, deepestFirst, gathered }
}
