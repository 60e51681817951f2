import { normalise } from './normalise.ts'

export interface Command {
  /** The instruction, normalised: `$ kubectl get pods`. */
  readonly head: string
  /** Its output and exit code, normalised, blanks evened out, without empty lines. */
  readonly lines: readonly string[]
}

export interface TranscriptReading {
  readonly commands: readonly Command[]
  /** Milliseconds since the recording began at which each step (also `advance`, `settle` ...) began. */
  readonly began: readonly number[]
}

const stepLine = /^\[(\d+\.\d)s\] ([^\n]*)/

function startsStep(instruction: string): boolean {
  return /^(\$ |advance|settle|stop |start )/.test(instruction) || instruction === 'end'
}

/** What a transcript shows. */
export function readTranscript(text: string): TranscriptReading {
  const steps: { instruction: string; output: string[] }[] = []
  const began: number[] = []
  for (const line of text.split('\n').slice(0, -1)) {
    const [, seconds = '', instruction = ''] = stepLine.exec(line) ?? []
    const step = steps.at(-1)
    if (startsStep(instruction)) {
      steps.push({ instruction, output: [] })
      began.push(Math.round(Number(seconds) * 1000))
    } else if (step && (step.instruction.startsWith('$ ') || !line.startsWith('#'))) {
      step.output.push(line)
    }
  }
  const commands = steps
    .filter((step) => step.instruction.startsWith('$ '))
    .map((step) => ({ head: normalise(step.instruction), lines: cleanLines(step.output) }))
  return { commands, began }
}

/** How often `rollout status` repeats that it waits depends on how many writes a change took, so a repeated line counts once. */
function cleanLines(output: readonly string[]): string[] {
  const lines = output.map((line) => normalise(line).replace(/\s+/g, ' ').trim()).filter((line) => line !== '')
  return lines.filter((line, index) => !(line.startsWith('Waiting for') && line === lines[index - 1]))
}
