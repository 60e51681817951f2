import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'

/** Files by their path, in alphabetical order within a folder. */
export type Archive = ReadonlyMap<string, string>

const unpacked = new Map<string, Archive>()

/** Unpacks one archive of `recordings/` (made by `scripts/pack-recordings.mjs`), once. */
export function archive(name: string): Archive {
  const known = unpacked.get(name)
  if (known) return known
  const packed = readFileSync(fileURLToPath(new URL(`./recordings/${name}.json.br`, import.meta.url)))
  const files = new Map(Object.entries(JSON.parse(brotliDecompressSync(packed).toString()) as Record<string, string>))
  unpacked.set(name, files)
  return files
}

/** The text of a file that must be there. */
export function textOf(name: string, path: string): string {
  const text = archive(name).get(path)
  if (text === undefined) throw new Error(`no ${path} in ${name}`)
  return text
}

export function jsonOf<T>(name: string, path: string): T {
  return JSON.parse(textOf(name, path)) as T
}
