import type { Container } from 'kubernetes-types/core/v1'
import { formatDuration } from '../../base/duration.ts'
import type { ImageDescription, PullResult } from '../../images/imageSet.ts'
import type { Pod } from '../../kinds/resources.ts'
import { BackOff } from '../backOff.ts'
import type { KubeletContext } from '../context.ts'
import type { StartFailure } from '../status/containerStatuses.ts'
import type { Task } from '../task.ts'
import { containerReference } from './references.ts'

const BACK_OFF_MS = [10_000, 300_000] as const

interface Waiting {
  readonly reference: string
  readonly askedMs: number
  /** The pod that wants it, as a subject of what is due. */
  readonly subject: string
  done(result: PullResult, pullMs: number): void
}

/** Sees to it that the machine has a container's image; pulls one after another (`pkg/kubelet/images`). */
export class ImagePuller {
  readonly #context: KubeletContext
  readonly #backOff = new BackOff(...BACK_OFF_MS)
  /** By pod and image: what went wrong the last time. */
  readonly #errors = new Map<string, string>()
  readonly #queue: Waiting[] = []
  #pulling = false

  constructor(context: KubeletContext) {
    this.#context = context
  }

  *ensure(pod: Pod, container: Container): Task<ImageDescription | StartFailure> {
    const { clock, events, images, runtime } = this.#context
    const image = container.image ?? ''
    const about = containerReference(pod, container)
    const policy = container.imagePullPolicy ?? 'IfNotPresent'
    const syntax = referenceError(image)
    if (syntax) {
      const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${syntax}`
      events.event(about, 'Warning', 'InspectFailed', message)
      return { reason: 'InvalidImageName', message }
    }
    const present = runtime.image(image)
    if (present && policy !== 'Always') {
      events.event(about, 'Normal', 'Pulled', `Container image "${image}" already present on machine`)
      return present
    }
    if (policy === 'Never') {
      const message = `Container image "${image}" is not present with pull policy of Never`
      events.event(about, 'Warning', 'ErrImageNeverPull', message)
      return { reason: 'ErrImageNeverPull', message }
    }
    const key = `${pod.metadata.uid}_${image}`
    if (this.#backOff.holdsSinceUpdate(key, clock.nowMs)) {
      const message = `Back-off pulling image "${image}"`
      events.event(about, 'Normal', 'BackOff', message)
      const error = this.#errors.get(key)
      return { reason: 'ImagePullBackOff', message: error ? `${message}: ${error}` : message }
    }
    this.#errors.delete(key)
    events.event(about, 'Normal', 'Pulling', `Pulling image "${image}"`)
    const askedMs = clock.nowMs
    let result: PullResult = images.pull(image)
    let pullMs = 0
    yield (resume) =>
      this.#enqueue(image, askedMs, `pods/${pod.metadata.namespace}/${pod.metadata.name}`, (outcome, durationMs) => {
        result = outcome
        pullMs = durationMs
        resume()
      })
    if ('error' in result) {
      const error = `rpc error: code = ${result.error.code} desc = ${result.error.message}`
      events.event(about, 'Warning', 'Failed', `Failed to pull image "${image}": ${error}`)
      this.#backOff.next(key, clock.nowMs, clock.nowMs)
      this.#errors.set(key, `ErrImagePull: ${error}`)
      return { reason: 'ErrImagePull', message: error }
    }
    runtime.addImage(result.image)
    const text = `Successfully pulled image "${image}" in ${formatDuration(pullMs)} (${formatDuration(clock.nowMs - askedMs)} including waiting). Image size: ${result.image.sizeBytes} bytes.`
    events.event(about, 'Normal', 'Pulled', text)
    return result.image
  }

  #enqueue(reference: string, askedMs: number, subject: string, done: Waiting['done']): void {
    this.#queue.push({ reference, askedMs, subject, done })
    if (!this.#pulling) this.#pullNext()
  }

  #pullNext(): void {
    const next = this.#queue.shift()
    this.#pulling = next !== undefined
    if (!next) return
    const { clock, images, runtime } = this.#context
    const durationMs = images.pullMs(next.reference, runtime.image(next.reference) !== undefined)
    const due = { what: `pull of ${next.reference.split('/').at(-1)} ends`, subject: next.subject }
    clock.schedule(
      durationMs,
      () => {
        next.done(images.pull(next.reference), durationMs)
        this.#pullNext()
      },
      due,
    )
  }
}

/** What is wrong with the form of an image's name (`distribution/reference`); undefined if nothing is. */
export function referenceError(image: string): string | undefined {
  const match = /^(.*?)(?::([^/:@]*))?(?:@(.*))?$/s.exec(image)
  const [, name = '', tag, digest] = match ?? []
  if (/^[a-f0-9]{64}$/.test(image)) return 'invalid repository name, cannot specify 64-byte hexadecimal strings'
  const path = withDomain(name)
  const remainder = path.slice(path.indexOf('/') + 1)
  if (remainder.toLowerCase() !== remainder) return `invalid reference format: repository name (${remainder}) must be lowercase`
  const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/
  const valid =
    remainder.split('/').every((part) => component.test(part)) &&
    (tag === undefined || /^\w[\w.-]{0,127}$/.test(tag)) &&
    (digest === undefined || /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/.test(digest))
  return valid ? undefined : 'invalid reference format'
}

/** A name with the registry that it stands for. */
function withDomain(name: string): string {
  const slash = name.indexOf('/')
  const first = slash < 0 ? '' : name.slice(0, slash)
  if (slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first)) return name
  return `docker.io/${slash < 0 ? `library/${name}` : name}`
}
