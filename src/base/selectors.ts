/** Label and field selectors as the API reads them (`k8s.io/apimachinery/pkg/labels` and `fields`). */

export type Labels = Readonly<Record<string, string>>

type Operator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt'

interface Requirement {
  readonly key: string
  readonly operator: Operator
  readonly values: readonly string[]
}

/** A selector whose text or object could not be read. The message is the real server's. */
export class SelectorError extends Error {
  override name = 'SelectorError'
}

export class LabelSelector {
  readonly requirements: readonly Requirement[]

  constructor(requirements: readonly Requirement[]) {
    this.requirements = requirements
  }

  /** Whether it selects everything. */
  get empty(): boolean {
    return this.requirements.length === 0
  }

  matches(labels: Labels | undefined): boolean {
    return this.requirements.every((requirement) => meets(requirement, labels?.[requirement.key]))
  }

  /** As Kubernetes prints it: `app=web,tier in (a,b),!canary`. */
  toString(): string {
    return this.requirements.map(requirementText).join(',')
  }
}

/** Selects nothing, as a nil `metav1.LabelSelector` does. */
class NoObjects extends LabelSelector {
  override matches(): boolean {
    return false
  }
}

function meets({ operator, values }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0])
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0])
  }
}

function requirementText({ key, operator, values }: Requirement): string {
  const [first = ''] = values
  switch (operator) {
    case 'In':
      return values.length === 1 ? `${key}=${first}` : `${key} in (${[...values].sort().join(',')})`
    case 'NotIn':
      return values.length === 1 ? `${key}!=${first}` : `${key} notin (${[...values].sort().join(',')})`
    case 'Exists':
      return key
    case 'DoesNotExist':
      return `!${key}`
    case 'Gt':
      return `${key}>${first}`
    case 'Lt':
      return `${key}<${first}`
  }
}

/** The selector that a map of labels is: each must be equal. */
export function selectorOfMap(labels: Labels | undefined): LabelSelector {
  const entries = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return new LabelSelector(entries.map(([key, value]) => ({ key, operator: 'In', values: [value] })))
}

/** The selector that an object of type `LabelSelector` is; absent, it selects nothing; empty, everything. */
export function selectorOfObject(selector: { matchLabels?: Labels; matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[] } | undefined): LabelSelector {
  if (!selector) return new NoObjects([])
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => ({ key, operator: operator as Operator, values }))
  const requirements = [...selectorOfMap(selector.matchLabels).requirements, ...expressions]
  return new LabelSelector(requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)))
}

type Token = { readonly kind: 'word' | 'end' | ',' | '(' | ')' | '!' | '=' | '==' | '!=' | '<' | '>'; readonly text: string }

function tokens(text: string): Token[] {
  const out: Token[] = []
  for (const [found] of text.matchAll(/[\s\t\r\n]+|==|!=|[=!<>(),]|[^\s=!<>(),]+/g)) {
    if (/^\s/.test(found)) continue
    const symbol = /^(==|!=|[=!<>(),])$/.test(found)
    out.push({ kind: symbol ? (found as Token['kind']) : 'word', text: found })
  }
  out.push({ kind: 'end', text: '' })
  return out
}

