import { describe, expect, it } from 'vitest'
import { FixtureTransport } from '../testing/fixtureTransport.ts'
import { kubectlGolden } from '../testing/kubectlGolden.ts'
import { runKubectlLine } from '../testing/kubectlHarness.ts'
import { VirtualClock } from '../testing/virtualClock.ts'

const golden = kubectlGolden()

/** What a shell would be told; `kubectl __complete` is how shells ask. */
async function candidates(line: string): Promise<string[]> {
  const clock = new VirtualClock(Date.parse(golden.clock))
  const transport = new FixtureTransport(golden.server, golden.serverUrl, clock)
  const { stdout } = await runKubectlLine(`kubectl __complete ${line}`, { transport, clock, files: { 'kc.yaml': golden.files['kc.yaml'] as string } })
  return stdout.split('\n').slice(0, -2)
}

describe('completion of a command line', () => {
  it.each([
    ['commands', 'ro', ['rollout']],
    ['subcommands', "rollout ''", ['history', 'pause', 'restart', 'resume', 'status', 'undo']],
    ['subcommands of subcommands', 'create secret t', ['tls']],
    ['types', 'get deplo', ['deployments']],
    ['names of objects', 'get pods -n shop web-6f9c8d7b54-4', ['web-6f9c8d7b54-4kx2v']],
    ['names in the form TYPE/NAME', '-n shop describe svc/w', ['svc/web', 'svc/web-public']],
    ['nodes', 'drain worker-', ['worker-1', 'worker-2']],
    ['flags; those with a value end with =', 'get pods --all', ['--all-namespaces', '--allow-missing-template-keys']],
    ['no flag twice', 'get pods --all-namespaces --all-n', []],
    ['namespaces', 'get pods -n sh', ['shop']],
    ['namespaces after =', 'get pods --namespace=sh', ['--namespace=shop']],
    ['contexts of the kubeconfig', '--kubeconfig=kc.yaml get pods --context o', ['other']],
    ['fixed values', 'get pods -o jsonpath', ['jsonpath', 'jsonpath-as-json', 'jsonpath-file']],
    ['the last member of a list', 'create role r --verb=get,li', ['--verb=get,list']],
    ['containers of a pod', 'logs -n shop db-0 -c ', ['postgres']],
    ['topics of help', 'help create dep', ['deployment']],
    ['nothing after --', 'exec web -- l', []],
  ])('%s', async (_, line, expected) => {
    const typed = line.endsWith(' ') ? `${line}''` : line
    expect(await candidates(typed)).toEqual(expected)
  })
})
