import { base64ToBytes, textToBase64 } from '../../base/base64.ts'
import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import { parseBool } from '../flags.ts'
import type { Kubeconfig } from '../kubeconfig.ts'
import type { Session } from '../session.ts'
import { FIELDS, find, type ListName, LISTS, unexpectedArguments, withEntry, withoutEntry } from './entries.ts'

const BOOLEANS = ['insecure-skip-tls-verify', 'disable-compression', 'colors']

/** A place in a kubeconfig, as `clusters.NAME.server` names it. */
type Place = { readonly field: 'current-context' | 'preferences.colors' | 'preferences' } | { readonly list: ListName; readonly name?: string; readonly field?: string }

function placeOf(path: string): Place {
  if (path === 'current-context' || path === 'preferences' || path === 'preferences.colors') return { field: path }
  const list = (Object.keys(LISTS) as ListName[]).find((each) => path === each || path.startsWith(`${each}.`))
  if (!list) throw new KubectlError(`unable to parse ${path} after [] at api.Config`)
  const rest = path.slice(list.length + 1)
  if (rest === '') return { list }
  // A name may have dots; a field has none, so the last known one ends the name.
  const field = FIELDS[list].find((each) => rest.endsWith(`.${each}`))
  return field ? { list, name: rest.slice(0, -field.length - 1), field } : { list, name: rest }
}

const withoutField = (fields: Readonly<Record<string, unknown>>, field: string) => Object.fromEntries(Object.entries(fields).filter(([key]) => key !== field))

interface Entry {
  readonly name: string
  readonly [content: string]: unknown
}

function withList(config: Kubeconfig, list: ListName, change: (entries: readonly Entry[]) => readonly Entry[]): Kubeconfig {
  return { ...config, [list]: change((config[list] ?? []) as unknown as Entry[]) }
}

function valueFor(field: string, text: string, isRaw: boolean): unknown {
  if (BOOLEANS.includes(field)) {
    const value = parseBool(text)
    if (value === undefined) throw new KubectlError(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`)
    return value
  }
  if (!field.endsWith('-data')) return text
  if (isRaw) return textToBase64(text)
  if (!base64ToBytes(text)) throw new KubectlError('error decoding input value: illegal base64 data at input byte 0')
  return text
}

export const setProperty: Command = {
  name: 'set',
  use: 'PROPERTY_NAME PROPERTY_VALUE',
  short: 'Set an individual value in a kubeconfig file',
  long: "Set an individual value in a kubeconfig file.\n\n PROPERTY_NAME is a dot delimited name where each token represents either an attribute name or a map key.\n\n PROPERTY_VALUE is the new value you want to set. Binary fields such as 'certificate-authority-data' expect a base64 encoded string unless the --set-raw-bytes flag is used.\n\n Specifying an attribute name that already exists will merge new fields on top of existing values.",
  examples: [
    { what: "Say where the cluster 'staging' is", command: 'kubectl config set clusters.staging.server https://10.1.2.3:6443' },
    { what: 'Let a context use another namespace', command: 'kubectl config set contexts.staging.namespace shop' },
  ],
  flags: [{ name: 'set-raw-bytes', kind: 'bool', usage: 'Take the value of a binary field as it is, not as base64.' }],
  async run(session) {
    const { args, flags } = session
    if (args.length !== 2) throw unexpectedArguments(args)
    const [path = '', value = ''] = args
    if (path === '') throw new KubectlError('you must specify a property')
    if (value === '') throw new KubectlError('you cannot use set to unset a property')
    await session.writeKubeconfig(withValue(session, placeOf(path), value, flags.bool('set-raw-bytes')))
    session.stdout(`Property ${JSON.stringify(path)} set.\n`)
  },
}

function withValue({ kubeconfig }: Session, place: Place, text: string, isRaw: boolean): Kubeconfig {
  if (!('list' in place)) {
    if (place.field === 'preferences') throw new KubectlError("can't set a map to a value: preferences")
    if (place.field === 'current-context') return { ...kubeconfig, 'current-context': text }
    return { ...kubeconfig, preferences: { ...kubeconfig.preferences, colors: valueFor('colors', text, isRaw) } }
  }
  const { list, name, field } = place
  if (name === undefined || field === undefined) throw new KubectlError(`can't set a map to a value: ${list}${name === undefined ? '' : `.${name}`}`)
  const content = LISTS[list]
  return withList(kubeconfig, list, (entries) => withEntry(entries, { name, [content]: { ...(find(entries, name)?.[content] as object | undefined), [field]: valueFor(field, text, isRaw) } }))
}

export const unsetProperty: Command = {
  name: 'unset',
  use: 'PROPERTY_NAME',
  short: 'Unset an individual value in a kubeconfig file',
  long: 'Unset an individual value in a kubeconfig file.\n\n PROPERTY_NAME is a dot delimited name where each token represents either an attribute name or a map key.',
  examples: [
    { what: 'Have no current context', command: 'kubectl config unset current-context' },
    { what: 'Let a context have no namespace of its own', command: 'kubectl config unset contexts.staging.namespace' },
  ],
  async run(session) {
    const { args } = session
    if (args.length !== 1) throw unexpectedArguments(args)
    const [path = ''] = args
    if (path === '') throw new KubectlError('you must specify a property')
    await session.writeKubeconfig(withoutValue(session, placeOf(path)))
    session.stdout(`Property ${JSON.stringify(path)} unset.\n`)
  },
}

function withoutValue({ kubeconfig }: Session, place: Place): Kubeconfig {
  if (!('list' in place)) {
    if (place.field === 'current-context') return { ...kubeconfig, 'current-context': '' }
    return { ...kubeconfig, preferences: place.field === 'preferences' ? {} : withoutField(kubeconfig.preferences ?? {}, 'colors') }
  }
  const { list, name, field } = place
  if (name === undefined) return withList(kubeconfig, list, () => [])
  if (field === undefined) return withList(kubeconfig, list, (entries) => withoutEntry(entries, name))
  const content = LISTS[list]
  return withList(kubeconfig, list, (entries) => entries.map((each) => (each.name === name ? { ...each, [content]: withoutField((each[content] ?? {}) as Record<string, unknown>, field) } : each)))
}