/** Reads a label selector: `app=web,tier in (a, b),!canary`. */
export function parseLabelSelector(text: string): LabelSelector {
  const list = tokens(text)
  const requirements: Requirement[] = []
  let at = 0
  const peek = (): Token => list[at] as Token
  const next = (): Token => list[at++] as Token
  const fail = (found: Token, expected: string): never => {
    throw new SelectorError(`unable to parse requirement: found '${found.text}', expected: ${expected}`)
  }

  if (peek().kind === 'end') return new LabelSelector([])
  for (;;) {
    requirements.push(requirement())
    const separator = next()
    if (separator.kind === 'end') break
    if (separator.kind !== ',') throw new SelectorError(`found '${separator.text}', expected: ',' or 'end of string'`)
    if (peek().kind !== 'word' && peek().kind !== '!') throw new SelectorError(`found '${peek().text}', expected: identifier after ','`)
  }
  return new LabelSelector(requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)))

  function requirement(): Requirement {
    const negated = peek().kind === '!' && !!next()
    const name = next()
    if (name.kind !== 'word') return fail(name, "!, identifier, or 'end of string'")
    checkKey(name.text)
    if (negated) return { key: name.text, operator: 'DoesNotExist', values: [] }
    if (peek().kind === 'end' || peek().kind === ',') return { key: name.text, operator: 'Exists', values: [] }
    const operator = next()
    if (operator.kind === 'word' && (operator.text === 'in' || operator.text === 'notin')) return { key: name.text, operator: operator.text === 'in' ? 'In' : 'NotIn', values: set(name.text) }
    if (operator.kind === '=' || operator.kind === '==') return { key: name.text, operator: 'In', values: [single(name.text)] }
    if (operator.kind === '!=') return { key: name.text, operator: 'NotIn', values: [single(name.text)] }
    if (operator.kind === '<' || operator.kind === '>') return { key: name.text, operator: operator.kind === '<' ? 'Lt' : 'Gt', values: [single(name.text)] }
    return fail(operator, 'in, notin, =, ==, !=, gt, lt')
  }

  function single(key: string): string {
    if (peek().kind === 'end' || peek().kind === ',') return ''
    const value = next()
    if (value.kind !== 'word') return fail(value, 'identifier')
    checkValue(key, value.text)
    return value.text
  }

  function set(key: string): string[] {
    const open = next()
    if (open.kind !== '(') fail(open, "'('")
    const values: string[] = []
    for (;;) {
      const token = next()
      if (token.kind === ')') break
      if (token.kind === ',') {
        if (peek().kind === ')' || peek().kind === ',') values.push('')
        continue
      }
      if (token.kind !== 'word') fail(token, "',', or ')'")
      checkValue(key, token.text)
      values.push(token.text)
    }
    return values.length === 0 ? [''] : values
  }
}

const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

function checkKey(key: string): void {
  const parts = key.split('/')
  const name = parts.at(-1) as string
  const good = parts.length <= 2 && NAME.test(name) && name.length <= 63 && (parts.length === 1 || SUBDOMAIN.test(parts[0] as string))
  if (good) return
  throw new SelectorError(
    `unable to parse requirement: <nil>: Invalid value: "${key}": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
  )
}

function checkValue(key: string, value: string): void {
  if (value === '' || (NAME.test(value) && value.length <= 63)) return
  const why =
    value.length > 63
      ? 'must be no more than 63 bytes'
      : `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`
  throw new SelectorError(`unable to parse requirement: values[0][${key}]: Invalid value: "${value}": ${why}`)
}

export interface FieldRequirement {
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}

/** Reads a field selector: `status.phase!=Running,metadata.name=web`; a backslash keeps `,`, `=` and itself from being read as signs. */
export function parseFieldSelector(text: string): FieldRequirement[] {
  const out: FieldRequirement[] = []
  for (const part of splitUnescaped(text)) {
    if (part === '') continue
    const match = /^((?:\\.|[^\\=!])*?)(==|!=|=)(.*)$/s.exec(part)
    if (!match) throw new SelectorError(`invalid selector: '${text}'; can't understand '${part}'`)
    out.push({ field: match[1] as string, operator: match[2] === '!=' ? '!=' : '=', value: unescaped(match[3] as string) })
  }
  return out
}

function splitUnescaped(text: string): string[] {
  const out = ['']
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string
    if (character === ',') out.push('')
    else {
      out[out.length - 1] = (out.at(-1) ?? '') + character
      if (character === '\\' && i + 1 < text.length) out[out.length - 1] = (out.at(-1) ?? '') + (text[++i] ?? '')
    }
  }
  return out
}

function unescaped(value: string): string {
  let out = ''
  for (let i = 0; i < value.length; i++) {
    const character = value[i] as string
    if (character !== '\\') {
      if (character === '=') throw new SelectorError(`invalid field selector: unescaped character in value: '='`)
      out += character
      continue
    }
    const next = value[++i]
    if (next !== '\\' && next !== ',' && next !== '=') throw new SelectorError(`invalid field selector: invalid escape sequence: \\${next ?? ''}`)
    out += next
  }
  return out
}
