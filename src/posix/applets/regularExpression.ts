/**
 * POSIX regular expressions, matched in time linear in the text: all ways to match go side by side (Thompson's construction with Pike's groups), so that no
 * pattern takes exponential time. Of the matches that begin first the longest counts. Patterns with back-references try one way after the other, within a bound.
 */
import { literalExpression, parseExpression, PatternError, type Assertion, type Expression, type ParsedExpression } from './regularExpressionSyntax.ts'

export interface PatternOptions {
  readonly extended?: boolean
  readonly ignoreCase?: boolean
  /** The pattern is a text that stands for itself. */
  readonly fixed?: boolean
}

export interface Match {
  readonly index: number
  readonly end: number
  /** The whole match first, then what each group matched. */
  readonly groups: readonly (string | undefined)[]
}

type Instruction =
  | { readonly kind: 'one'; matches(character: string): boolean }
  | { readonly kind: 'assertion'; readonly what: Assertion }
  | { readonly kind: 'split'; first: number; second: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'save'; readonly slot: number }
  /** Goes on only if the text was moved along in since the last time: a loop around nothing ends. */
  | { readonly kind: 'progress'; readonly slot: number }
  | { readonly kind: 'reference'; readonly group: number }
  | { readonly kind: 'match' }

/** How long a program may be: what `{n}` in `{n}` could grow to. */
const INSTRUCTIONS_MAX = 10_000
/** How many steps a match with back-references may take. */
const STEPS_MAX = 1_000_000

/** Throws a `PatternError` for a pattern that is none. */
export function compilePattern(pattern: string, { extended = false, ignoreCase = false, fixed = false }: PatternOptions): RegularExpression {
  return compileExpression(fixed ? literalExpression(pattern) : parseExpression(pattern, extended), ignoreCase)
}

export function compileExpression({ root, groups, hasReference }: ParsedExpression, ignoreCase = false): RegularExpression {
  const compiler = new Compiler(groups, ignoreCase)
  compiler.emit(root)
  return new RegularExpression([...compiler.program, { kind: 'match' }], { groups, slots: compiler.slots, hasReference, ignoreCase, ...prefixOf(root, ignoreCase) })
}

/** The text with which every match begins; `whole` if nothing else is matched. */
function prefixOf(root: Expression, ignoreCase: boolean): { prefix: string; whole: boolean } {
  const parts = root.kind === 'sequence' ? root.parts : [root]
  let prefix = ''
  for (const part of parts) {
    if (part.kind !== 'literal') return { prefix, whole: false }
    prefix += ignoreCase ? part.character.toLowerCase() : part.character
  }
  return { prefix, whole: true }
}

/** What is known of a program. */
interface Facts {
  readonly groups: number
  readonly slots: number
  readonly hasReference: boolean
  readonly ignoreCase: boolean
  readonly prefix: string
  readonly whole: boolean
}

class Compiler {
  readonly program: Instruction[] = []
  readonly #ignoreCase: boolean
  slots: number

  constructor(groups: number, ignoreCase: boolean) {
    this.slots = 2 * groups + 2
    this.#ignoreCase = ignoreCase
  }

