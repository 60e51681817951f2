import type { Condition } from 'kubernetes-types/meta/v1'
import type { Problems } from './errors.ts'
import { qualifiedNameFaults } from './names.ts'

const REASON = /^[A-Za-z](?:[A-Za-z0-9_,:]*[A-Za-z0-9_])?$/
const REASON_FAULT =
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')"
const REASON_LONGEST = 1024
const MESSAGE_LONGEST = 32_768

/** Checks conditions of the common form (`unversionedvalidation.ValidateConditions`). */
export function checkConditions(conditions: readonly Condition[], path: string, problems: Problems): void {
  conditions.forEach(({ type = '', status = '', observedGeneration, lastTransitionTime, reason = '', message = '' }, index) => {
    const at = `${path}[${index}]`
    if (conditions.slice(0, index).some((other) => other.type === type)) problems.duplicate(`${at}.type`, type)
    problems.each(`${at}.type`, type, qualifiedNameFaults(type))
    if (!['True', 'False', 'Unknown'].includes(status)) problems.notSupported(`${at}.status`, status, ['False', 'True', 'Unknown'])
    problems.nonNegative(`${at}.observedGeneration`, observedGeneration)
    if (!lastTransitionTime) problems.required(`${at}.lastTransitionTime`)
    if (reason === '') problems.required(`${at}.reason`)
    else if (!REASON.test(reason)) problems.invalid(`${at}.reason`, reason, REASON_FAULT)
    if (reason.length > REASON_LONGEST) problems.tooLong(`${at}.reason`, REASON_LONGEST)
    if (message.length > MESSAGE_LONGEST) problems.tooLong(`${at}.message`, MESSAGE_LONGEST)
  })
}
