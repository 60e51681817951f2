import { groupKind } from '../discovery.ts'
import { KubectlError } from '../errors.ts'
import { type Flag, parseBool } from '../flags.ts'
import { indentedJson, sortKeys, type JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { BARE_DRY_RUN } from '../sharedFlags.ts'
import { printYaml } from '../yaml.ts'
import { parseCustomColumns, parseCustomColumnsFile, printCustomColumns } from './customColumns.ts'
import { parseGoTemplate } from './goTemplate.ts'
import { parseJsonPath, textOf } from './jsonpath.ts'

/** Prints one object, or a list of them. */
export type ObjectPrinter = (object: JsonObject) => string

/** Formats of commands that print the object they made or changed. */
export const OBJECT_FORMATS = ['json', 'yaml', 'name', 'go-template', 'go-template-file', 'template', 'templatefile', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file'] as const

export const OUTPUT_FLAG: Flag = { name: 'output', short: 'o', kind: 'string', completes: OBJECT_FORMATS, usage: `Output format. One of: (${OBJECT_FORMATS.join(', ')}).` }
export const TEMPLATE_FLAG: Flag = { name: 'template', kind: 'string', usage: 'Template text, or the path of a template file, for -o=go-template and -o=go-template-file.' }
export const MANAGED_FIELDS_FLAG: Flag = { name: 'show-managed-fields', kind: 'bool', usage: 'If true, keep managedFields when printing objects as JSON or YAML.' }
export const MISSING_KEYS_FLAG: Flag = { name: 'allow-missing-template-keys', kind: 'bool', default: 'true', usage: 'If true, ignore keys that are missing in the object. Applies to go-template and jsonpath output.' }
export const PRINT_FLAGS: readonly Flag[] = [MISSING_KEYS_FLAG, OUTPUT_FLAG, MANAGED_FIELDS_FLAG, TEMPLATE_FLAG]

function withoutManagedFields(object: JsonObject): JsonObject {
  if (Array.isArray(object['items'])) return { ...object, items: object['items'].map(withoutManagedFields) }
  if (!object['metadata']?.managedFields) return object
  const { managedFields: _, ...metadata } = object['metadata']
  return { ...object, metadata }
}

/** Objects that kubectl makes itself are printed in the order of their Go type's fields; those from the server by key. */
export interface PrinterOptions {
  readonly keepsOrder?: boolean
}

/** The printer that `-o` asks for; undefined for those that are not of objects (``, `wide`). */
export async function printerFor(session: Session, format: string, { keepsOrder = false }: PrinterOptions = {}, allowed: readonly string[] = OBJECT_FORMATS): Promise<ObjectPrinter> {
  const [name = '', inline] = splitFormat(format)
  const strip = session.flags.bool('show-managed-fields') ? (object: JsonObject) => object : withoutManagedFields
  if (!allowed.includes(name)) throw new KubectlError(`unable to match a printer suitable for the output format ${JSON.stringify(name)}, allowed formats are: ${[...allowed].sort().join(',')}`)
  const argument = inline ?? session.flags.string('template')
  const allowMissing = session.flags.bool('allow-missing-template-keys')
  switch (name) {
    case 'json':
      return (object) => `${indentedJson(keepsOrder ? strip(object) : sortKeys(strip(object)))}\n`
    case 'yaml':
      return yamlPrinter(strip)
    case 'name':
      return namePrinter('')
    case 'jsonpath':
    case 'jsonpath-file':
    case 'jsonpath-as-json':
      return jsonPathPrinter(name === 'jsonpath-file' ? await session.readText(argument) : argument, name === 'jsonpath-as-json', allowMissing, name)
    case 'custom-columns':
    case 'custom-columns-file': {
      const columns = name === 'custom-columns' ? parseCustomColumns(argument) : parseCustomColumnsFile(await session.readText(argument))
      return (object) => printCustomColumns(columns, object['items'] ?? [object], !session.flags.bool('no-headers'))
    }
    default: {
      if (argument === '') throw new KubectlError('template format specified but no template given')
      const template = parseGoTemplate(name.endsWith('file') ? await session.readText(argument) : argument, allowMissing)
      return (object) => template(object)
    }
  }
}

function splitFormat(format: string): [string, string | undefined] {
  const equals = format.indexOf('=')
  if (equals < 0) return [format, undefined]
  return [format.slice(0, equals), format.slice(equals + 1)]
}

/** Several objects are separate documents. */
function yamlPrinter(strip: ObjectPrinterStep): ObjectPrinter {
  let count = 0
  return (object) => `${count++ > 0 ? '---\n' : ''}${printYaml(strip(object))}`
}

type ObjectPrinterStep = (object: JsonObject) => JsonObject

function jsonPathPrinter(template: string, asJson: boolean, allowMissing: boolean, format: string): ObjectPrinter {
  if (template === '') throw new KubectlError(`template format specified but no template given`)
  const path = parseJsonPath(template, allowMissing)
  return (object) => {
    try {
      return asJson ? `${indentedJson(sortKeys(path.find(object).flat()))}\n` : path.print(object)
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error
      throw new KubectlError(`error executing ${format} ${JSON.stringify(template)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goDump(object)}\n\n`)
    }
  }
}

/** Go's %#v of plain JSON values. */
function goDump(value: unknown): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map(goDump).join(', ')}}`
  if (value !== null && typeof value === 'object') return `map[string]interface {}{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${goDump((value as JsonObject)[key])}`).join(', ')}}`
  return value === null ? 'interface {}(nil)' : typeof value === 'string' ? JSON.stringify(value) : textOf(value)
}

