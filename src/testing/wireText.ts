import type { ApiResponse } from '../client/transport.ts'
import type { Json } from './compare/states.ts'

/** The lines that came on a stream, each with the number of steps begun before it came. */
export class ReceivedLines {
  readonly lines: { after: number; text: string }[] = []
  closed = false
  readonly #begun: () => number
  readonly #decoder = new TextDecoder()
  #rest = ''

  constructor(begun: () => number) {
    this.#begun = begun
  }

  data(piece: string | Uint8Array): void {
    const texts = (this.#rest + (typeof piece === 'string' ? piece : this.#decoder.decode(piece, { stream: true }))).split('\n')
    this.#rest = texts.pop() ?? ''
    for (const text of texts) this.lines.push({ after: this.#begun(), text: `${text}\n` })
  }

  end(): void {
    if (this.#rest !== '') this.lines.push({ after: this.#begun(), text: this.#rest })
    this.#rest = ''
    this.closed = true
  }
}

/** The body of a request as it is sent. */
export function bodyText(body: Json): string {
  if (typeof body === 'string') return body
  if (typeof body === 'object' && body !== null && '$repeat' in body) {
    const [before, text, times, after] = body['$repeat'] as [string, string, number, string]
    return before + text.repeat(times) + after
  }
  return spacedJson(body)
}

/** JSON with a blank after commas and colons, as the recorded requests had it: some messages quote the body or count its bytes. */
function spacedJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value).replace(/[^\0-\x7f]/g, escapeCharacter)
  return `{${Object.entries(value).map(([key, child]) => `${spacedJson(key)}: ${spacedJson(child as Json)}`).join(', ')}}`
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

export function textOf(response: ApiResponse): string {
  return typeof response.body === 'string' ? response.body : new TextDecoder().decode(response.body)
}

/** The JSON value of a text, or undefined if it is none. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
