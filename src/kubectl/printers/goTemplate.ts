import { base64ToBytes, utf8Text } from '../../base/base64.ts'
import { KubectlError } from '../errors.ts'
import { compactJson, sortKeys, type JsonObject } from '../json.ts'

/**
 * Go's text/template, as far as it is used on Kubernetes objects: fields, variables, pipes, if/else, range, with, comparison, printf, index, len, base64decode.
 */
type Expression = { readonly type: 'literal'; readonly value: unknown } | { readonly type: 'dot'; readonly path: readonly string[] } | { readonly type: 'variable'; readonly name: string; readonly path: readonly string[] } | { readonly type: 'call'; readonly name: string; readonly args: readonly Expression[] } | { readonly type: 'pipe'; readonly stages: readonly Expression[] } | { readonly type: 'field'; readonly of: Expression; readonly path: readonly string[] }

type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'output'; readonly value: Expression; readonly assigns: readonly string[] }
  | { readonly type: 'if' | 'with' | 'range'; readonly value: Expression; readonly assigns: readonly string[]; readonly body: readonly Node[]; readonly otherwise: readonly Node[] }

interface Frame {
  readonly dot: unknown
  readonly variables: Map<string, unknown>
}

function fail(message: string): never {
  throw new KubectlError(`error parsing template: template: output:1: ${message}`)
}

interface Action {
  readonly text: string | undefined
  readonly action: string | undefined
}

function actionsOf(template: string): Action[] {
  const actions: Action[] = []
  let rest = template
  for (;;) {
    const open = rest.indexOf('{{')
    if (open < 0) break
    const close = rest.indexOf('}}', open)
    if (close < 0) fail('unclosed action')
    let before = rest.slice(0, open)
    let inner = rest.slice(open + 2, close)
    let after = rest.slice(close + 2)
    if (/^-\s/.test(inner)) [before, inner] = [before.trimEnd(), inner.slice(1)]
    if (/\s-$/.test(inner)) [after, inner] = [after.trimStart(), inner.slice(0, -1)]
    actions.push({ text: before, action: undefined }, { text: undefined, action: inner.trim() })
    rest = after
  }
  return [...actions, { text: rest, action: undefined }]
}

const TOKEN = /\s*("(?:\\.|[^"\\])*"|`[^`]*`|'(?:\\.|[^'\\])'|\(|\)|\||:=|=|,|\$[\w]*(?:\.[\w-]+)*|\.[\w-]+(?:\.[\w-]+)*|\.|-?\d+(?:\.\d+)?|[A-Za-z_]\w*)/y

function tokensOf(text: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (!match) fail(`unexpected ${JSON.stringify(text.slice(at).trim().charAt(0))} in command`)
    tokens.push(match[1] as string)
  }
  return tokens
}

function parsePipeline(tokens: string[]): Expression {
  const stages = [parseCommand(tokens)]
  while (tokens[0] === '|') {
    tokens.shift()
    stages.push(parseCommand(tokens))
  }
  return stages.length === 1 ? (stages[0] as Expression) : { type: 'pipe', stages }
}

function parseCommand(tokens: string[]): Expression {
  const operands: Expression[] = []
  while (tokens.length > 0 && tokens[0] !== '|' && tokens[0] !== ')') operands.push(parseOperand(tokens))
  const [first, ...args] = operands
  if (!first) return fail('missing value for command')
  if (first.type === 'call') return { type: 'call', name: first.name, args: [...first.args, ...args] }
  return first
}

function pathOf(text: string): string[] {
  return text.split('.').filter((part) => part !== '')
}

function parseOperand(tokens: string[]): Expression {
  const token = tokens.shift() as string
  if (token === '(') {
    const inner = parsePipeline(tokens)
    if (tokens.shift() !== ')') fail('unclosed left paren')
    return tokens[0]?.startsWith('.') && tokens[0] !== '.' ? { type: 'field', of: inner, path: pathOf(tokens.shift() as string) } : inner
  }
  if (token.startsWith('"')) return { type: 'literal', value: JSON.parse(token) as unknown }
  if (token.startsWith('`')) return { type: 'literal', value: token.slice(1, -1) }
  if (token.startsWith('$')) {
    const [name = '$', ...path] = token.split('.')
    return { type: 'variable', name, path }
  }
  if (token.startsWith('.')) return { type: 'dot', path: pathOf(token) }
  if (/^-?\d/.test(token)) return { type: 'literal', value: Number(token) }
  if (token === 'true' || token === 'false') return { type: 'literal', value: token === 'true' }
  if (token === 'nil') return { type: 'literal', value: null }
  if (!(token in FUNCTIONS) && token !== 'and' && token !== 'or') fail(`function ${JSON.stringify(token)} not defined`)
  return { type: 'call', name: token, args: [] }
}

