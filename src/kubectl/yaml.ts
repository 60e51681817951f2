import { defineScalarTag, FAILSAFE_SCHEMA, loadAll, NOT_RESOLVED, YAMLException } from 'js-yaml'
import { KubectlError } from './errors.ts'
import { resolvePlain } from './yamlScalars.ts'

/**
 * YAML as Kubernetes reads it: go-yaml's 1.1 flavour, where `0644` is 420 and `yes` is true, while times and base-60 numbers stay strings.
 */
const plainTag = (tagName: string, kind: 'null' | 'boolean' | 'number') =>
  defineScalarTag<unknown>(tagName, {
    implicit: true,
    resolve: (source) => {
      const value = resolvePlain(source)
      return kindOf(value) === kind ? value : NOT_RESOLVED
    },
    identify: () => false,
  })

const mergeKeyTag = defineScalarTag<'<<'>('tag:yaml.org,2002:merge', { implicit: true, resolve: (source) => (source === '<<' ? '<<' : NOT_RESOLVED), identify: () => false })

function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value
}

const SCHEMA = FAILSAFE_SCHEMA.withTags(
  plainTag('tag:yaml.org,2002:null', 'null'),
  plainTag('tag:yaml.org,2002:bool', 'boolean'),
  plainTag('tag:yaml.org,2002:int', 'number'),
  plainTag('tag:yaml.org,2002:float', 'number'),
  mergeKeyTag,
)

/** Bounds on what a text may unfold to: an alias can stand for a large value many times over. */
const MAX_NODES = 200_000
const MAX_DEPTH = 100
const MAX_DOCUMENTS = 2_000

/** One YAML document as plain JSON values; undefined for an empty one. Throws `yaml: ...` with go-yaml's words where they are known. */
export function parseYamlDocument(text: string): unknown {
  let documents: unknown[]
  try {
    documents = loadAll(text, { schema: SCHEMA, json: true, maxDepth: MAX_DEPTH, maxAliases: 1_000 })
  } catch (error) {
    throw new KubectlError(`yaml: ${goYamlMessage(error, text)}`)
  }
  const [document] = documents
  let nodes = 0
  const copy = (value: unknown): unknown => {
    if (++nodes > MAX_NODES) throw new KubectlError('yaml: document contains excessive aliasing')
    if (Array.isArray(value)) return value.map(copy)
    if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copy(each)]))
    return value
  }
  return copy(document ?? undefined)
}

/** The documents of a stream, split at lines `---` as kubectl splits them before it parses each. */
export function splitYamlDocuments(text: string): string[] {
  const documents: string[][] = [[]]
  for (const line of text.replace(/\r\n/g, '\n').split('\n')) {
    if (/^---\s*$/.test(line)) documents.push([])
    else (documents.at(-1) as string[]).push(line)
  }
  if (documents.length > MAX_DOCUMENTS) throw new KubectlError(`the stream holds more than ${MAX_DOCUMENTS} documents`)
  return documents.map((lines) => lines.join('\n')).filter((document) => document.trim() !== '')
}

function goYamlMessage(error: unknown, text: string): string {
  if (!(error instanceof YAMLException)) return String(error)
  const alias = /unidentified alias "(.*)"/.exec(error.reason)
  if (alias) return `unknown anchor '${alias[1]}' referenced`
  const lineIndex = error.mark?.line ?? 0
  const line = text.split('\n')[lineIndex] ?? ''
  const where = lineIndex > 0 ? `line ${lineIndex + 1}: ` : ''
  if (/tab characters/.test(error.reason)) return `line ${lineIndex + 1}: found character that cannot start any token`
  if (/bad indentation of a mapping entry/.test(error.reason) && /:(\s|$)/.test(line)) return `${where}mapping values are not allowed in this context`
  if (/double quoted|single quoted/.test(error.reason)) return `line ${lineIndex + 2}: found unexpected end of stream`
  if (/flow collection/.test(error.reason)) return `line ${lineIndex + 1}: did not find expected ',' or ${line.lastIndexOf('{') > line.lastIndexOf('[') ? "'}'" : "']'"}`
  if (/end of the stream or a document separator/.test(error.reason)) return `line ${lineIndex + 1}: did not find expected ${/^\s*-/.test(text) ? "'-' indicator" : 'key'}`
  if (/can not read an implicit mapping pair|a multiline key|bad indentation/.test(error.reason)) return `line ${lineIndex + 1}: could not find expected ':'`
  return `line ${lineIndex + 1}: ${error.reason}`
}

export { printYaml } from './yamlPrinter.ts'
