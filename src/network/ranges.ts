/** Ranges of IPv4 addresses as Kubernetes writes them: `10.244.1.0/24`. */

export function isAddress(text: string): boolean {
  return numberOf(text) !== undefined
}

/** Whether an address lies in a range; false if either is not IPv4. */
export function isInRange(address: string, range: string): boolean {
  const [base = '', length = '32'] = range.split('/', 2)
  const low = numberOf(base)
  const value = numberOf(address)
  if (low === undefined || value === undefined) return false
  const size = 2 ** (32 - Number(length))
  return Math.floor(value / size) === Math.floor(low / size)
}

function numberOf(address: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)
  if (!match) return undefined
  const parts = match.slice(1).map(Number)
  return parts.some((part) => part > 255) ? undefined : parts.reduce((sum, part) => sum * 256 + part, 0)
}
