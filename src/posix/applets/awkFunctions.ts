import type { Wait } from '../process.ts'
import type { Machine } from './awk.ts'
import { AwkError, type Node } from './awkSyntax.ts'
import { fieldsOf, formatted, numberOf, textOf, type Value } from './awkValues.ts'
import type { RegularExpression } from './regularExpression.ts'

type Doing<T> = Generator<Wait, T, any>

const NUMERIC: Readonly<Record<string, (value: number, other: number) => number>> = { int: Math.trunc, sqrt: Math.sqrt, exp: Math.exp, log: Math.log, sin: Math.sin, cos: Math.cos, atan2: Math.atan2 }

/** @param pattern evaluates an argument as a regular expression. */
export function* callFunction(machine: Machine, name: string, given: readonly Node[], pattern: (node: Node) => Doing<RegularExpression>): Doing<Value> {
  const [first, second, third] = given
  const text = function* (node: Node | undefined): Doing<string> {
    return node ? textOf(yield* machine.evaluate(node)) : ''
  }
  switch (name) {
    case 'length':
      if (first?.kind === 'variable' && machine.arrays.has(first.name)) return machine.array(first.name).size
      return first ? (yield* text(first)).length : machine.record.text.length
    case 'tolower':
      return (yield* text(first)).toLowerCase()
    case 'toupper':
      return (yield* text(first)).toUpperCase()
    case 'index':
      return (yield* text(first)).indexOf(yield* text(second)) + 1
    case 'substr': {
      const whole = yield* text(first)
      const from = Math.round(second ? numberOf(yield* machine.evaluate(second)) : 1) - 1
      const length = third ? Math.round(numberOf(yield* machine.evaluate(third))) : Number.POSITIVE_INFINITY
      return whole.slice(Math.max(0, from), Math.max(0, from + length))
    }
    case 'split': {
      if (second?.kind !== 'variable') throw new AwkError('split needs an array')
      const parts = fieldsOf(yield* text(first), third?.kind === 'expression' ? ' ' : third ? yield* text(third) : textOf(machine.variables.get('FS')))
      const found = third?.kind === 'expression' ? between(yield* text(first), third.expression) : parts
      const array = machine.array(second.name)
      array.clear()
      for (const [index, part] of found.entries()) array.set(String(index + 1), { text: part })
      return found.length
    }
    case 'sub':
    case 'gsub':
      if (!first || !second) throw new AwkError(`${name} needs two arguments`)
      return yield* substitute(machine, yield* pattern(first), yield* text(second), third ?? { kind: 'field', index: { kind: 'number', value: 0 } }, name === 'gsub')
    case 'match': {
      if (!first || !second) throw new AwkError('match needs two arguments')
      const found = (yield* pattern(second)).exec(yield* text(first))
      machine.variables.set('RSTART', found ? found.index + 1 : 0)
      machine.variables.set('RLENGTH', found ? found.end - found.index : -1)
      return found ? found.index + 1 : 0
    }
    case 'sprintf': {
      const values: Value[] = []
      for (const node of given) values.push(yield* machine.evaluate(node))
      return formatted(textOf(values[0]), values.slice(1))
    }
    case 'rand':
      return machine.process.random()
    case 'srand':
      return 0
    case 'systime':
      return Math.floor(machine.process.now() / 1000)
    case 'close':
    case 'fflush':
      return 0
  }
  const numeric = NUMERIC[name]
  if (!numeric) throw new AwkError(`call to undefined function '${name}'`)
  return numeric(first ? numberOf(yield* machine.evaluate(first)) : 0, second ? numberOf(yield* machine.evaluate(second)) : 0)
}

/** The parts of a text between the matches of an expression. */
function between(text: string, expression: RegularExpression): string[] {
  if (text === '') return []
  const parts: string[] = []
  let end = 0
  for (const match of expression.matches(text)) {
    if (match.end === match.index) continue
    parts.push(text.slice(end, match.index))
    end = match.end
  }
  return [...parts, text.slice(end)]
}

function* substitute(machine: Machine, expression: RegularExpression, replacement: string, target: Node, global: boolean): Doing<number> {
  const text = textOf(yield* machine.evaluate(target))
  let out = ''
  let end = 0
  let count = 0
  for (const match of expression.matches(text)) {
    count++
    out += text.slice(end, match.index) + replacement.replace(/\\(&|\\)|&/g, (_, escaped?: string) => escaped ?? match.groups[0] ?? '')
    end = match.end
    if (!global) break
  }
  if (count > 0) yield* machine.assign(target, out + text.slice(end))
  return count
}
