import { describe, expect, it } from 'vitest'
import { FixtureTransport } from '../testing/fixtureTransport.ts'
import { kubectlGolden, type GoldenCase } from '../testing/kubectlGolden.ts'
import { runKubectlLine } from '../testing/kubectlHarness.ts'
import { VirtualClock } from '../testing/virtualClock.ts'
import { EXPECTED_FAILURES } from './goldenFailures.ts'

/** Every golden case: the same text, exit code and requests as the real kubectl, but for those that are listed with their reason. */
const golden = kubectlGolden()

const sorted = (text: string) => text.split('\n').sort().join('\n')

function normalise(text: string): string {
  return text
    .replace(/^E\d{4} [\d:.]+ +\d+ /gm, 'E<ts> <pid> ')
    .replace(/\/tmp\/(LIVE|MERGED)-\d+/g, '/tmp/$1-N')
    .replace(/\t\d{4}-\d\d-\d\d \S+ \+0000/g, '\t<time>')
}

async function differences(each: GoldenCase): Promise<string[]> {
  const clock = new VirtualClock(Date.parse(golden.clock))
  const transport = new FixtureTransport(golden.server, golden.serverUrl, clock)
  const call = { transport, clock, files: golden.files, stdin: each.stdin, environment: each.env }
  for (const line of each.setup ?? []) await runKubectlLine(line, call)
  transport.requests.length = 0
  const result = await runKubectlLine(each.command, call)
  const same = (left: string, right: string) => (each.unordered ? sorted(left) === sorted(right) : left === right)
  const text = each.normalized ? normalise : (value: string) => value
  const requests = transport.requests.map(({ request }) => request).filter((request) => !/^GET \/(version|api|apis|openapi)(\/v[23].*)?$/.test(request) || request === 'GET /version')
  const wanted = each.requests.map(({ request }) => request)
  return [
    same(text(result.stdout), each.stdout) ? '' : `stdout\n${result.stdout}`,
    same(text(result.stderr), each.stderr) ? '' : `stderr\n${result.stderr}`,
    result.exitCode === each.exitCode ? '' : `exit code ${result.exitCode}`,
    sorted(requests.join('\n')) === sorted(wanted.filter((request) => !/^GET \/(api|apis)$/.test(request)).join('\n')) ? '' : `requests\n${requests.join('\n')}`,
  ].filter((difference) => difference !== '')
}

describe('the golden cases of kubectl', () => {
  it.each(golden.cases.map((each) => [each.id, each] as const))('%s', async (id, each) => {
    const found = await differences(each)
    const isExpected = id in EXPECTED_FAILURES
    if (isExpected) expect(found.join('\n'), 'passes now: take it off the list').not.toBe('')
    else expect(found.join('\n'), each.command).toBe('')
  })
})