function parseAssigned(text: string): { assigns: string[]; value: Expression } {
  const match = /^\s*(\$\w+)(?:\s*,\s*(\$\w+))?\s*:?=\s*(.*)$/s.exec(text)
  const assigns = match ? [match[1] as string, ...(match[2] ? [match[2]] : [])] : []
  return { assigns, value: parsePipeline(tokensOf(match ? (match[3] as string) : text)) }
}

function parseNodes(actions: Action[], stops: readonly string[]): { nodes: Node[]; stop: string } {
  const nodes: Node[] = []
  for (let next = actions.shift(); next; next = actions.shift()) {
    if (next.text !== undefined) {
      if (next.text !== '') nodes.push({ type: 'text', text: next.text })
      continue
    }
    const action = next.action as string
    const [, word = '', rest = ''] = /^(\w*)\s*(.*)$/s.exec(action) ?? []
    if (action.startsWith('/*')) continue
    if (word === 'end' || word === 'else') {
      if (!stops.includes(word)) fail(`unexpected {{${word}}}`)
      return { nodes, stop: action }
    }
    if (word === 'if' || word === 'with' || word === 'range') nodes.push(parseBlock(word, rest, actions))
    else nodes.push({ type: 'output', ...parseAssigned(action) })
  }
  if (stops.length > 0) fail('unexpected EOF')
  return { nodes, stop: '' }
}

function parseBlock(type: 'if' | 'with' | 'range', condition: string, actions: Action[]): Node {
  const { nodes: body, stop } = parseNodes(actions, ['end', 'else'])
  const chained = /^else\s+(if|with)\s+(.*)$/s.exec(stop)
  let otherwise: readonly Node[] = []
  if (chained) otherwise = [parseBlock(chained[1] as 'if' | 'with', chained[2] as string, actions)]
  else if (stop === 'else') otherwise = parseNodes(actions, ['end']).nodes
  return { type, ...parseAssigned(condition), body, otherwise }
}

/** The template as a function from an object to its text. */
export function parseGoTemplate(template: string, allowMissingKeys: boolean): (object: unknown) => string {
  const { nodes } = parseNodes(actionsOf(template), [])
  return (object) => render(nodes, { dot: object, variables: new Map([['$', object]]) }, allowMissingKeys)
}

function render(nodes: readonly Node[], frame: Frame, allowMissing: boolean): string {
  return nodes.map((node) => renderNode(node, frame, allowMissing)).join('')
}

function renderNode(node: Node, frame: Frame, allowMissing: boolean): string {
  if (node.type === 'text') return node.text
  const value = evaluate(node.value, frame, allowMissing)
  if (node.type === 'output') {
    const [name] = node.assigns
    if (name === undefined) return printed(value)
    frame.variables.set(name, value)
    return ''
  }
  if (node.type === 'range') return renderRange(node, value, frame, allowMissing)
  const inner: Frame = { dot: node.type === 'with' ? value : frame.dot, variables: new Map(frame.variables) }
  if (node.assigns[0]) inner.variables.set(node.assigns[0], value)
  return truthy(value) ? render(node.body, inner, allowMissing) : render(node.otherwise, frame, allowMissing)
}

function renderRange(node: Exclude<Node, { type: 'text' | 'output' }>, value: unknown, frame: Frame, allowMissing: boolean): string {
  const entries: [unknown, unknown][] = Array.isArray(value)
    ? value.map((each, index) => [index, each])
    : value !== null && typeof value === 'object'
      ? Object.keys(value).sort().map((key) => [key, (value as JsonObject)[key]])
      : []
  if (entries.length === 0) return render(node.otherwise, frame, allowMissing)
  const parts = entries.map(([key, each]) => {
    const variables = new Map(frame.variables)
    const [first, second] = node.assigns
    if (first && second) variables.set(first, key).set(second, each)
    else if (first) variables.set(first, each)
    return render(node.body, { dot: each, variables }, allowMissing)
  })
  return parts.join('')
}

