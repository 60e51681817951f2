import type { StartFailure } from '../status/containerStatuses.ts'

/** Why containers could not be started the last time, by pod (`reasonCache` of the real kubelet). */
export class Failures {
  readonly #pods = new Map<string, Map<string, StartFailure>>()

  of(podUid: string, container: string): StartFailure | undefined {
    return this.#pods.get(podUid)?.get(container)
  }

  /** What came of trying to start a container; undefined if it went well. */
  note(podUid: string, container: string, failure: StartFailure | undefined): void {
    if (!failure) return void this.#pods.get(podUid)?.delete(container)
    const pod = this.#pods.get(podUid) ?? new Map<string, StartFailure>()
    this.#pods.set(podUid, pod)
    pod.set(container, failure)
  }

  forget(podUid: string): void {
    this.#pods.delete(podUid)
  }
}
