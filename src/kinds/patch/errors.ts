/** A patch that cannot be read or does not fit the object. */
export class PatchError extends Error {
  override name = 'PatchError'
}