  #add<T extends Instruction>(instruction: T): T {
    if (this.program.length >= INSTRUCTIONS_MAX) throw new PatternError('Regular expression too big')
    this.program.push(instruction)
    return instruction
  }

  emit(node: Expression): void {
    switch (node.kind) {
      case 'literal': {
        const wanted = this.#ignoreCase ? node.character.toLowerCase() : node.character
        this.#add({ kind: 'one', matches: (character) => character === wanted })
        return
      }
      case 'set':
        this.#add({ kind: 'one', matches: this.#ignoreCase ? (character) => node.matches(character) || node.matches(character.toUpperCase()) : node.matches })
        return
      case 'assertion':
      case 'reference':
        this.#add(node)
        return
      case 'sequence':
        for (const part of node.parts) this.emit(part)
        return
      case 'group':
        this.#add({ kind: 'save', slot: 2 * node.number })
        this.emit(node.body)
        this.#add({ kind: 'save', slot: 2 * node.number + 1 })
        return
      case 'choice':
        return this.#choice(node.options)
      case 'repeat':
        return this.#repeat(node.body, node.least, node.most)
    }
  }

  #choice(options: readonly Expression[]): void {
    const jumps: { kind: 'jump'; to: number }[] = []
    for (const [index, option] of options.entries()) {
      const last = index === options.length - 1
      const split = last ? undefined : this.#add({ kind: 'split', first: this.program.length + 1, second: 0 })
      this.emit(option)
      if (split) {
        jumps.push(this.#add({ kind: 'jump', to: 0 }))
        split.second = this.program.length
      }
    }
    for (const jump of jumps) jump.to = this.program.length
  }

  #repeat(body: Expression, least: number, most: number): void {
    for (let count = 0; count < least; count++) this.emit(body)
    if (most === Number.POSITIVE_INFINITY) {
      const start = this.program.length
      const split = this.#add({ kind: 'split', first: start + 1, second: 0 })
      this.#add({ kind: 'progress', slot: this.slots++ })
      this.emit(body)
      this.#add({ kind: 'jump', to: start })
      split.second = this.program.length
      return
    }
    const splits: { kind: 'split'; first: number; second: number }[] = []
    for (let count = least; count < most; count++) {
      splits.push(this.#add({ kind: 'split', first: this.program.length + 1, second: 0 }))
      this.emit(body)
    }
    for (const split of splits) split.second = this.program.length
  }
}

/** Positions of groups, two for each; those of the whole match first. */
type Slots = readonly (number | undefined)[]

interface Thread {
  readonly at: number
  readonly slots: Slots
}

export class RegularExpression {
  readonly #program: readonly Instruction[]
  readonly #facts: Facts
  /** At which step an instruction was reached last, so that none is followed twice in one. */
  readonly #seen: Int32Array

  constructor(program: readonly Instruction[], facts: Facts) {
    this.#program = program
    this.#facts = facts
    this.#seen = new Int32Array(program.length)
  }

  get groupCount(): number {
    return this.#facts.groups
  }

  test(text: string): boolean {
    return this.exec(text) !== undefined
  }

  /** The first match that begins at `from` or later, the longest of those that begin there. */
  exec(text: string, from = 0): Match | undefined {
    const compared = this.#facts.ignoreCase ? lowered(text) : text
    const slots = this.#search(compared, from)
    if (!slots) return undefined
    const groups = Array.from({ length: this.#facts.groups + 1 }, (_, group) => {
      const [start, end] = [slots[2 * group], slots[2 * group + 1]]
      return start === undefined || end === undefined ? undefined : text.slice(start, end)
    })
    return { index: slots[0] as number, end: slots[1] as number, groups }
  }

  /** All matches that do not overlap; an empty one directly after another does not count. */
  *matches(text: string): Generator<Match, void> {
    let from = 0
    let lastEnd = -1
    while (from <= text.length) {
      const match = this.exec(text, from)
      if (!match) return
      const empty = match.end === match.index
      if (!empty || match.index !== lastEnd) yield match
      lastEnd = match.end
      from = empty ? match.end + 1 : match.end
    }
  }

