import type { Problems } from './errors.ts'
import { labelFaults, subdomainFaults } from './names.ts'

const DOMAIN_LONGEST = 253
const PATH_LONGEST = 253 + 63 + 1

/** Checks the name of who signs certificates: `example.com/signer-name` (`ValidateSignerName`). */
export function checkSignerName(name: string, path: string, problems: Problems): void {
  if (name === '') return problems.required(path)
  const [domain = '', own = '', ...more] = name.split('/')
  if (!name.includes('/') || more.length > 0) return problems.invalid(path, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")
  if (domain.length > DOMAIN_LONGEST) problems.tooLong(path, DOMAIN_LONGEST)
  checkParts(domain, labelFaults, path, problems)
  if (!domain.includes('.')) problems.invalid(path, domain, 'should be a domain with at least two segments separated by dots')
  checkParts(own, subdomainFaults, path, problems)
  if (own.length > PATH_LONGEST) problems.tooLong(path, PATH_LONGEST)
}

/** Tells the faults of the first part that has some. */
function checkParts(name: string, faultsOf: (part: string) => string[], path: string, problems: Problems): void {
  const part = name.split('.').find((candidate) => faultsOf(candidate).length > 0)
  if (part !== undefined) problems.each(path, name, faultsOf(part).map((fault) => `validating label ${JSON.stringify(part)}: ${fault}`))
}
