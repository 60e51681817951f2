/** Runs a script as a container's or the terminal's shell would, in virtual time, for tests. */
import { Simulation } from '../../base/simulation.ts'
import { appletAt } from '../applets/registry.ts'
import { Kernel } from '../kernel.ts'
import { MemoryFiles } from '../memoryFiles.ts'
import { NetworkError, type Stream } from '../process.ts'
import { OutputStream, TextStream } from '../streams.ts'

export interface ShellOutcome {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | undefined
  /** How long it took, virtual milliseconds. */
  readonly tookMs: number
}

export function runScript(script: string, { input = '', files = {}, limitMs = 60_000 }: { input?: string; files?: Readonly<Record<string, string>>; limitMs?: number } = {}): ShellOutcome {
  const simulation = new Simulation({ seed: 1, startMs: Date.parse('2026-01-02T03:04:05Z') })
  const random = simulation.random('test')
  const disk = new MemoryFiles(() => simulation.nowMs, { '/work/': '', '/tmp/': '', ...files })
  const kernel = new Kernel(
    {
      now: () => simulation.nowMs,
      random: () => random.fraction(),
      schedule: (delayMs, run) => simulation.schedule(delayMs, run),
      files: disk,
      hostname: 'box',
      address: '10.0.0.1',
      program: (path) => (path.startsWith('/bin/') ? appletAt(path.slice(5)) : undefined),
      request: (_, done) => void simulation.schedule(5, () => done(new NetworkError('refused', 'connection refused'))),
      resolve: (name) => (name === 'web' ? ['10.96.0.5'] : []),
      listen: () => false,
      close() {},
    },
    { container: false },
  )
  let stdout = ''
  let stderr = ''
  let exitCode: number | undefined
  let endedMs = simulation.startMs
  const descriptors = new Map<number, Stream>([[0, new TextStream(input)], [1, new OutputStream((text) => void (stdout += text))], [2, new OutputStream((text) => void (stderr += text))]])
  kernel.start(appletAt('sh')!, {
    arguments: ['sh', '-c', script],
    environment: { HOME: '/work', PATH: '/bin' },
    descriptors,
    workingDirectory: '/work',
    onExit: (code) => {
      exitCode = code
      endedMs = simulation.nowMs
    },
  })
  simulation.advanceBy(limitMs)
  return { stdout, stderr, exitCode, tookMs: endedMs - simulation.startMs }
}
