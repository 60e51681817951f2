/**
 * Which images the machines can pull, and what is in them. One object is one profile: `playground.ts` for people, `recorded.ts` for comparison with
 * recordings of a real cluster.
 */
import type { Image } from './program.ts'

/** An image as a registry describes it. */
export interface ImageDescription {
  /** Full reference: `docker.io/library/nginx:1.27`. */
  readonly reference: string
  /** `sha256:…`, the runtime's own name for it. */
  readonly id: string
  /** `docker.io/library/nginx@sha256:…`, what a pod's `imageID` shows. */
  readonly digest: string
  readonly sizeBytes: number
}

export type PullResult =
  | { readonly image: ImageDescription }
  /** The CRI's status code and the runtime's text; the kubelet puts `rpc error: code = NotFound desc = ` before it. */
  | { readonly error: { readonly code: 'NotFound' | 'Unknown' | 'FailedPrecondition'; readonly message: string } }

export interface ImageSet {
  /** What comes of pulling a reference as the pod spells it (`nginx`, `gcr.io/a/b:1`). The outcome is there `pullMs` later. */
  pull(reference: string): PullResult
  /** How long a pull takes, milliseconds; shorter if the machine has the image already. */
  pullMs(reference: string, present: boolean): number
  /** What a container of that image runs. Only asked of references that can be pulled. `hasCommand`: whether the container names a command of its own. */
  resolve(reference: string, hasCommand: boolean): Image
}
