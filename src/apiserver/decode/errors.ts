/** A body that cannot be read as what it should be; the message is the real server's, without its first half (`X in version "v1" cannot be handled as a X: `). */
export class DecodeError extends Error {
  override name = 'DecodeError'
}
