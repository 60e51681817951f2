/**
 * Runs recorded HTTP cases against an API server and tells where its answers differ from the real one's. Only the API server may run: no controllers,
 * scheduler or kubelets. It must know the bearer tokens of `caseTokens`, and nothing may call it meanwhile.
 */
import type { ApiCase, ApiCases, CaseStep } from './apiCases.ts'
import { CaseRun, type ApiHost, type StepOutcome } from './caseRun.ts'
import type { Json } from './compare/states.ts'
import { jsonDifferences } from './jsonDifferences.ts'

export { caseTokens, type ApiHost } from './caseRun.ts'

/** The headers that are compared, as the recordings spell them. */
const comparedHeaders = [
  'Content-Type', 'Warning', 'Retry-After', 'Allow', 'Location', 'WWW-Authenticate', 'Accept-Patch', 'Upgrade', 'Connection', 'X-Content-Type-Options',
]

export interface CheckOptions {
  /** Compare managedFields too: for the cases of `apply`. */
  readonly keepManagedFields?: boolean
}

export interface CaseResult {
  readonly name: string
  /** Empty when the case agrees. */
  readonly differences: readonly string[]
}

/** Runs all cases of a file, or those that are `wanted`, one after the other. */
export async function checkApiCases(file: ApiCases, host: ApiHost, options: CheckOptions = {}, wanted: (apiCase: ApiCase) => boolean = () => true): Promise<CaseResult[]> {
  const checker = await ApiChecker.open(file, host, options)
  const results: CaseResult[] = []
  for (const apiCase of file.cases.filter(wanted)) results.push(await checker.check(apiCase))
  await checker.close()
  return results
}

/** A server that has what the cases of a file find: each case cleans up after itself. */
export class ApiChecker {
  readonly #file: ApiCases
  readonly #host: ApiHost
  readonly #options: CheckOptions

  private constructor(file: ApiCases, host: ApiHost, options: CheckOptions) {
    this.#file = file
    this.#host = host
    this.#options = options
  }

  #cleanUpSetup: () => Promise<void> = async () => {}

  /** Does the `setup` of the file. Throws if the server refuses a part of it. */
  static async open(file: ApiCases, host: ApiHost, options: CheckOptions = {}): Promise<ApiChecker> {
    const checker = new ApiChecker(file, host, options)
    const run = checker.#startRun()
    checker.#cleanUpSetup = () => run.cleanUp()
    for (const step of file.setup) {
      const { response } = await run.step(step)
      if (response && !(Number(response['status']) < 400)) throw new Error(`the setup failed: ${JSON.stringify(step)}: ${JSON.stringify(response)}`)
    }
    return checker
  }

  /** Runs a case and removes what it made. */
  async check(apiCase: ApiCase): Promise<CaseResult> {
    const run = this.#startRun()
    const outcomes: StepOutcome[] = []
    for (const step of apiCase.steps) outcomes.push(await run.step(step))
    await run.cleanUp()
    return { name: apiCase.name, differences: caseDifferences(apiCase, outcomes) }
  }

  /** Removes what the setup made. */
  close(): Promise<void> {
    return this.#cleanUpSetup()
  }

  #startRun(): CaseRun {
    const headers = [...comparedHeaders, ...(this.#file.headers ?? [])]
    return new CaseRun(this.#host, headers, this.#options.keepManagedFields ?? false)
  }
}

function caseDifferences(apiCase: ApiCase, outcomes: readonly StepOutcome[]): string[] {
  const expected = apiCase.steps.map((step) => responseOf(step))
  const actual = outcomes.map(({ response }) => response)
  const sameWords = apiCase.unordered && sortedWords(expected) === sortedWords(actual)
  const differences = sameWords ? [] : expected.flatMap((response, index) => responseDifferences(response, actual[index], `step ${index + 1}`))
  const during = apiCase.steps.flatMap((step, index) =>
    duringOf(step).flatMap((inner, position) =>
      responseDifferences(responseOf(inner), outcomes[index]?.during?.[position]?.response, `step ${index + 1} while ${position + 1}`),
    ),
  )
  return [...differences, ...during]
}

function responseDifferences(expected: Json | undefined, actual: Json | undefined, path: string): string[] {
  return expected === undefined ? [] : jsonDifferences(expected, actual, path)
}

function responseOf(step: CaseStep): Json | undefined {
  return 'request' in step ? (step.response as Json | undefined) : undefined
}

function duringOf(step: CaseStep): readonly CaseStep[] {
  return 'request' in step ? (step.watch?.while ?? []) : []
}

function sortedWords(responses: readonly (Json | undefined)[]): string {
  return (JSON.stringify(responses).match(/[\w./-]+/g) ?? []).sort().join(' ')
}
