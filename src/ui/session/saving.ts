/** Keeps a session across reloads and crashes, and carries it in a link. A session is its inputs, so both are short. */
import type { SavedSession } from '../connect.ts'

/** A session as the page keeps it: with the files of the editor and what is shown. */
export interface Keepsake {
  readonly session: SavedSession
  readonly files: Readonly<Record<string, string>>
  readonly view?: string
  readonly focus?: string
}

const STORAGE_KEY = 'podarium.session.v1'
/** What begins a link's fragment. */
const LINK_PREFIX = '#v1.'
/** As much as a link may unfold to: more is not ours. */
const UNFOLDED_LIMIT_BYTES = 4 * 1024 * 1024

export function keep(keepsake: Keepsake): void {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(keepsake))
  } catch {
    // Storage is full or forbidden: the session then ends with its tab.
  }
}

export function kept(): Keepsake | undefined {
  try {
    return checked(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? 'null'))
  } catch {
    return undefined
  }
}

export function forget(): void {
  try {
    localStorage.removeItem(STORAGE_KEY)
  } catch {
    // Nothing was kept.
  }
}

export async function linkTo(keepsake: Keepsake): Promise<string> {
  const bytes = await throughStream(new TextEncoder().encode(JSON.stringify(keepsake)), new CompressionStream('deflate-raw'), Number.POSITIVE_INFINITY)
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  return `${location.href.split('#', 1)[0]}${LINK_PREFIX}${base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`
}

/** Whether a fragment is meant as a link to a session, sound or not. */
export function isLink(fragment: string): boolean {
  return /^#v\d+\./.test(fragment)
}

/** What a link carries. Throws an error that says what is wrong with it. */
export async function fromLink(fragment: string): Promise<Keepsake> {
  if (!fragment.startsWith(LINK_PREFIX)) throw new Error('This link was made by another version of Podarium.')
  let text: string
  try {
    const binary = atob(fragment.slice(LINK_PREFIX.length).replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
    text = new TextDecoder('utf-8', { fatal: true }).decode(await throughStream(bytes, new DecompressionStream('deflate-raw'), UNFOLDED_LIMIT_BYTES))
  } catch {
    throw new Error('This link is damaged: a part of it is missing or was changed on the way.')
  }
  const keepsake = checked(parse(text))
  if (!keepsake) throw new Error('This link does not hold a session.')
  return keepsake
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function throughStream(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream, limitBytes: number): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader()
  const pieces: Uint8Array[] = []
  let length = 0
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    length += piece.value.length
    if (length > limitBytes) {
      await reader.cancel()
      throw new RangeError('too large')
    }
    pieces.push(piece.value)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** Takes nothing on trust: what is not a session is undefined. */
function checked(value: unknown): Keepsake | undefined {
  if (!isRecord(value) || !isRecord(value['session']) || !isRecord(value['files'])) return undefined
  const { origin, inputs, atMs } = value['session']
  if (!isRecord(origin) || typeof origin['scenario'] !== 'string' || !isMoment(origin['startMs']) || !Number.isInteger(origin['seed'])) return undefined
  if (!Array.isArray(inputs) || !isMoment(atMs) || !inputs.every(isInput)) return undefined
  if (!inputs.every((input, index) => index === 0 || inputs[index - 1].atMs <= input.atMs)) return undefined
  if (!Object.values(value['files']).every((text) => typeof text === 'string')) return undefined
  return value as unknown as Keepsake
}

const ACT_FIELDS: Readonly<Record<string, Readonly<Record<string, 'string' | 'number' | 'object'>>>> = {
  request: { method: 'string', target: 'string', headers: 'object' },
  connect: { target: 'string', headers: 'object' },
  send: { connection: 'number', channel: 'number', text: 'string' },
  closeChannel: { connection: 'number', channel: 'number' },
  close: { connection: 'number' },
  machine: { node: 'string', act: 'string' },
  part: { part: 'string', act: 'string' },
  visit: { method: 'string', url: 'string', headers: 'object', body: 'string', timeoutMs: 'number' },
  traffic: { name: 'string', url: 'string', perSecond: 'number' },
}

function isInput(value: unknown): boolean {
  if (!isRecord(value) || !isMoment(value['atMs']) || !Number.isInteger(value['command']) || !isRecord(value['act'])) return false
  const act = value['act']
  const fields = Object.hasOwn(ACT_FIELDS, String(act['kind'])) ? ACT_FIELDS[String(act['kind'])] : undefined
  return fields !== undefined && Object.entries(fields).every(([name, type]) => typeof act[name] === type && act[name] !== null) && (act['body'] === undefined || typeof act['body'] === 'string')
}

/** A session of a hundred days is a hostile one. */
const MOMENT_MOST_MS = 8.64e15

function isMoment(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOMENT_MOST_MS
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
