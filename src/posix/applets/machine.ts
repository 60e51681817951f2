/** Applets that ask or change the machine and its processes: free, df, nproc, pidof, kill, nohup and the like. */
import { SIGNAL_NUMBERS, type Process, type Program, type Signal } from '../process.ts'
import { write } from './input.ts'
import { parseOptions } from './options.ts'

/** What a machine has here, in KiB. */
const MEMORY_KIB = 8_388_608
const DISK_KIB = 104_857_600

const CORES = 4

/** `TERM`, `SIGTERM`, `15`. */
function signalNamed(text: string): Signal | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '')
  return (Object.keys(SIGNAL_NUMBERS) as Signal[]).find((signal) => signal === name || String(SIGNAL_NUMBERS[signal]) === name)
}

const SIGNALS_BY_NUMBER = (Object.entries(SIGNAL_NUMBERS) as [Signal, number][]).sort(([, a], [, b]) => a - b)

/** `kill [-SIGNAL] PID...`; signal 0 only asks whether there is such a process. */
export const kill: Program = function* (process) {
  const words = process.arguments.slice(1)
  if (words[0] === '-l') {
    yield* write(SIGNALS_BY_NUMBER.map(([name, number]) => `${String(number).padStart(2)}) ${name}\n`).join(''))
    return 0
  }
  const asked = words[0] === '-s' ? words.splice(0, 2)[1] : /^-[A-Za-z0-9]/.test(words[0] ?? '') ? words.shift()?.slice(1) : 'TERM'
  const signal = signalNamed(asked ?? '')
  if (!signal && asked !== '0') {
    yield* write(`kill: bad signal name '${asked ?? ''}'\n`, 2)
    return 1
  }
  if (words.length === 0) {
    yield* write('kill: you need to specify whom to kill\n', 2)
    return 1
  }
  let status = 0
  for (const word of words) {
    const pid = Number(word)
    if (!/^\d+$/.test(word)) yield* write(`kill: invalid number '${word}'\n`, 2)
    else if (signal ? process.kill(pid, signal) : process.processes().some((each) => each.pid === pid)) continue
    else yield* write(`kill: can't kill pid ${word}: No such process\n`, 2)
    status = 1
  }
  return status
}

export const pidof: Program = function* (process) {
  const names = parseOptions(process.arguments.slice(1), 'so:').operands
  const found = process.processes().filter(({ arguments: [name = ''] }) => names.includes(name) || names.includes(name.split('/').at(-1) ?? '')).map(({ pid }) => pid)
  if (found.length > 0) yield* write(`${found.reverse().join(' ')}\n`)
  return found.length > 0 ? 0 : 1
}

/** `nohup COMMAND`: a command that does not mind when the terminal is gone. */
export const nohup: Program = function* (process) {
  const words = process.arguments.slice(1)
  const [name] = words
  if (name === undefined) {
    yield* write('Usage: nohup PROG ARGS\n', 2)
    return 125
  }
  process.ignore('HUP', true)
  if (process.descriptors.get(1)?.terminal) {
    const stream = process.open('nohup.out', 'append')
    if (typeof stream === 'string') {
      yield* write(`nohup: can't open 'nohup.out': ${stream}\n`, 2)
      return 125
    }
    yield* write('nohup: appending output to nohup.out\n', 2)
    process.attach(1, stream)
  }
  return yield* inPlace(process, words, 'nohup')
}

function* inPlace(process: Process, words: readonly string[], applet: string): ReturnType<Program> {
  const program = process.find(words[0] ?? '')
  const child = typeof program === 'string' ? undefined : process.spawn(program, { arguments: words })
  if (child) return (yield { kind: 'child', process: child }) as number
  yield* write(`${applet}: can't execute '${words[0]}': No such file or directory\n`, 2)
  return 127
}

export const nproc: Program = function* () {
  yield* write(`${CORES}\n`)
  return 0
}

export const usleep: Program = function* (process) {
  yield { kind: 'sleep', milliseconds: Number(process.arguments[1] ?? 0) / 1000 || 0 }
  return 0
}

/** Everything is on disk at once here. */
// oxlint-disable-next-line require-yield -- a program is a coroutine
export const sync: Program = function* () {
  return 0
}

export const clear: Program = function* () {
  yield* write('\x1b[H\x1b[J')
  return 0
}

function scaled(kib: number, flags: ReadonlySet<string>): string {
  if (flags.has('h')) return kib >= 1_048_576 ? `${(kib / 1_048_576).toFixed(1)}G` : kib >= 1024 ? `${(kib / 1024).toFixed(1)}M` : `${kib}.0K`
  return String(flags.has('g') ? Math.floor(kib / 1_048_576) : flags.has('m') ? Math.floor(kib / 1024) : flags.has('b') ? kib * 1024 : kib)
}

/** A mebibyte for each process is in use. */
export const free: Program = function* (process) {
  const { flags } = parseOptions(process.arguments.slice(1), 'bkmgh')
  const used = process.processes().length * 1024
  const row = (name: string, numbers: readonly number[]): string => `${name.padEnd(8)}${numbers.map((number) => scaled(number, flags).padStart(12)).join('')}\n`
  yield* write(`${' '.repeat(8)}${['total', 'used', 'free', 'shared', 'buff/cache', 'available'].map((name) => name.padStart(12)).join('')}\n`)
  yield* write(row('Mem:', [MEMORY_KIB, used, MEMORY_KIB - used, 0, 0, MEMORY_KIB - used]) + row('Swap:', [0, 0, 0]))
  return 0
}

export const df: Program = function* (process) {
  const { flags } = parseOptions(process.arguments.slice(1), 'hkmPaT')
  const used = Math.ceil(treeKib(process, '/'))
  const columns = [DISK_KIB, used, DISK_KIB - used].map((number) => scaled(number, flags).padStart(9))
  const title = flags.has('h') ? 'Size      Used Available' : flags.has('m') ? '1M-blocks      Used Available' : '1K-blocks      Used Available'
  yield* write(`Filesystem           ${title.padStart(29)} Use% Mounted on\noverlay              ${columns.join(' ')} ${`${Math.ceil((100 * used) / DISK_KIB)}%`.padStart(4)} /\n`)
  return 0
}

/** What a tree takes on disk: each file whole blocks of 4 KiB, each directory one. */
export function treeKib(process: Process, path: string): number {
  const status = process.files.status(path)
  if (!status) return 0
  if (status.kind === 'file') return Math.ceil(status.size / 4096) * 4
  return (process.files.list(path) ?? []).reduce((sum, name) => sum + treeKib(process, path === '/' ? `/${name}` : `${path}/${name}`), 4)
}
