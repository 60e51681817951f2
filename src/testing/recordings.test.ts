import { describe, expect, it } from 'vitest'
import { recordingFailure } from './conformance/recordings.ts'
import { KNOWN_FAILURES } from './conformance/knownFailures.ts'
import { areas, names } from './recordings.ts'

/** Every recording but those that are known to differ: what happens here could be one more take of what happened there. */
describe.each(areas)('recordings of %s', (area) => {
  it.each(names(area).filter((name) => !KNOWN_FAILURES.recordings.includes(`${area}/${name}`)))('%s', async (name) => {
    expect(await recordingFailure(area, name)).toBeUndefined()
  })
})