function member(value: unknown, path: readonly string[], allowMissing: boolean): unknown {
  return path.reduce<unknown>((current, key) => {
    if (current === undefined || current === null) return current === null ? undefined : current
    if (typeof current !== 'object' || Array.isArray(current)) throw new KubectlError(`error executing template: can't evaluate field ${key} in type ${Array.isArray(current) ? '[]interface {}' : typeof current}`)
    const found = (current as JsonObject)[key]
    if (found === undefined && !allowMissing) throw new KubectlError(`error executing template: map has no entry for key ${JSON.stringify(key)}`)
    return found
  }, value)
}

function evaluate(expression: Expression, frame: Frame, allowMissing: boolean): unknown {
  switch (expression.type) {
    case 'literal':
      return expression.value
    case 'dot':
      return member(frame.dot, expression.path, allowMissing)
    case 'variable':
      return member(frame.variables.get(expression.name), expression.path, allowMissing)
    case 'field':
      return member(evaluate(expression.of, frame, allowMissing), expression.path, allowMissing)
    case 'call':
      return call(expression, [], frame, allowMissing)
    case 'pipe':
      return expression.stages.slice(1).reduce<unknown>((value, stage) => (stage.type === 'call' ? call(stage, [value], frame, allowMissing) : evaluate(stage, frame, allowMissing)), evaluate(expression.stages[0] as Expression, frame, allowMissing))
  }
}

function call(expression: Extract<Expression, { type: 'call' }>, piped: readonly unknown[], frame: Frame, allowMissing: boolean): unknown {
  const args = [...expression.args.map((argument) => () => evaluate(argument, frame, allowMissing)), ...piped.map((value) => () => value)]
  if (expression.name === 'and' || expression.name === 'or') {
    let value: unknown
    for (const argument of args) {
      value = argument()
      if (truthy(value) === (expression.name === 'or')) return value
    }
    return value
  }
  return (FUNCTIONS[expression.name] as (...values: any[]) => unknown)(...args.map((argument) => argument()))
}

function truthy(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === 0 || value === '') return false
  return typeof value === 'object' ? Object.keys(value).length > 0 : true
}

/** As Go's fmt prints a value. */
function printed(value: unknown): string {
  if (value === undefined || value === null) return '<no value>'
  if (Array.isArray(value)) return `[${value.map(inner).join(' ')}]`
  if (typeof value === 'object') return `map[${Object.keys(value).sort().map((key) => `${key}:${inner((value as JsonObject)[key])}`).join(' ')}]`
  return String(value)
}

const inner = (value: unknown) => (value === null || value === undefined ? '<nil>' : printed(value))

function format(pattern: string, ...values: unknown[]): string {
  let next = 0
  return pattern.replace(/%([-+0# ]*)(\d*)(?:\.(\d+))?([vsdqtfx%])/g, (_, flags: string, width: string, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%'
    const value = values[next++]
    const text = verb === 'q' ? JSON.stringify(String(value)) : verb === 'f' ? Number(value).toFixed(precision === undefined ? 6 : Number(precision)) : verb === 'x' ? Number(value).toString(16) : inner(value)
    const padding = Number(width || 0)
    return flags.includes('-') ? text.padEnd(padding) : text.padStart(padding, flags.includes('0') && verb !== 's' ? '0' : ' ')
  })
}

const FUNCTIONS: Readonly<Record<string, (...values: any[]) => unknown>> = {
  not: (value: unknown) => !truthy(value),
  eq: (first: unknown, ...others: unknown[]) => others.includes(first),
  ne: (left: unknown, right: unknown) => left !== right,
  lt: (left: any, right: any) => left < right,
  le: (left: any, right: any) => left <= right,
  gt: (left: any, right: any) => left > right,
  ge: (left: any, right: any) => left >= right,
  len: (value: string | unknown[] | object) => (typeof value === 'string' || Array.isArray(value) ? value.length : Object.keys(value).length),
  index: (value: any, ...keys: (string | number)[]) => keys.reduce((current, key) => current?.[key], value),
  slice: (value: string | unknown[], from = 0, to?: number) => value.slice(from, to),
  print: (...values: unknown[]) => values.map(inner).join(' '),
  println: (...values: unknown[]) => `${values.map(inner).join(' ')}\n`,
  printf: (pattern: string, ...values: unknown[]) => format(pattern, ...values),
  html: (value: unknown) => String(value),
  js: (value: unknown) => compactJson(sortKeys(value)),
  urlquery: (value: unknown) => encodeURIComponent(String(value)),
  base64decode: (value: string) => utf8Text(base64ToBytes(value) ?? []),
  exists: (value: any, ...keys: (string | number)[]) => keys.reduce((current, key) => current?.[key], value) !== undefined,
}
