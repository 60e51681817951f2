import { describe, expect, it } from 'vitest'
import { goldenDifferences } from '../testing/conformance/goldenCases.ts'
import { kubectlGolden } from '../testing/kubectlGolden.ts'
import { EXPECTED_FAILURES } from './goldenFailures.ts'

/** Every golden case but those that are known to differ: the same text, exit code and requests as the real kubectl. */
const { cases } = kubectlGolden()

describe('the golden cases of kubectl', () => {
  it.each(cases.filter(({ id }) => !(id in EXPECTED_FAILURES)).map((each) => [each.id, each] as const))('%s', async (_, each) => {
    expect((await goldenDifferences(each)).join('\n'), each.command).toBe('')
  })

  it('what is known to differ does differ', async () => {
    const agree: string[] = []
    for (const each of cases) if (each.id in EXPECTED_FAILURES && (await goldenDifferences(each)).length === 0) agree.push(each.id)
    expect(agree, 'take these off the list').toEqual([])
  })
})
