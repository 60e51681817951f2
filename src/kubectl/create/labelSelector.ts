import { parseLabelSelector, SelectorError } from '../../base/selectors.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'

/** A selector text as a LabelSelector object: equalities as `matchLabels`, all else as expressions. An object knows no `!=`, `<` and `>`. */
export function labelSelectorOf(text: string): JsonObject {
  const unknown = /!=|[<>]/.exec(text)
  if (unknown) throw new KubectlError(`${JSON.stringify(unknown[0])} is not a valid label selector operator`)
  const matchLabels: Record<string, string> = {}
  const matchExpressions: JsonObject[] = []
  for (const { key, operator, values } of requirementsOf(text)) {
    const [value] = values
    if (operator === 'In' && values.length === 1) matchLabels[key] = value as string
    else matchExpressions.push({ key, operator, ...(values.length > 0 ? { values: [...values].sort() } : {}) })
  }
  return { ...(Object.keys(matchLabels).length > 0 ? { matchLabels } : {}), ...(matchExpressions.length > 0 ? { matchExpressions } : {}) }
}

function requirementsOf(text: string): ReturnType<typeof parseLabelSelector>['requirements'] {
  try {
    return parseLabelSelector(text).requirements
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error
    throw new KubectlError(`couldn't parse the selector string ${JSON.stringify(text)}: ${error.message}`)
  }
}
