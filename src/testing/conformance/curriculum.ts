import { curriculum, type BrokenEntry, type CommandOutcome, type ManifestEntry } from '../curriculum.ts'
import { MemoryFiles } from '../../posix/memoryFiles.ts'
import { baseName } from '../../posix/paths.ts'
import { clusterShell } from '../clusterShell.ts'
import { normalise } from '../compare/normalise.ts'
import { drive, recordedCluster } from '../recordOn.ts'
import { inOneLine, type Failure, type Row } from './row.ts'

/** As long as a manifest is given to become what it will be, virtual milliseconds. */
const SETTLE_MS = 90_000
const MACHINES = 4

interface Bench {
  run(command: string): Promise<{ output: string; exitCode: number }>
  advance(durationMs: number): void
}

/** A fresh cluster, with files in the working directory. */
function bench(files: Readonly<Record<string, string>>): Bench {
  const cluster = recordedCluster(MACHINES, { seed: 1 })
  const disk = new MemoryFiles(() => cluster.simulation.nowMs)
  for (const [name, text] of Object.entries(files)) disk.place(`/work/${name}`, text)
  const shell = clusterShell(cluster, disk)
  return { run: (command) => drive(cluster.simulation, shell.run(command)), advance: (durationMs) => cluster.simulation.advanceBy(durationMs) }
}

/** Whether each manifest is taken with the real answer, and all its pods become ready or completed if they did in reality. */
export async function manifestsRow(): Promise<Row> {
  const material = curriculum()
  const failures: Failure[] = []
  for (const entry of material.manifests) {
    const reason = await manifestFailure(entry)
    if (reason !== undefined) failures.push({ name: entry.file, reason: inOneLine(reason) })
  }
  return { title: 'Curriculum: manifests', passed: material.manifests.length - failures.length, total: material.manifests.length, failures }
}

async function manifestFailure({ file, as_file, needs = [] }: ManifestEntry): Promise<string | undefined> {
  const { files, manifestOutcomes } = curriculum()
  const outcome = manifestOutcomes[file]
  if (!outcome) return 'no recorded outcome'
  const there = Object.fromEntries([file, ...needs].map((path) => [baseName(path), files.get(path) ?? '']))
  try {
    const { run, advance } = bench(there)
    if (outcome.namespace !== 'default') await run(`kubectl create namespace ${outcome.namespace} && kubectl config set-context --current --namespace=${outcome.namespace}`)
    for (const { command } of outcome.fixtures ?? []) await run(command)
    const applied = await run(outcome.command)
    const wanted = outcome.stderr + outcome.stdout
    if (!sameLines(applied.output, wanted)) return `${applied.output.trim()} instead of ${wanted.trim()}`
    if (applied.exitCode !== outcome.exit) return `exit ${applied.exitCode} instead of ${outcome.exit}`
    if (!outcome.healthy) return undefined
    advance(SETTLE_MS)
    const { output } = await run('kubectl get pods --no-headers')
    const unwell = output.split('\n').filter((line) => line !== '' && !line.startsWith('No resources found') && !/ (\d+)\/\1 +Running | Completed /.test(line))
    return unwell.length > 0 ? `not well after ${SETTLE_MS / 1000} s: ${unwell[0]}` : undefined
  } catch (error) {
    return `${as_file}: ${String(error)}`
  }
}

/** Whether each faulty manifest is refused in the real words. */
export async function brokenRow(): Promise<Row> {
  const { broken } = curriculum()
  const failures: Failure[] = []
  for (const entry of broken) {
    const reason = await brokenFailure(entry)
    if (reason !== undefined) failures.push({ name: entry.file, reason: inOneLine(reason) })
  }
  return { title: 'Curriculum: faulty manifests', passed: broken.length - failures.length, total: broken.length, failures }
}

async function brokenFailure({ file }: BrokenEntry): Promise<string | undefined> {
  const { files, brokenOutcomes } = curriculum()
  const outcome = brokenOutcomes[file]
  if (!outcome) return 'no recorded outcome'
  try {
    const name = file.split('/').at(-1) ?? file
    const { run } = bench({ [name]: files.get(file) ?? '', [file]: files.get(file) ?? '' })
    return differs(await run(outcome.command), outcome)
  } catch (error) {
    return String(error)
  }
}

/** Whether each command of the material, typed on the cluster on which it was recorded, gives the real answer. */
export async function commandsRow(): Promise<Row> {
  const { groups } = curriculum()
  const failures: Failure[] = []
  let total = 0
  for (const [group, steps] of Object.entries(groups)) {
    const { run, advance } = bench(byNumber())
    for (const step of steps) {
      if ('setup' in step) await run(step.setup)
      else if ('wait' in step) advance(waitMs(step.wait))
      else {
        const wanted = curriculum().commandRuns[step.run]?.runs.find((each) => each.group === group && each.command === step.command)
        if (!wanted) continue
        total++
        const reason = await run(step.command).then((ours) => differs(ours, wanted), String)
        if (reason !== undefined) failures.push({ name: `${step.run} \`${step.command}\` (${group})`, reason: inOneLine(reason) })
      }
    }
  }
  return { title: 'Curriculum: commands', passed: total - failures.length, total, failures }
}

/** Quiet for six seconds after it began, at least. */
const SETTLED_MS = 20_000

function waitMs(wait: string): number {
  const seconds = /^sleep (\d+)/.exec(wait)?.[1]
  return seconds === undefined ? SETTLED_MS : Number(seconds) * 1000
}

/** The material as the recordings' preparations find it: `by-number/006.yaml`, `by-number/broken-027.yaml`, and the files that are no manifests. */
function byNumber(): Record<string, string> {
  const { files, supporting } = curriculum()
  const out: Record<string, string> = {}
  for (const [path, text] of files) {
    const [, folder, number] = /^(manifests|broken)\/(\d+)/.exec(path) ?? []
    out[`by-number/${folder === 'broken' ? 'broken-' : ''}${number}.yaml`] = text
  }
  for (const { name, content } of supporting.files) out[name] = content
  return out
}

function differs(ours: { output: string; exitCode: number }, theirs: CommandOutcome): string | undefined {
  if (!sameLines(ours.output, theirs.stdout + theirs.stderr)) return `${ours.output.trim()} instead of ${(theirs.stderr || theirs.stdout).trim()}`
  return ours.exitCode === theirs.exit ? undefined : `exit ${ours.exitCode} instead of ${theirs.exit}`
}

/** The same lines, whatever is free to differ and whichever stream they came on. */
function sameLines(ours: string, theirs: string): boolean {
  const lines = (text: string): string => text.split('\n').map((line) => normalise(line).replace(/\s+/g, ' ').trim()).filter((line) => line !== '').sort().join('\n')
  return lines(ours) === lines(theirs)
}
