import type { LabelSelector } from 'kubernetes-types/meta/v1'
import type { Problems } from './errors.ts'
import { checkLabels } from './metadata.ts'
import { labelValueFaults, qualifiedNameFaults } from './names.ts'

interface Expression {
  readonly key: string
  readonly operator: string
  readonly values?: readonly string[]
}

/** Checks an object of type LabelSelector (`apis/meta/v1/validation.ValidateLabelSelector`). */
export function checkLabelSelector(selector: LabelSelector | undefined, path: string, problems: Problems): void {
  if (!selector) return
  checkLabels(selector.matchLabels, `${path}.matchLabels`, problems)
  selector.matchExpressions?.forEach((expression, index) => checkExpression(expression, `${path}.matchExpressions[${index}]`, problems))
}

/** Checks a condition on a label. `numbers` allows Gt and Lt, as node selectors do; they take any text as a value. */
export function checkExpression({ key = '', operator = '', values = [] }: Expression, path: string, problems: Problems, numbers = false): void {
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) problems.required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) problems.forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
  } else if (numbers && (operator === 'Gt' || operator === 'Lt')) {
    if (values.length !== 1) problems.required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'")
  } else problems.invalid(`${path}.operator`, operator, 'not a valid selector operator')
  problems.each(`${path}.key`, key, qualifiedNameFaults(key))
  if (!numbers) values.forEach((value, index) => problems.each(`${path}.values[${index}]`, value, labelValueFaults(value)))
}
