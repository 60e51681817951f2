/** A mistake of ours, not of the user: what the code took for certain does not hold. */
export class InvariantError extends Error {
  override name = 'InvariantError'
}

/** States what must hold here; throws an `InvariantError` with `message` when it does not. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message)
}

/** The value, which must be there. */
export function present<T>(value: T | null | undefined, what: string): T {
  invariant(value !== null && value !== undefined, `${what} is missing`)
  return value
}
