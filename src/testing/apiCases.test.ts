import { beforeAll, describe, expect, it } from 'vitest'
import { apiCaseRow } from './conformance/apiCases.ts'
import { KNOWN_FAILURES } from './conformance/knownFailures.ts'
import type { Row } from './conformance/row.ts'
import { apiCaseFiles } from './recordings.ts'

/** The recorded HTTP cases: no case differs but those that are known to. */
describe.each(apiCaseFiles)('API cases of %s', (file) => {
  let row: Row
  beforeAll(async () => {
    row = await apiCaseRow(file)
  })
  it('agree with the real server', () => {
    const unknown = row.failures.filter(({ name }) => !KNOWN_FAILURES.apiCases.includes(`${file}/${name}`))
    expect(unknown).toEqual([])
  })
})
