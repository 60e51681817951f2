import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { variableNameFaults } from '../variableNames.ts'

/** What `set env` is told to set and to remove. */
export interface EnvironmentChanges {
  readonly set: readonly JsonObject[]
  readonly remove: readonly string[]
}

/** Tells `TYPE NAME` from `KEY=VALUE`, `KEY-` and `-`; resources come first. */
export function splitEnvironment(args: readonly string[]): { readonly resources: readonly string[]; readonly changes: readonly string[] } {
  const isChange = (word: string) => /^[^]+=/.test(word) || word.endsWith('-')
  const first = args.findIndex(isChange)
  if (first < 0) return { resources: args, changes: [] }
  if (args.slice(first).some((word) => !isChange(word))) throw new KubectlError(`all resources must be specified before environment changes: ${args.join(' ')}`)
  return { resources: args.slice(0, first), changes: args.slice(first) }
}

function variable(words: string): JsonObject {
  const equals = words.indexOf('=')
  const name = words.slice(0, equals)
  const faults = variableNameFaults(name)
  if (faults.length > 0) throw new KubectlError(`${JSON.stringify(name)} is not a valid key name: ${faults.join(';')}`)
  const value = words.slice(equals + 1)
  return { name, ...(value === '' ? {} : { value }) }
}

/** Reads the words; `-` stands for the lines of `input`. */
export function parseChanges(words: readonly string[], input: string): EnvironmentChanges {
  const set: JsonObject[] = []
  const remove: string[] = []
  for (const word of words) {
    if (word === '-') set.push(...readLines(input))
    else if (word.includes('=')) set.push(variable(word))
    else if (word.endsWith('-')) remove.push(word.slice(0, -1))
    else throw new KubectlError(`unknown environment variable: ${word}`)
  }
  if (remove.some((name) => set.some((each) => each['name'] === name))) throw new KubectlError('can not both modify and remove the same environment variable in the same command')
  return { set, remove }
}

function readLines(input: string): JsonObject[] {
  return input
    .split('\n')
    .map((line) => line.replace(/#.*$/, ''))
    .filter((line) => line.includes('='))
    .map(variable)
}

/** The variables of a container after the changes: replaced where they are, new ones at the end. */
export function changedEnvironment(existing: readonly JsonObject[], { set, remove }: EnvironmentChanges): JsonObject[] {
  const covered = new Set(remove)
  const result: JsonObject[] = []
  for (const each of [...existing.map((variable) => set.find(({ name }) => name === variable['name']) ?? variable), ...set]) {
    const isSet = set.includes(each)
    if (covered.has(each['name'])) continue
    if (isSet) covered.add(each['name'])
    result.push(each)
  }
  return result
}

/** Refuses to overwrite values that are there. */
export function refuseOverwrites(existing: readonly JsonObject[], set: readonly JsonObject[]): void {
  for (const { name, value } of set) {
    const current = existing.find((each) => each['name'] === name)
    if (current && (current['value'] ?? '') !== (value ?? '')) throw new KubectlError(`'${name}' already has a value (${current['value'] ?? ''}), and --overwrite is false`)
  }
}