  #search(text: string, from: number): Slots | undefined {
    const { hasReference, prefix, whole } = this.#facts
    if (hasReference) return this.#backtracked(text, from)
    const start = prefix === '' ? from : text.indexOf(prefix, from)
    if (start < 0) return undefined
    return whole ? [start, start + prefix.length] : this.#stepped(text, start)
  }

  #stepped(text: string, from: number): Slots | undefined {
    this.#seen.fill(-1)
    let threads: Thread[] = []
    let best: Slots | undefined
    for (let position = from; position <= text.length; position++) {
      if (threads.length === 0 && this.#facts.prefix !== '') {
        position = text.indexOf(this.#facts.prefix, position)
        if (position < 0) return undefined
      }
      const current: Thread[] = []
      for (const { at, slots } of threads) this.#follow(at, slots, text, position, current)
      if (!best) this.#follow(0, [position], text, position, current)
      threads = []
      const character = text[position] ?? ''
      for (const { at, slots } of current) {
        const instruction = this.#program[at] as Instruction
        if (instruction.kind === 'match') {
          if (best && ((slots[0] as number) > (best[0] as number) || (slots[0] === best[0] && best[1] === position))) continue
          best = [slots[0], position, ...slots.slice(2)]
        } else if (instruction.kind === 'one' && character !== '' && instruction.matches(character)) {
          threads.push({ at: at + 1, slots })
        }
      }
      if (best && threads.length === 0) break
    }
    return best
  }

  /** Notes the instructions that an instruction leads to without a character. */
  #follow(start: number, startSlots: Slots, text: string, position: number, into: Thread[]): void {
    const pending: Thread[] = [{ at: start, slots: startSlots }]
    for (let thread = pending.pop(); thread; thread = pending.pop()) {
      const { at, slots } = thread
      if (this.#seen[at] === position) continue
      this.#seen[at] = position
      const instruction = this.#program[at] as Instruction
      switch (instruction.kind) {
        case 'jump':
          pending.push({ at: instruction.to, slots })
          break
        case 'split':
          pending.push({ at: instruction.second, slots }, { at: instruction.first, slots })
          break
        case 'save':
          pending.push({ at: at + 1, slots: withSlot(slots, instruction.slot, position) })
          break
        case 'progress':
          pending.push({ at: at + 1, slots })
          break
        case 'assertion':
          if (holds(instruction.what, text, position)) pending.push({ at: at + 1, slots })
          break
        default:
          into.push(thread)
      }
    }
  }

  #backtracked(text: string, from: number): Slots | undefined {
    let steps = 0
    for (let start = from; start <= text.length; start++) {
      let best: Slots | undefined
      const pending: (Thread & { readonly position: number })[] = [{ at: 0, slots: [start], position: start }]
      for (let thread = pending.pop(); thread; thread = pending.pop()) {
        if (++steps > STEPS_MAX) throw new PatternError('Regular expression too big')
        const { at, slots, position } = thread
        const instruction = this.#program[at] as Instruction
        if (instruction.kind === 'match') {
          if (!best || position > (best[1] as number)) best = withSlot(slots, 1, position)
        } else if (instruction.kind === 'split') pending.push({ at: instruction.second, slots, position }, { at: instruction.first, slots, position })
        else if (instruction.kind === 'jump') pending.push({ at: instruction.to, slots, position })
        else {
          const next = this.#passed(instruction, slots, text, position)
          if (next) pending.push({ at: at + 1, ...next })
        }
      }
      if (best) return best.slice(0, this.#facts.slots)
    }
    return undefined
  }

  /** Where the text and the groups are after one instruction; undefined if it does not match. */
  #passed(instruction: Instruction, slots: Slots, text: string, position: number): { slots: Slots; position: number } | undefined {
    switch (instruction.kind) {
      case 'save':
        return { slots: withSlot(slots, instruction.slot, position), position }
      case 'progress':
        return slots[instruction.slot] === position ? undefined : { slots: withSlot(slots, instruction.slot, position), position }
      case 'assertion':
        return holds(instruction.what, text, position) ? { slots, position } : undefined
      case 'one':
        return position < text.length && instruction.matches(text[position] as string) ? { slots, position: position + 1 } : undefined
      case 'reference': {
        const [start, end] = [slots[2 * instruction.group], slots[2 * instruction.group + 1]]
        if (start === undefined || end === undefined) return undefined
        const wanted = text.slice(start, end)
        return text.startsWith(wanted, position) ? { slots, position: position + wanted.length } : undefined
      }
      default:
        return undefined
    }
  }
}

function withSlot(slots: Slots, slot: number, position: number): Slots {
  const next = [...slots]
  next[slot] = position
  return next
}

/** In lower case without a change of length. */
function lowered(text: string): string {
  const lower = text.toLowerCase()
  return lower.length === text.length ? lower : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

function holds(what: Assertion, text: string, position: number): boolean {
  const before = position > 0 && /\w/.test(text[position - 1] as string)
  const after = position < text.length && /\w/.test(text[position] as string)
  switch (what) {
    case 'start':
      return position === 0
    case 'end':
      return position === text.length
    case 'boundary':
      return before !== after
    case 'no boundary':
      return before === after
    case 'word start':
      return !before && after
    case 'word end':
      return before && !after
  }
}
