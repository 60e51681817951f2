import { load } from 'js-yaml'
import { archive, jsonOf, textOf } from './archive.ts'
import type { KubernetesObject } from '../kinds/objects.ts'

/** What a command printed and its exit code. */
export interface CommandOutcome {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

/** A command of the course material and what is expected of it today. */
export interface CourseCommand {
  readonly id: string
  readonly command: string
  /** The spelling of the material, where `command` corrects a slip of copying. */
  readonly verbatim?: string
  readonly topic: string
  /** modern: works in 1.32; obsolete: syntax or output changed; typo: the material is wrong; external-tool: not kubectl. */
  readonly status: 'modern' | 'obsolete' | 'typo' | 'external-tool'
  readonly expect: string
  readonly notes?: string
  /** Concrete forms of placeholders such as `<pod-name>`. */
  readonly example?: readonly string[]
  /** Manifests to apply first. */
  readonly needs?: readonly string[]
}

/** A command as it was really typed on a real cluster. */
export interface CommandRun extends CommandOutcome {
  readonly command: string
  /** The cluster on which it ran: see `groups`. */
  readonly group: string
  readonly note?: string
}

/** What was done on one fresh cluster, in order: preparation, waiting, or the run of a command by its id. */
export type GroupStep = { readonly setup: string } | { readonly wait: string } | { readonly run: string; readonly command: string }

export interface ManifestEntry {
  /** `manifests/001-kuard-pod-health.yaml`. */
  readonly file: string
  /** The learner's name of the file. */
  readonly as_file: string
  readonly origin: 'verbatim' | 'repaired' | 'authored'
  readonly kinds: readonly string[]
  readonly purpose: string
  /** Manifests without which this one has no effect or does not become healthy. */
  readonly needs?: readonly string[]
}

/** What a real cluster made of a manifest, applied to a fresh namespace. */
export interface ManifestOutcome extends CommandOutcome {
  readonly namespace: string
  readonly command: string
  readonly accepted: boolean
  readonly warnings: readonly string[]
  /** The answer to the same command a moment later. */
  readonly apply_again?: CommandOutcome
  /** Whether all its pods were ready or completed in the end. */
  readonly healthy?: boolean
  readonly pods?: string
  /** Each object as the server stores it at creation: defaults filled in. */
  readonly stored: readonly KubernetesObject[]
  /** Each object when nothing changed any more. */
  readonly final: readonly KubernetesObject[]
  readonly warning_events?: readonly string[]
  readonly note?: string
  readonly corrected?: string
  /** Manifests applied before it, with their output. */
  readonly fixtures?: readonly (CommandOutcome & { readonly command: string })[]
}

/** A faulty manifest and who refuses it. */
export interface BrokenEntry {
  readonly file: string
  readonly stage: 'client-parse' | 'client-validate' | 'client-decode' | 'client-mapping' | 'server-decode' | 'server-validate' | 'runtime' | 'docker-build'
  readonly command: string
  readonly error: string
  readonly exit_code: number
  readonly repaired_as: string
  /** What a helpful teacher would add. */
  readonly hint: string
  readonly certain: boolean
  readonly note?: string
}

export interface BrokenOutcome extends CommandOutcome {
  readonly command: string
  /** The answer to the other verb. */
  readonly create?: CommandOutcome
  readonly apply?: CommandOutcome
}

export interface Exercise {
  readonly id: string
  readonly title: string
  readonly goal: string
  readonly manifests?: readonly string[]
  readonly steps: readonly { readonly n: number; readonly action: string; readonly terminal: string; readonly graph: string }[]
  readonly note?: string
}

export interface Concept {
  readonly id: string
  readonly area: string
  readonly name: string
  readonly explanation: string
  /** How to make it visible, and after "Test:" how to check that. */
  readonly show: string
  readonly note?: string
}

/** Files that are not manifests, the images that the material uses, and its node names. */
export interface SupportingFiles {
  readonly files: readonly { readonly name: string; readonly origin: string; readonly content: string }[]
  readonly images: readonly { readonly image: string; readonly tags: readonly string[]; readonly behaviour: string }[]
  readonly nodes: readonly { readonly name: string; readonly use: string }[]
}

/** The users' own course material, and what a real cluster answers to it. */
export interface Curriculum {
  /** The text of every manifest, faulty ones too, by path: `manifests/001-kuard-pod-health.yaml`, `broken/…`. */
  readonly files: ReadonlyMap<string, string>
  readonly manifests: readonly ManifestEntry[]
  readonly manifestOutcomes: Readonly<Record<string, ManifestOutcome>>
  readonly broken: readonly BrokenEntry[]
  readonly brokenOutcomes: Readonly<Record<string, BrokenOutcome>>
  readonly commands: readonly CourseCommand[]
  /** By the id of the command. */
  readonly commandRuns: Readonly<Record<string, { readonly command: string; readonly runs: readonly CommandRun[] }>>
  readonly groups: Readonly<Record<string, readonly GroupStep[]>>
  readonly exercises: readonly Exercise[]
  readonly concepts: readonly Concept[]
  readonly supporting: SupportingFiles
}

const material = 'curriculum-material'

function yamlOf<T>(path: string): T {
  return load(textOf(material, path)) as T
}

interface RecordedCommands {
  groups: Curriculum['groups']
  commands: Curriculum['commandRuns']
}

export function curriculum(): Curriculum {
  const { groups, commands: commandRuns } = jsonOf<RecordedCommands>(material, 'commands.json')
  return {
    files: new Map([...archive(material)].filter(([path]) => /^(manifests|broken)\/\d/.test(path))),
    manifests: yamlOf('manifests-index.yaml'),
    manifestOutcomes: jsonOf<{ manifests: Curriculum['manifestOutcomes'] }>(material, 'manifests.json').manifests,
    broken: yamlOf('broken/expected.yaml'),
    brokenOutcomes: jsonOf<{ files: Curriculum['brokenOutcomes'] }>(material, 'broken.json').files,
    commands: yamlOf('commands.yaml'),
    commandRuns,
    groups,
    exercises: yamlOf('exercises.yaml'),
    concepts: yamlOf('concepts.yaml'),
    supporting: yamlOf('files.yaml'),
  }
}
