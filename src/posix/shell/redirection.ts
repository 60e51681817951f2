import type { Redirection } from 'unbash'
import { absolutePath } from '../paths.ts'
import type { Process, Stream, Wait } from '../process.ts'
import { TextStream } from '../streams.ts'
import { expandBody, expandText } from './expansion.ts'
import type { Shell } from './interpreter.ts'

/** What the descriptors were before. */
export type Saved = ReadonlyMap<number, Stream | undefined>

/** Puts redirections into effect; undefined, after it has said why, if one cannot be. */
export function* redirect(shell: Shell, redirections: readonly Redirection[]): Generator<Wait, Saved | undefined, any> {
  const { process } = shell
  const saved = new Map<number, Stream | undefined>()
  const put = (descriptor: number, stream: Stream | undefined): void => {
    if (!saved.has(descriptor)) {
      const before = process.descriptors.get(descriptor)
      before?.hold()
      saved.set(descriptor, before)
    }
    process.attach(descriptor, stream)
  }
  for (const redirection of redirections) {
    const problem = yield* one(shell, redirection, put)
    if (problem === undefined) continue
    shell.complain(problem)
    restore(process, saved)
    return undefined
  }
  return saved
}

export function restore(process: Process, saved: Saved): void {
  for (const [descriptor, stream] of saved) {
    process.attach(descriptor, stream)
    stream?.release()
  }
}

function* one(shell: Shell, redirection: Redirection, put: (descriptor: number, stream: Stream | undefined) => void): Generator<Wait, string | undefined, any> {
  const given = redirection.descriptor?.type === 'FileDescriptor' ? redirection.descriptor.value : undefined
  if (redirection.type === 'HereDoc') {
    const { body, delimiter, operator } = redirection
    const text = delimiter?.quoted ? body.text : yield* expandBody(shell, body.text, body.parts)
    put(given ?? 0, new TextStream(operator === '<<-' ? text.replace(/^\t+/gm, '') : text))
    return undefined
  }
  const target = yield* expandText(shell, redirection.target)
  if (redirection.type === 'HereString') return void put(given ?? 0, new TextStream(`${target}\n`))
  const { operator } = redirection
  if (operator === '>&' || operator === '<&') return duplicate(shell, given ?? (operator === '>&' ? 1 : 0), target, put)
  const how = operator === '<' ? 'read' : operator === '>>' || operator === '&>>' || operator === '<>' ? 'append' : 'write'
  const absolute = absolutePath(target, shell.process.workingDirectory)
  if (operator === '>' && shell.state.options.has('noclobber') && shell.process.files.status(absolute)?.kind === 'file') return `can't create ${target}: File exists`
  const stream = shell.process.open(target, how)
  if (typeof stream === 'string') return how === 'read' ? `can't open ${target}: ${SHORT[stream] ?? stream}` : `can't create ${target}: ${CREATE[stream] ?? stream}`
  put(given ?? (operator.startsWith('<') ? 0 : 1), stream)
  if (operator.startsWith('&>')) put(2, stream)
  return undefined
}

/** ash's words where they are not the system's. */
const SHORT: Readonly<Record<string, string>> = { 'No such file or directory': 'no such file' }
const CREATE: Readonly<Record<string, string>> = { 'No such file or directory': 'nonexistent directory' }

function duplicate(shell: Shell, descriptor: number, target: string, put: (descriptor: number, stream: Stream | undefined) => void): string | undefined {
  if (target === '-') return void put(descriptor, undefined)
  if (!/^\d+$/.test(target)) {
    const stream = shell.process.open(target, 'write')
    if (typeof stream === 'string') return `can't create ${target}: ${CREATE[stream] ?? stream}`
    put(descriptor, stream)
    return void put(2, stream)
  }
  const stream = shell.process.descriptors.get(Number(target))
  if (!stream) return `${target}: Bad file descriptor`
  put(descriptor, stream)
  return undefined
}

