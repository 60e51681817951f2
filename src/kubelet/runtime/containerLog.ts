import { utf8Bytes, utf8Text } from '../../base/base64.ts'
import { formatTime, parseTime } from '../../base/time.ts'
import type { LogOptions } from '../../client/nodeServices.ts'

export interface LogLine {
  /** When it was written, milliseconds since the Unix epoch. */
  readonly atMs: number
  readonly stream: 'stdout' | 'stderr'
  /** Without its newline. */
  readonly text: string
  /** Whether it has none: the container ended in the middle of it. */
  readonly unfinished?: boolean
}

/** The kubelet's `containerLogMaxSize`: beyond it the older half goes. In UTF-16 code units, as good as bytes here. */
const MOST_LENGTH = 10 * 1024 * 1024

/** What a container's first process has written, line by line with the time of each (the CRI's log file). */
export class ContainerLog {
  #lines: LogLine[] = []
  #length = 0
  readonly #unfinished = { stdout: '', stderr: '' }
  readonly #followers = new Set<(line: LogLine) => void>()
  readonly #textFollowers = new Set<(stream: 'stdout' | 'stderr', text: string) => void>()

  get lines(): readonly LogLine[] {
    return this.#lines
  }

  write(atMs: number, stream: 'stdout' | 'stderr', text: string): void {
    const pieces = (this.#unfinished[stream] + text).split('\n')
    this.#unfinished[stream] = pieces.pop() as string
    for (const piece of pieces) this.#add({ atMs, stream, text: piece })
    for (const follower of [...this.#textFollowers]) follower(stream, text)
  }

  /** The container has ended: what has no newline is a line too, as far as it goes. */
  finish(atMs: number): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const text = this.#unfinished[stream]
      this.#unfinished[stream] = ''
      if (text !== '') this.#add({ atMs, stream, text, unfinished: true })
    }
  }

  /** Calls `onLine` for each line from now on; returns how to stop. */
  follow(onLine: (line: LogLine) => void): () => void {
    this.#followers.add(onLine)
    return () => void this.#followers.delete(onLine)
  }

  /** Calls `onText` for each piece from now on, as it is written; returns how to stop. */
  followText(onText: (stream: 'stdout' | 'stderr', text: string) => void): () => void {
    this.#textFollowers.add(onText)
    return () => void this.#textFollowers.delete(onText)
  }

  #add(line: LogLine): void {
    this.#lines.push(line)
    this.#length += line.text.length + 1
    if (this.#length > MOST_LENGTH) {
      this.#lines = this.#lines.slice(this.#lines.length >> 1)
      this.#length = this.#lines.reduce((sum, { text }) => sum + text.length + 1, 0)
    }
    for (const follower of [...this.#followers]) follower(line)
  }
}

/** The lines that a reader asked for: the last `tailLines`, of them those since a moment (`kuberuntime/logs`). */
export function selectLines(lines: readonly LogLine[], options: LogOptions, nowMs: number): readonly LogLine[] {
  const { tailLines, sinceSeconds, sinceTime } = options
  const tail = tailLines === undefined ? lines : lines.slice(Math.max(0, lines.length - tailLines))
  const sinceMs = sinceSeconds !== undefined ? nowMs - 1000 * sinceSeconds : sinceTime !== undefined ? parseTime(sinceTime) : undefined
  return sinceMs === undefined ? tail : tail.filter(({ atMs }) => atMs >= sinceMs)
}

/** A line as it is sent, with its time if asked for, and its newline. */
export function printLine({ atMs, text, unfinished }: LogLine, timestamps: boolean): string {
  const time = timestamps ? `${formatTime(atMs).slice(0, -1)}.${String(atMs % 1000).padStart(3, '0')}000000Z ` : ''
  return `${time}${text}${unfinished ? '' : '\n'}`
}

/** The beginning of a text that fits into so many bytes of UTF-8. */
export function limitBytes(text: string, most: number | undefined): string {
  if (most === undefined || text.length * 3 <= most) return text
  const bytes = utf8Bytes(text)
  return bytes.length <= most ? text : utf8Text(bytes.slice(0, most))
}
