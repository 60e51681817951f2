import { KubectlError } from '../errors.ts'
import { compactJson, sortKeys, type JsonObject } from '../json.ts'

/**
 * JSONPath as client-go has it: text and `{expressions}`, `range`/`end`, `..`, `[*]`, slices, unions, filters `[?(@.a=="b")]`.
 * Parsed into nodes once, evaluated on any object.
 */
type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'path'; readonly steps: readonly Step[] }
  | { readonly type: 'range'; readonly steps: readonly Step[]; readonly body: readonly Node[] }

type Step =
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }
  | { readonly type: 'slice'; readonly from: number | undefined; readonly to: number | undefined; readonly step: number; readonly isIndex: boolean }
  | { readonly type: 'union'; readonly paths: readonly (readonly Step[])[] }
  | { readonly type: 'filter'; readonly left: Operand; readonly operator: string; readonly right: Operand | undefined }
  | { readonly type: 'root' }
  | { readonly type: 'literal'; readonly value: unknown }

type Operand = readonly Step[]

export class JsonPathError extends KubectlError {
  override name = 'JsonPathError'
}

export interface JsonPath {
  /** The text for an object; a missing key is an error unless allowed. */
  print(root: unknown): string
  /** What the expressions find, one list for each. */
  find(root: unknown): unknown[][]
}

interface Cursor {
  readonly text: string
  position: number
}

/** @param template `{.metadata.name}` and text around. */
export function parseJsonPath(template: string, allowMissingKeys = true): JsonPath {
  const cursor: Cursor = { text: template, position: 0 }
  const nodes = parseNodes(cursor, false)
  const results = (root: unknown) => {
    const found: { readonly text?: string; readonly values?: unknown[] }[] = []
    evaluate(nodes, root, root, allowMissingKeys, (text) => found.push({ text }), (values) => found.push({ values }))
    return found
  }
  return {
    print: (root) => results(root).map(({ text, values }) => text ?? (values ?? []).map(textOf).join(' ')).join(''),
    find: (root) => results(root).map(({ text, values }) => values ?? [text]),
  }
}

/** Accepts `{.a.b}`, `.a.b` and `a.b` (RelaxedJSONPathExpression). */
export function relaxedJsonPath(expression: string): string {
  if (expression === '') return expression
  const match = /^\{?\.?([^{}]+)\}?$/.exec(expression.trim())
  if (!match) throw new KubectlError(`unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`)
  return `{.${match[1]}}`
}

function parseNodes(cursor: Cursor, insideRange: boolean): Node[] {
  const nodes: Node[] = []
  while (cursor.position < cursor.text.length) {
    const open = cursor.text.indexOf('{', cursor.position)
    if (open < 0) {
      nodes.push({ type: 'text', text: cursor.text.slice(cursor.position) })
      cursor.position = cursor.text.length
      break
    }
    if (open > cursor.position) nodes.push({ type: 'text', text: cursor.text.slice(cursor.position, open) })
    const close = closingBrace(cursor.text, open)
    const action = cursor.text.slice(open + 1, close).trim()
    cursor.position = close + 1
    if (action === 'end') {
      if (!insideRange) throw parseFailure(cursor.text, 'not in range, nothing to end')
      return nodes
    }
    const range = /^range\s+(.*)$/s.exec(action)
    if (range) nodes.push({ type: 'range', steps: parseSteps(range[1] as string, cursor.text), body: parseNodes(cursor, true) })
    else nodes.push(...parseAction(action, cursor.text))
  }
  return nodes
}

function parseFailure(template: string, reason: string): JsonPathError {
  return new JsonPathError(`error parsing jsonpath ${template}, ${reason}`)
}

function closingBrace(text: string, open: number): number {
  let quote = ''
  for (let index = open + 1; index < text.length; index++) {
    const character = text.charAt(index)
    if (quote !== '') {
      if (character === '\\') index++
      else if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if (character === '}') return index
  }
  throw parseFailure(text, 'unclosed action')
}

function unquote(text: string): string {
  return text.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|.)/gs, (_, escape: string) => ({ n: '\n', t: '\t', r: '\r' })[escape] ?? (escape.startsWith('u') && escape.length === 5 ? String.fromCharCode(Number.parseInt(escape.slice(1), 16)) : escape))
}

