/**
 * The language of recorded scripts: a transcript without output, one instruction a line.
 *
 *     # text                   a comment, kept
 *     nodes N                  (first line only) size of the cluster, 4 unless said
 *     $ COMMAND                run in a shell that has kubectl; a heredoc (<<'EOF' … EOF) may follow
 *     advance 30s              let that much time pass
 *     settle [120s]            wait until nothing but heartbeats has changed for 6 s (at most that long)
 *     stop PART / start PART   node-2, scheduler, controller-manager ...: end and restart that process
 */

interface WithText {
  /** The instruction as it stands in the script and in the transcript; several lines for a heredoc. */
  readonly text: string
}

export type ScriptStep = WithText &
  (
    | { readonly kind: 'comment' }
    | { readonly kind: 'nodes'; readonly count: number }
    | { readonly kind: 'command'; readonly command: string }
    | { readonly kind: 'advance'; readonly durationMs: number }
    | { readonly kind: 'settle'; readonly limitMs: number }
    | { readonly kind: 'stop' | 'start'; readonly part: string }
  )

/** How `settle` waits: at least `leastMs`, then until nothing has changed for `quietMs`, looked at every `pollMs`. */
export const settling = { leastMs: 2000, quietMs: 6000, pollMs: 200, limitMs: 180_000 } as const

const defaultNodeCount = 4

/** Reads a script. Throws on a line that is no instruction. */
export function parseScript(script: string): ScriptStep[] {
  const lines = script.split('\n')
  const steps: ScriptStep[] = []
  while (lines.length > 0) {
    const text = takeInstruction(lines)
    if (text.trim() !== '') steps.push(parseStep(text))
  }
  return steps
}

/** Takes an instruction off the lines, with its heredoc. */
function takeInstruction(lines: string[]): string {
  const first = lines.shift() ?? ''
  const delimiter = first.startsWith('$ ') ? /<<-?\s*'?(\w+)'?/.exec(first)?.[1] : undefined
  if (delimiter === undefined) return first
  const end = lines.indexOf(delimiter)
  if (end < 0) throw new Error(`no ${delimiter} ends the heredoc of: ${first}`)
  return [first, ...lines.splice(0, end + 1)].join('\n')
}

function parseStep(text: string): ScriptStep {
  if (text.startsWith('#')) return { kind: 'comment', text }
  if (text.startsWith('$ ')) return { kind: 'command', text, command: text.slice(2) }
  const [word = '', argument] = text.trim().split(/\s+/)
  switch (word) {
    case 'nodes':
      return { kind: 'nodes', text, count: Number(argument) }
    case 'advance':
      return { kind: 'advance', text, durationMs: durationMs(argument ?? '') }
    case 'settle':
      return { kind: 'settle', text, limitMs: argument === undefined ? settling.limitMs : durationMs(argument) }
    case 'stop':
    case 'start':
      if (argument !== undefined) return { kind: word, text, part: argument }
  }
  throw new Error(`cannot read: ${text}`)
}

function durationMs(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? []
  const unitMs = { ms: 1, s: 1000, m: 60_000 }[unit ?? '']
  if (unitMs === undefined) throw new Error(`no duration: ${text}`)
  return Number(amount) * unitMs
}

/** The size of the cluster on which a script runs. */
export function nodeCount(steps: readonly ScriptStep[]): number {
  return steps.find((step) => step.kind === 'nodes')?.count ?? defaultNodeCount
}

/** Writes a transcript: each instruction with the time at which it began (ms since the recording began) and what it printed. */
export class TranscriptWriter {
  #text = ''

  /** Notes that a step begins. */
  step(step: ScriptStep, atMs: number): void {
    const stamp = step.kind === 'comment' || step.kind === 'nodes' ? '' : `${formatStamp(atMs)} `
    this.#text += `${stamp}${step.text}\n`
  }

  /** Notes what a command printed (standard output and error, as they came) and its exit code. */
  output(output: string, exitCode: number): void {
    this.#text += output
    if (output !== '' && !output.endsWith('\n')) this.#text += '\n'
    if (exitCode !== 0) this.#text += `[exit ${exitCode}]\n`
  }

  /** The transcript of a recording that ended at `atMs`. */
  end(atMs: number): string {
    return `${this.#text}${formatStamp(atMs)} end\n`
  }
}

function formatStamp(atMs: number): string {
  return `[${(atMs / 1000).toFixed(1)}s]`
}
