import { expect, test } from 'vitest'
import { utf8Text } from '../../base/base64.ts'
import type { ExecOptions, LogOptions, PodAddress } from '../../client/nodeServices.ts'
import type { ApiChannel, ChannelSink } from '../../client/transport.ts'
import { KubeletMachines } from '../../testing/kubeletMachine.ts'

const LOG: LogOptions = { container: 'app', previous: false, timestamps: false }
const EXEC: ExecOptions = { container: 'app', command: ['sh'], stdin: false, stdout: true, stderr: true, tty: false }

function withPod(script: string, more: object = {}): { cluster: KubeletMachines; address: PodAddress } {
  const cluster = new KubeletMachines()
  cluster.advance(20_000)
  cluster.run('p', { terminationGracePeriodSeconds: 1, containers: [{ name: 'app', image: 'busybox:1.36', command: ['sh', '-c', script], ...more }] })
  cluster.advance(6000)
  return { cluster, address: { namespace: 'default', name: 'p', uid: cluster.uid } }
}

/** What comes on a two-way connection, a line for each piece. */
class Received implements ChannelSink {
  readonly pieces: string[] = []

  data(channel: number, data: Uint8Array): void {
    this.pieces.push(`${channel} ${utf8Text(data)}`)
  }

  close(): void {
    this.pieces.push('closed')
  }
}

function opened({ cluster, address }: ReturnType<typeof withPod>, how: 'exec' | 'attach', options: Partial<ExecOptions>): { sink: Received; channel: ApiChannel } {
  const sink = new Received()
  const channel = cluster.machine.services?.[how](address, { ...EXEC, ...options }, sink)
  if (!channel) throw new Error('the kubelet is out of reach')
  return { sink, channel }
}

test('a log as it is', () => {
  const { cluster, address } = withPod('echo one; echo two >&2; echo three; sleep 1000')
  const read = (options: Partial<LogOptions> = {}): string | undefined => cluster.machine.services?.logs(address, { ...LOG, ...options })
  expect(read()).toBe('one\ntwo\nthree\n')
  expect(read({ tailLines: 1 })).toBe('three\n')
  expect(read({ limitBytes: 5 })).toBe('one\nt')
  expect(read({ sinceSeconds: 1 })).toBe('')
  expect(read({ tailLines: 1, timestamps: true })).toMatch(/^2026-01-01T00:00:2\d\.\d{9}Z three\n$/)
  expect(() => read({ previous: true })).toThrow('previous terminated container "app" in pod "p" not found')
})

test('a log that goes on ends with its container', () => {
  const { cluster, address } = withPod('for i in 1 2 3; do echo $i; sleep 4; done', {})
  const pieces: string[] = []
  cluster.machine.services?.followLogs(address, LOG, { data: (piece) => void pieces.push(String(piece)), end: () => void pieces.push('end') })
  expect(pieces.at(-1)).not.toBe('end')
  cluster.advance(15_000)
  expect(pieces).toEqual(['1\n', '2\n', '3\n', 'end'])
})

test('a program beside the first one', () => {
  const pod = withPod('sleep 1000')
  const { sink } = opened(pod, 'exec', { command: ['sh', '-c', 'echo out; echo err >&2; exit 3'] })
  pod.cluster.advance(1000)
  expect(sink.pieces.slice(0, 2)).toEqual(['1 out\n', '2 err\n'])
  expect(JSON.parse((sink.pieces[2] ?? '').slice(2))).toMatchObject({ status: 'Failure', reason: 'NonZeroExitCode', details: { causes: [{ reason: 'ExitCode', message: '3' }] } })
  expect(sink.pieces[3]).toBe('closed')
})

test('a program reads what it is sent', () => {
  const pod = withPod('sleep 1000')
  const { sink, channel } = opened(pod, 'exec', { command: ['cat'], stdin: true })
  channel.send(0, 'hello\n')
  channel.closeChannel(0)
  pod.cluster.advance(1000)
  expect(sink.pieces).toEqual(['1 hello\n', '3 {"metadata":{},"status":"Success"}', 'closed'])
})

test('a program that there is not', () => {
  const pod = withPod('sleep 1000')
  const { sink } = opened(pod, 'exec', { command: ['absent'] })
  expect(sink.pieces[0]).toContain('exec: \\"absent\\": executable file not found in $PATH: unknown')
  expect(() => opened(pod, 'exec', { container: 'other' })).toThrow('unable to upgrade connection: container not found ("other")')
})

test('the first program, from its terminal', () => {
  const pod = withPod('read name; echo hello $name; sleep 2', { stdin: true })
  const { sink, channel } = opened(pod, 'attach', { stdin: true })
  channel.send(0, 'you\n')
  pod.cluster.advance(10_000)
  expect(sink.pieces).toEqual(['1 hello you\n', '3 {"metadata":{},"status":"Success"}', 'closed'])
})
