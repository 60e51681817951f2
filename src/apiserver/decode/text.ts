import { load, YAMLException } from 'js-yaml'
import { DecodeError } from './errors.ts'
import { parseJson, type ParsedJson, withPlainNumbers } from './json.ts'

/** The text of a body as a value of JSON. */
export function parseText(text: string, yaml: boolean): unknown {
  return yaml ? parseYaml(text) : withPlainNumbers(parseJson(text).value)
}

/** JSON with all that a strict check wants to know. */
export function parseStrictly(text: string, yaml: boolean): ParsedJson {
  return yaml ? { value: parseYaml(text), duplicates: new Map() } : parseJson(text)
}

/** A key that stands twice takes its last value; `yamlDuplicate` tells of it. */
function parseYaml(text: string): unknown {
  try {
    return load(text, { json: true })
  } catch (error) {
    if (error instanceof YAMLException) throw new DecodeError(yamlError(error))
    throw error
  }
}

/** go-yaml's words for the errors that people make most; others keep the parser's own reason. */
function yamlError({ mark, reason }: YAMLException): string {
  const line = (mark?.line ?? 0) + 1
  if (/bad indentation of a mapping|nested mappings|block mapping entry/.test(reason)) return `yaml: line ${line}: mapping values are not allowed in this context`
  if (/tab characters/.test(reason)) return `yaml: line ${line}: found character that cannot start any token`
  return `yaml: line ${line}: ${reason}`
}

/** What the strict check says of a YAML text in which a key stands twice; undefined if none does. */
export function yamlDuplicate(text: string): string | undefined {
  try {
    load(text)
    return undefined
  } catch (error) {
    if (!(error instanceof YAMLException) || !error.mark) return undefined
    const key = /^\s*(?:- )*["']?([^"':]+)/.exec(text.split('\n')[error.mark.line] ?? '')?.[1] ?? ''
    return `yaml: unmarshal errors:\n  line ${error.mark.line + 1}: key ${JSON.stringify(key)} already set in map`
  }
}
