/** md5sum and sha256sum. */
import { hex, sha256 } from '../../base/sha256.ts'
import { md5 } from '../../base/md5.ts'
import type { Program } from '../process.ts'
import { inputs, linesOf, write } from './input.ts'
import { parseOptions } from './options.ts'

function checksum(name: string, digest: (text: string) => string): Program {
  return function* (process) {
    const { flags, operands } = parseOptions(process.arguments.slice(1), 'cs')
    const { texts, failed } = yield* inputs(process, name, operands)
    if (!flags.has('c')) {
      for (const each of texts) yield* write(`${digest(each.text)}  ${each.name}\n`)
      return failed ? 1 : 0
    }
    let wrong = 0
    let checked = 0
    for (const line of texts.flatMap(({ text }) => linesOf(text))) {
      const [, wanted, path] = /^([0-9a-f]+) [ *](.+)$/.exec(line) ?? []
      if (wanted === undefined || path === undefined) continue
      checked++
      const [found] = (yield* inputs(process, name, [path])).texts
      const matches = found !== undefined && digest(found.text) === wanted
      if (!matches) wrong++
      if (!flags.has('s')) yield* write(`${path}: ${matches ? 'OK' : 'FAILED'}\n`)
    }
    if (wrong > 0 && !flags.has('s')) yield* write(`${name}: WARNING: ${wrong} of ${checked} computed checksums did NOT match\n`, 2)
    return failed || wrong > 0 ? 1 : 0
  }
}

export const md5sum = checksum('md5sum', md5)
export const sha256sum = checksum('sha256sum', (text) => hex(sha256(text)))