function parseAction(action: string, template: string): Node[] {
  const nodes: Node[] = []
  for (const [part] of action.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|(?:[^\s"'[]|\[(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\]"'])*\])+/gs)) {
    if (/^["']/.test(part)) nodes.push({ type: 'text', text: unquote(part) })
    else nodes.push({ type: 'path', steps: parseSteps(part, template) })
  }
  return nodes
}

function splitTopLevel(text: string, separator: string): string[] {
  const parts: string[] = ['']
  let depth = 0
  let quote = ''
  for (const character of text) {
    if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '[' || character === '(') depth++
    else if (character === ']' || character === ')') depth--
    else if (character === separator && depth === 0) {
      parts.push('')
      continue
    }
    parts[parts.length - 1] += character
  }
  return parts
}

function parseSteps(expression: string, template: string): Step[] {
  const steps: Step[] = []
  let rest = expression.trim()
  while (rest !== '') {
    if (rest.startsWith('..')) {
      steps.push({ type: 'recursive' })
      rest = rest.slice(2)
      if (/^[\w*]/.test(rest)) rest = `.${rest}`
      continue
    }
    if (rest.startsWith('$')) {
      steps.push({ type: 'root' })
      rest = rest.slice(1)
      continue
    }
    if (rest.startsWith('@')) {
      rest = rest.slice(1)
      continue
    }
    if (rest.startsWith('[')) {
      const inner = bracketContent(rest, template)
      steps.push(parseBracket(inner, template))
      rest = rest.slice(inner.length + 2)
      continue
    }
    const field = /^\.((?:\\.|[^\s.[\]{}()|,'"=!<>\\])*)/.exec(rest)
    if (field) {
      const name = (field[1] as string).replace(/\\(.)/g, '$1')
      if (name === '*') steps.push({ type: 'wildcard' })
      else if (name !== '') steps.push({ type: 'field', name })
      rest = rest.slice(field[0].length)
      continue
    }
    const bare = /^[\w-]+/.exec(rest)
    if (!bare) throw parseFailure(template, `unrecognized character in action: U+${(rest.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')} ${JSON.stringify(rest.charAt(0)).replaceAll('"', "'")}`)
    if (/^\d+$/.test(bare[0])) steps.push({ type: 'literal', value: Number(bare[0]) })
    else if (bare[0] === 'true' || bare[0] === 'false') steps.push({ type: 'literal', value: bare[0] === 'true' })
    else throw parseFailure(template, `unrecognized identifier ${bare[0]}`)
    rest = rest.slice(bare[0].length)
  }
  return steps
}

function bracketContent(text: string, template: string): string {
  let depth = 0
  let quote = ''
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    if (quote !== '') {
      if (character === '\\') index++
      else if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if (character === '[') depth++
    else if (character === ']' && --depth === 0) return text.slice(1, index)
  }
  throw parseFailure(template, 'unterminated array')
}

function parseBracket(inner: string, template: string): Step {
  const text = inner.trim()
  if (text === '*') return { type: 'wildcard' }
  const filter = /^\?\((.*)\)$/s.exec(text)
  if (filter) return parseFilter((filter[1] as string).trim(), template)
  const alternatives = splitTopLevel(text, ',')
  if (alternatives.length > 1) return { type: 'union', paths: alternatives.map((each) => [parseBracket(each, template)]) }
  if (/^(['"]).*\1$/s.test(text)) return { type: 'field', name: unquote(text) }
  const slice = /^(-?\d*)(?::(-?\d*))?(?::(-?\d*))?$/.exec(text)
  if (!slice) throw parseFailure(template, `invalid array index ${text}`)
  const number = (part: string | undefined) => (part ? Number(part) : undefined)
  const isIndex = !text.includes(':')
  return { type: 'slice', from: number(slice[1]), to: number(slice[2]), step: number(slice[3]) ?? 1, isIndex }
}

function parseFilter(text: string, template: string): Step {
  const match = /^((?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^=!<>"'])+?)\s*(==|!=|<=|>=|<|>)\s*(.+)$/s.exec(text)
  if (!match) return { type: 'filter', left: operand(text, template), operator: 'exists', right: undefined }
  return { type: 'filter', left: operand(match[1] as string, template), operator: match[2] as string, right: operand(match[3] as string, template) }
}

function operand(text: string, template: string): Operand {
  const trimmed = text.trim()
  if (/^(['"]).*\1$/s.test(trimmed)) return [{ type: 'literal', value: unquote(trimmed) }]
  if (/^-?\d+(\.\d+)?$/.test(trimmed)) return [{ type: 'literal', value: Number(trimmed) }]
  return parseSteps(trimmed, template)
}

function evaluate(nodes: readonly Node[], current: unknown, root: unknown, allowMissing: boolean, onText: (text: string) => void, onValues: (values: unknown[]) => void): void {
  for (const node of nodes) {
    if (node.type === 'text') onText(node.text)
    else {
      const values = follow(node.steps, [current], root, allowMissing)
      if (node.type === 'path') onValues(values)
      else for (const value of values) evaluate(node.body, value, root, allowMissing, onText, onValues)
    }
  }
}

function follow(steps: readonly Step[], start: readonly unknown[], root: unknown, allowMissing: boolean): unknown[] {
  return steps.reduce<unknown[]>((values, step) => (step.type === 'root' ? [root] : step.type === 'literal' ? [step.value] : values.flatMap((value) => take(step, value, root, allowMissing))), [...start])
}

const childrenOf = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return value
  if (value === null || typeof value !== 'object') return []
  return Object.keys(value)
    .sort()
    .map((key) => (value as JsonObject)[key])
}

function take(step: Step, value: unknown, root: unknown, allowMissing: boolean): unknown[] {
  switch (step.type) {
    case 'field': {
      const found = value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject)[step.name] : undefined
      if (found !== undefined) return [found]
      if (allowMissing) return []
      throw new KubectlError(`${step.name} is not found`)
    }
    case 'wildcard':
      return childrenOf(value)
    case 'recursive': {
      const below = (each: unknown): unknown[] => [each, ...childrenOf(each).filter((child) => child !== null && typeof child === 'object').flatMap(below)]
      return below(value).filter((each) => each !== null && typeof each === 'object' && !Array.isArray(each))
    }
    case 'slice':
      return sliced(step, value)
    case 'union':
      return step.paths.flatMap((path) => follow(path, [value], root, allowMissing))
    case 'filter':
      return (Array.isArray(value) ? value : []).filter((each) => passes(step, each, root))
    default:
      return []
  }
}

function sliced(step: Extract<Step, { type: 'slice' }>, value: unknown): unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new KubectlError(`${JSON.stringify(value)} is not array or slice`)
  const at = (index: number) => (index < 0 ? index + value.length : index)
  if (step.isIndex) {
    const index = at(step.from ?? 0)
    if (index < 0 || index >= value.length) throw new KubectlError(`array index out of bounds: index ${step.from}, length ${value.length}`)
    return [value[index]]
  }
  const from = at(step.from ?? 0)
  const to = step.to === undefined ? value.length : at(step.to)
  return value.slice(from, to).filter((_, index) => index % step.step === 0)
}

function passes(step: Extract<Step, { type: 'filter' }>, value: unknown, root: unknown): boolean {
  const left = follow(step.left, [value], root, true)
  if (step.operator === 'exists') return left.length > 0
  const right = follow(step.right ?? [], [value], root, true)
  if (left.length === 0 || right.length === 0) return false
  const [a, b] = [left[0] as string, right[0] as string]
  switch (step.operator) {
    case '==':
      return a === b
    case '!=':
      return a !== b
    case '<':
      return a < b
    case '>':
      return a > b
    case '<=':
      return a <= b
    default:
      return a >= b
  }
}

/** A value as jsonpath prints it: text as it is, objects and lists as JSON. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? compactJson(sortKeys(value)) : String(value)
}
