import { selectorOfObject } from '../../base/selectors.ts'
import type { FieldError } from '../kind.ts'
import { invalidValue, notSupported, required } from './errors.ts'
import { validateAnnotations, validateLabels } from './metadata.ts'
import { labelValueProblems, qualifiedNameProblems } from './names.ts'
import { validatePodSpec } from './podSpec.ts'

type Fields = Record<string, any>

const SELECTOR_OPERATORS = ['DoesNotExist', 'Exists', 'In', 'NotIn']

/** What is wrong with an object of type LabelSelector (`apis/meta/v1/validation`). */
export function validateLabelSelector(selector: Fields, path: string): FieldError[] {
  const errors: FieldError[] = []
  for (const [key, value] of Object.entries((selector['matchLabels'] ?? {}) as Record<string, string>)) {
    errors.push(...qualifiedNameProblems(key).map((detail) => invalidValue(`${path}.matchLabels`, key, detail)))
    errors.push(...labelValueProblems(value).map((detail) => invalidValue(`${path}.matchLabels`, value, detail)))
  }
  ;(selector['matchExpressions'] ?? []).forEach((expression: Fields, index: number) => {
    const at = `${path}.matchExpressions[${index}]`
    const { operator, values = [] } = expression
    if (!SELECTOR_OPERATORS.includes(operator)) errors.push(invalidValue(`${at}.operator`, operator ?? '', 'not a valid selector operator'))
    else if ((operator === 'In' || operator === 'NotIn') && values.length === 0) errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"))
    else if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) errors.push({ field: `${at}.values`, reason: 'FieldValueForbidden', detail: "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'" })
    errors.push(...qualifiedNameProblems(expression['key'] ?? '').map((detail) => invalidValue(`${at}.key`, expression['key'] ?? '', detail)))
  })
  return errors
}

/** What is wrong with selector and template of a workload whose pods run for ever: the selector must be there, not empty, and match the template. */
export function validateSelectorAndTemplate(spec: Fields): FieldError[] {
  const errors: FieldError[] = []
  const selector = spec['selector'] as Fields | undefined
  const template = (spec['template'] ?? {}) as Fields
  const labels = template['metadata']?.labels as Record<string, string> | undefined
  if (!selector) errors.push(required('spec.selector'))
  else {
    errors.push(...validateLabelSelector(selector, 'spec.selector'))
    if (selectorOfObject(selector).empty) errors.push(invalidValue('spec.selector', selector, 'empty selector is invalid for deployment'))
  }
  if (selector && errors.length === 0 && !selectorOfObject(selector).matches(labels)) errors.push(invalidValue('spec.template.metadata.labels', labels ?? null, '`selector` does not match template `labels`'))
  return errors
}

/** What is wrong with a pod template whose pods are always restarted. */
export function validateTemplate(template: Fields, path: string): FieldError[] {
  const errors = [...validateLabels(template['metadata']?.labels, `${path}.labels`), ...validateAnnotations(template['metadata']?.annotations, `${path}.annotations`), ...validatePodSpec(template['spec'] ?? {}, `${path}.spec`)]
  const { restartPolicy } = template['spec'] ?? {}
  if (restartPolicy && restartPolicy !== 'Always') errors.push(notSupported(`${path}.spec.restartPolicy`, restartPolicy, ['Always']))
  return errors
}

export function validateNonNegative(value: number | undefined, path: string): FieldError[] {
  return value !== undefined && value < 0 ? [invalidValue(path, value, 'must be greater than or equal to 0')] : []
}

/** What is wrong with a number or a percentage. */
export function validateIntOrPercent(value: unknown, path: string): FieldError[] {
  if (typeof value === 'string') return /^\d+%$/.test(value) ? [] : [invalidValue(path, value, "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')")]
  return validateNonNegative(value as number | undefined, path)
}
