import { base64ToBytes, bytesToBase64, utf8Bytes, utf8Text } from '../base/base64.ts'

/** Bytes and the texts they are; kubectl passes files and streams on as bytes. */

export function utf8Encode(text: string): Uint8Array {
  return Uint8Array.from(utf8Bytes(text))
}

export function utf8Decode(bytes: Uint8Array): string {
  return utf8Text(bytes)
}

/** Whether bytes are text: nothing is lost by decoding them. */
export function isUtf8(bytes: Uint8Array): boolean {
  const again = utf8Bytes(utf8Text(bytes))
  return again.length === bytes.length && again.every((byte, index) => byte === bytes[index])
}

export function asText(data: string | Uint8Array): string {
  return typeof data === 'string' ? data : utf8Decode(data)
}

export function asBytes(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? utf8Encode(data) : data
}

export function concatBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0))
  let offset = 0
  for (const piece of pieces) {
    all.set(piece, offset)
    offset += piece.length
  }
  return all
}

export function base64Encode(bytes: Uint8Array): string {
  return bytesToBase64(bytes)
}

/** The number of bytes that a base64 text stands for. */
export function base64Length(text: string): number {
  return base64ToBytes(text)?.length ?? 0
}
