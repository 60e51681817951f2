/**
 * What a real Kubernetes 1.32.5 did and answered, recorded: the measure of every part. The archives are unpacked when they are first asked for.
 * The recordings' machine has nodes node-1 … node-N with 4 CPU and 8 GiB, and simulated containers; all else is the real thing.
 */
import { archive, jsonOf, textOf } from './archive.ts'
import type { ApiCases } from './apiCases.ts'
import type { Floor, RecordedTake } from './compare.ts'
import type { PodTemplateSpec } from 'kubernetes-types/core/v1'
import type { KubernetesObject } from '../kinds/objects.ts'

export { curriculum, type Curriculum } from './curriculum.ts'
export { kubectlGolden, type KubectlGolden } from './kubectlGolden.ts'

/** The areas that have recordings of scripts. */
export const areas = ['deployments', 'pods', 'workloads', 'nodes-and-scheduling', 'curriculum'] as const
export type Area = (typeof areas)[number]

export interface Recording {
  /** What was done, in the language of `script.ts`. */
  readonly script: string
  /** The same script, run three times. */
  readonly takes: readonly [RecordedTake, ...RecordedTake[]]
  /** The least that one take scores against the other two (`compare.ts`). */
  readonly floor: Floor
}

/** The names of an area's recordings, in alphabetical order. */
export function names(area: Area): string[] {
  return [...archive(area).keys()].flatMap((path) => /^scripts\/(.+)\.script$/.exec(path)?.[1] ?? []).sort()
}

export function recording(area: Area, name: string): Recording {
  const files = archive(area)
  const take = (folder: string): RecordedTake => ({
    transcript: textOf(area, `${folder}${name}.transcript`),
    watch: textOf(area, `${folder}${name}.watch.jsonl`),
  })
  const further = ['second/', 'third/'].filter((folder) => files.has(`${folder}${name}.transcript`))
  return {
    script: textOf(area, `scripts/${name}.script`),
    takes: [take(''), ...further.map(take)],
    floor: jsonOf<Record<string, Floor>>(area, 'floor.json')[name] ?? {},
  }
}

/** The files of HTTP cases: requests to an API server alone (no controllers, no kubelets) and its answers. */
export const apiCaseFiles = ['admission', 'apply', 'defaults', 'discovery', 'field-selectors', 'invalid', 'patch', 'subresources', 'tables', 'watch'] as const
export type ApiCaseFile = (typeof apiCaseFiles)[number]

/** The HTTP cases of a file; `checkApi.ts` runs them. */
export function apiCases(file: ApiCaseFile): ApiCases {
  return jsonOf('api', `${file}.json`)
}

export interface BootstrapResource {
  /** `/api/v1/nodes`. */
  readonly path: string
  readonly resource: string
  /** The kind of the list. */
  readonly kind: string
  readonly count: number
  readonly names: readonly string[]
  readonly items: readonly {
    /** The managers that wrote it, as managedFields tell. */
    readonly by: readonly string[]
    readonly object: KubernetesObject
  }[]
}

/** Every object of a cluster that has just come up with four nodes, by resource. */
export function bootstrapObjects(): readonly BootstrapResource[] {
  return jsonOf<{ resources: BootstrapResource[] }>('api', 'bootstrap.json').resources
}

export interface TemplateHashExample {
  /** Name of the ReplicaSet: its Deployment's name and the hash of its pod template. */
  readonly name: string
  /** The template without its `pod-template-hash` label, defaults filled in. */
  readonly template: PodTemplateSpec
  /** The text of the template that is hashed. */
  readonly dump: string
  /** The sum of that text, in decimal. */
  readonly fnv32a: number
  readonly hash: string
  /** The hash for a Deployment whose status has collisionCount 1. */
  readonly hashWithCollisionCount1: string
}

/** Pod templates and the `pod-template-hash` that a real controller gave them. */
export function templateHashExamples(): TemplateHashExample[] {
  const lines = textOf('deployments', 'pod-template-hash/examples.jsonl').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TemplateHashExample)
}