/** `deployment.apps/web scaled`; without an operation the name alone. */
export function namePrinter(operation: string): ObjectPrinter {
  const line = (object: JsonObject): string => {
    if (Array.isArray(object['items']) && object['kind'] === 'List') return object['items'].map(line).join('')
    const apiVersion = String(object['apiVersion'] ?? '')
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
    const name = `${groupKind({ group, kind: String(object['kind']) })}/${object['metadata']?.name ?? ''}`
    return `${name}${operation === '' ? '' : ` ${operation}`}\n`
  }
  return line
}

/** What a changing command prints: `pod/x created`, or the object in the format asked for. */
export async function resultPrinter(session: Session, operation: string, options: PrinterOptions = {}): Promise<ObjectPrinter> {
  const format = session.flags.string('output') || (session.flags.string('template') !== '' ? 'go-template' : '')
  if (format === '') return namePrinter(operation + dryRunSuffix(session))
  if (format === 'name') return namePrinter('')
  return printerFor(session, format, options)
}

/** ` (dry run)`, ` (server dry run)` or nothing. */
export function dryRunSuffix(session: Session): string {
  return { client: ' (dry run)', server: ' (server dry run)', none: '' }[dryRunOf(session)]
}

export type DryRun = 'none' | 'client' | 'server'

export function dryRunOf(session: Session): DryRun {
  const value = session.flags.has('dry-run') ? session.flags.string('dry-run') : 'none'
  if (value === 'client' || value === 'server' || value === 'none') return value
  const asBoolean = value === BARE_DRY_RUN ? true : parseBool(value)
  if (asBoolean !== undefined) return asBoolean ? 'client' : 'none'
  throw new KubectlError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`)
}

/** Older forms of the flag still work, with a word about it. */
export function warnOfBooleanDryRun(session: Session): void {
  const value = session.flags.has('dry-run') ? session.flags.string('dry-run') : 'none'
  const asBoolean = parseBool(value)
  if (value === BARE_DRY_RUN) session.log('W', 'helpers.go:702] --dry-run is deprecated and can be replaced with --dry-run=client.')
  else if (asBoolean !== undefined) session.log('W', `helpers.go:719] --dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=${asBoolean ? 'client' : 'none'}.`)
}

/** `dryRun=All` for a server dry run. */
export function dryRunQuery(session: Session): { dryRun?: string } {
  return dryRunOf(session) === 'server' ? { dryRun: 'All' } : {}
}
