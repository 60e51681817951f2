/** Where in a file a server's complaint belongs. */
import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from 'yaml'

export interface Problem {
  /** From 1. */
  readonly line: number
  readonly message: string
}

/** Finds the lines that kubectl's errors about a file are about; an error that names none belongs to the first line of its object, or of the file. */
export function problemsOf(text: string, errors: string): Problem[] {
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter: lines, version: '1.1' }) as Document[]
  return errors
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((message) => problemOf(message, documents, lines, text))
}

function problemOf(message: string, documents: readonly Document[], lines: LineCounter, text: string): Problem[] {
  const syntax = /yaml: line (\d+)/.exec(message)
  if (syntax) return [{ line: startOfBrokenDocument(documents, lines, text) + Number(syntax[1]) - 1, message }]
  const document = documentMeant(message, documents)
  const paths = fieldPaths(message)
  if (!document) return [{ line: 1, message }]
  if (paths.length === 0) return [{ line: lineOf(document.contents as Node | null, lines), message }]
  return paths.map(({ path, words }) => ({ line: lineAt(document, path, lines), message: words }))
}

/** kubectl counts the lines of a document from its own beginning. */
function startOfBrokenDocument(documents: readonly Document[], lines: LineCounter, text: string): number {
  const broken = documents.find(({ errors }) => errors.length > 0)
  if (!broken) return 1
  const at = broken.errors[0]?.pos[0] ?? 0
  const before = text.slice(0, at).lastIndexOf('\n---')
  return before < 0 ? 1 : lines.linePos(before + 1).line + 1
}

function documentMeant(message: string, documents: readonly Document[]): Document | undefined {
  const [, kind = '', name = ''] = /The (\w+) "([^"]*)" is invalid/.exec(message) ?? []
  const named = documents.find((document) => document.getIn(['kind']) === kind && document.getIn(['metadata', 'name']) === name)
  if (named) return named
  const [, decoded, patched] = /: (\w+) in version "|\\"kind\\":\\"(\w+)\\"/.exec(message) ?? []
  const ofKind = documents.find((document) => document.getIn(['kind']) === (decoded ?? patched))
  if (ofKind) return ofKind
  const mentioned = documents.find((document) => {
    const own = document.getIn(['metadata', 'name'])
    return typeof own === 'string' && own !== '' && message.includes(`"${own}"`)
  })
  return mentioned ?? documents.find((document) => document.contents !== null)
}

/**
 * `spec.template.spec.containers[0].image: Required value`, `unknown field "spec.replcas"` and `json: cannot unmarshal string into Go struct field
 * DeploymentSpec.spec.replicas of type int32`, each with its words.
 */
function fieldPaths(message: string): { path: string; words: string }[] {
  const unknown = [...message.matchAll(/(unknown|duplicate) field "([^"]+)"/g)].map(([words, , path = '']) => ({ path, words }))
  if (unknown.length > 0) return unknown
  const mistyped = [...message.matchAll(/json: cannot unmarshal \S+ into Go struct field \w+\.(\S+) of type \S+/g)].map(([words, path = '']) => ({ path, words }))
  if (mistyped.length > 0) return mistyped
  const list = message.replace(/^.*? is invalid: \[?/, '')
  return [...list.matchAll(/((?:metadata|spec|data|subsets|rules|webhooks)(?:\.[\w-]+|\[[^\]]*\])*): ((?:(?!, (?:metadata|spec|data|subsets|rules|webhooks)[.[]).)*)/g)].map(([, path = '', words = '']) => ({
    path,
    words: `${path}: ${words.replace(/\]$/, '')}`,
  }))
}

/** The line of the deepest part of a path that is there. */
function lineAt(document: Document, path: string, lines: LineCounter): number {
  const steps = [...path.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, index, field]) => index ?? field ?? '')
  let node = document.contents as Node | null
  let line = lineOf(node, lines)
  for (const step of steps) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step)
      if (!pair) break
      line = lineOf(pair.key as Node, lines)
      node = pair.value as Node | null
    } else if (isSeq(node)) {
      const item = node.items[Number(step)] as Node | undefined
      if (!item) break
      line = lineOf(item, lines)
      node = item
    } else break
  }
  return line
}

function lineOf(node: Node | null, lines: LineCounter): number {
  return lines.linePos(node?.range?.[0] ?? 0).line
}
