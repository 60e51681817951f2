/** Names that differ from a known one by a single slip: a letter too many, too few, wrong, or two that changed places. */

/** Shorter names are near too many others. */
const LENGTH_LEAST = 5

/** The known name that a name is a slip away from; undefined if it is itself known or near none. */
export function misspellingOf(name: string, known: readonly string[]): string | undefined {
  if (name.length < LENGTH_LEAST || known.includes(name)) return undefined
  return known.find((each) => each.length >= LENGTH_LEAST && isOneSlipAway(name, each))
}

function isOneSlipAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  const restA = a.slice(start)
  const restB = b.slice(start)
  if (a.length > b.length) return restA.slice(1) === restB
  if (a.length < b.length) return restA === restB.slice(1)
  return restA.slice(1) === restB.slice(1) || (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
}
