import { FixtureTransport } from '../fixtureTransport.ts'
import { kubectlGolden, type GoldenCase } from '../kubectlGolden.ts'
import { runKubectlLine } from '../kubectlHarness.ts'
import { VirtualClock } from '../virtualClock.ts'
import { inOneLine, type Row } from './row.ts'

const sorted = (text: string) => text.split('\n').sort().join('\n')

/** Evens out what no two runs of the real kubectl share. */
function normalise(text: string): string {
  return text
    .replace(/^E\d{4} [\d:.]+ +\d+ /gm, 'E<ts> <pid> ')
    .replace(/\/tmp\/(LIVE|MERGED)-\d+/g, '/tmp/$1-N')
    .replace(/\t\d{4}-\d\d-\d\d \S+ \+0000/g, '\t<time>')
}

/** Where a golden case differs: in its texts, its exit code, or the requests that it made. Empty if it agrees. */
export async function goldenDifferences(each: GoldenCase): Promise<string[]> {
  const golden = kubectlGolden()
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

export async function goldenRow(): Promise<Row> {
  const { cases } = kubectlGolden()
  const failures: Row['failures'][number][] = []
  for (const each of cases) {
    const found = await goldenDifferences(each)
    if (found.length > 0) failures.push({ name: `${each.id} \`${each.command}\``, reason: inOneLine(found[0] as string) })
  }
  return { title: 'kubectl: golden cases', passed: cases.length - failures.length, total: cases.length, failures }
}
