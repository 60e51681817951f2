import { type AccessAnswer, FixtureTransport } from '../fixtureTransport.ts'
import { ServerTransport } from '../serverTransport.ts'
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
    .replace(/(creationTimestamp: )"\d[^"]*"/g, '$1"<clock>"')
    .replace(/( uid: )[\da-f-]{36}/g, '$1<uid>')
}

const REFUSALS = [400, 403, 409, 422]

/** Whether the answer comes from what a server checks, merges or fills in, not only from what it holds. */
function serverDecides({ origin, requests, serverConfig }: GoldenCase): boolean {
  if (serverConfig?.includes('RBAC for user')) return true
  const writes = requests.filter(({ request, upgrade }) => !request.startsWith('GET') && upgrade === undefined)
  const isRefused = writes.some(({ status }) => REFUSALS.includes(status))
  // `diff` shows what the server would make of an object.
  return isRefused || (origin === 'client' && writes.some(({ request }) => request.includes('dryRun=All&fieldManager=kubectl-client-side-apply')))
}

/** The user for whom a case's server was set up; undefined for the administrator. */
function userOf({ serverConfig }: GoldenCase): string | undefined {
  return /for user (\w+)/.exec(serverConfig ?? '')?.[1]
}

/** How the server of a case answers whether something is allowed. */
function accessOf({ serverConfig }: GoldenCase): AccessAnswer | undefined {
  const refused = /answers allowed:false, reason "(.*)"/.exec(serverConfig ?? '')
  return refused ? { allowed: false, reason: refused[1] } : undefined
}

/** Where a golden case differs: in its texts, its exit code, or the requests that it made. Empty if it agrees. */
export async function goldenDifferences(each: GoldenCase): Promise<string[]> {
  const golden = kubectlGolden()
  const clock = new VirtualClock(Date.parse(golden.clock))
  const transport = serverDecides(each) ? new ServerTransport(golden.server, golden.serverUrl, userOf(each)) : new FixtureTransport(golden.server, golden.serverUrl, clock, accessOf(each))
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
