import { bytesToBase64 } from '../../base/base64.ts'
import { sha256 } from '../../base/sha256.ts'
import { configKeyFaults } from '../../kinds/validation/names.ts'
import { utf8Decode, utf8Encode } from '../bytes.ts'
import { KubectlError } from '../errors.ts'
import type { Flag } from '../flags.ts'
import { canonicalJson } from '../json.ts'
import type { Session } from '../session.ts'
import { variableNameFaults } from '../variableNames.ts'

/** Keys and contents that `create configmap` and `create secret` gather from literals, files and environment files. */
export type KeyedData = Map<string, Uint8Array>

export function sourceFlags(noun: string): readonly Flag[] {
  return [
    { name: 'append-hash', kind: 'bool', usage: `Append a hash of the ${noun} to its name.` },
    { name: 'from-env-file', kind: 'stringSlice', completes: 'file', usage: `File whose lines KEY=VALUE become the keys of the ${noun}.` },
    { name: 'from-file', kind: 'stringSlice', completes: 'file', usage: 'File whose content becomes a value, under its own name or under the key before `=`; of a directory, each file with a valid name.' },
    { name: 'from-literal', kind: 'stringArray', usage: `Key and value of the ${noun} (key=value).` },
  ]
}

/** How the two commands word what is wrong with a key. */
export interface KeyRules {
  /** `configmap`, `secret`. */
  readonly noun: string
  invalid(key: string, faults: readonly string[]): string
  taken(key: string): string
  /** The order in which sources are read, which decides which key is the second of its name. */
  readonly literalsFirst: boolean
}

class Collector {
  readonly data: KeyedData = new Map()
  readonly #rules: KeyRules

  constructor(rules: KeyRules) {
    this.#rules = rules
  }

  add(key: string, value: Uint8Array): void {
    const faults = configKeyFaults(key)
    if (faults.length > 0) throw new KubectlError(this.#rules.invalid(key, faults))
    if (this.data.has(key)) throw new KubectlError(this.#rules.taken(key))
    this.data.set(key, value)
  }
}

/** What the flags of `sourceFlags` name. */
export async function gatherData(session: Session, rules: KeyRules, fileSources: readonly string[] = session.flags.list('from-file')): Promise<KeyedData> {
  const collector = new Collector(rules)
  const literals = () => {
    for (const source of session.flags.list('from-literal')) collector.add(...parseLiteral(source))
  }
  if (rules.literalsFirst) literals()
  for (const source of fileSources) await addFile(session, collector, source)
  if (!rules.literalsFirst) literals()
  for (const path of session.flags.list('from-env-file')) await addEnvironmentFile(session, collector, path, rules.noun)
  return collector.data
}

function parseLiteral(source: string): [string, Uint8Array] {
  const equals = source.indexOf('=')
  if (equals <= 0) throw new KubectlError(`invalid literal source ${source}, expected key=value`)
  return [source.slice(0, equals), utf8Encode(source.slice(equals + 1))]
}

function parseFileSource(source: string): { key: string; path: string } {
  const parts = source.split('=')
  if (parts.length > 2) throw new KubectlError("key names or file paths cannot contain '='")
  if (parts.length === 1) return { key: source.replace(/\/+$/, '').split('/').at(-1) ?? '', path: source }
  const [key = '', path = ''] = parts
  if (key === '') throw new KubectlError(`key name for file path ${path} missing`)
  if (path === '') throw new KubectlError(`file path for key name ${key} missing`)
  return { key, path }
}

async function addFile(session: Session, collector: Collector, source: string): Promise<void> {
  const { key, path } = parseFileSource(source)
  const { files } = session.context
  const bytes = await files.read(path)
  if (bytes) return collector.add(key, bytes)
  const entries = await files.list(path)
  if (!entries) throw new KubectlError(`error reading ${path}: no such file or directory`)
  if (source.includes('=')) throw new KubectlError('cannot give a key name for a directory path')
  const names = entries.filter(({ isDirectory }) => !isDirectory).map(({ name }) => name)
  for (const name of names.sort()) collector.add(name, (await files.read(`${path.replace(/\/$/, '')}/${name}`)) ?? new Uint8Array())
}

async function addEnvironmentFile(session: Session, collector: Collector, path: string, noun: string): Promise<void> {
  const bytes = await session.context.files.read(path)
  if (!bytes) throw new KubectlError((await session.context.files.list(path)) ? `env ${noun === 'secret' ? 'secret' : 'config'} file cannot be a directory` : `error reading ${path}: no such file or directory`)
  for (const [key, value] of parseEnvironment(utf8Decode(bytes), session.context.environment)) collector.add(key, utf8Encode(value))
}

/** The lines `KEY=VALUE` of a file; a key alone takes its value from the environment. Blank lines and comments are left out. */
export function parseEnvironment(text: string, environment: Readonly<Record<string, string | undefined>>): [string, string][] {
  const pairs: [string, string][] = []
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const line = raw.trimStart()
    if (line === '' || line.startsWith('#')) continue
    const equals = line.indexOf('=')
    const key = equals < 0 ? line : line.slice(0, equals)
    const faults = variableNameFaults(key)
    if (faults.length > 0) throw new KubectlError(`${JSON.stringify(key)} is not a valid key name: ${faults.join(';')}`)
    pairs.push([key, equals < 0 ? (environment[key] ?? '') : line.slice(equals + 1)])
  }
  return pairs
}

export function base64Values(data: KeyedData): Record<string, string> {
  return Object.fromEntries([...data].map(([key, bytes]) => [key, bytesToBase64(bytes)]))
}

const CONSONANTS: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' }

/** The end of a name that tells contents apart: ten characters of the SHA-256 of the content, without vowels (kubectl's `--append-hash`, kustomize's generators). */
export function contentHash(content: Readonly<Record<string, unknown>>): string {
  const digits = [...sha256(canonicalJson(content))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return digits.slice(0, 10).replace(/[013ae]/g, (digit) => CONSONANTS[digit] as string)
}
