/** The static tokens that a server knows: kube-apiserver's `--token-auth-file` (`apiserver/pkg/authentication/token/tokenfile`). */
import type { Caller } from '../caller.ts'

/** Each line of the file is `token,user,uid` and perhaps `"group,group"`. */
const FEWEST_COLUMNS = 3

/**
 * Reads a token file.
 *
 * @throws {Error} if a line has too few columns or an empty token is bound to somebody; the text is the server's own.
 */
export function readTokenFile(text: string): ReadonlyMap<string, Caller> {
  const callers = new Map<string, Caller>()
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const record = fieldsOf(line.trim())
    if (record.length < FEWEST_COLUMNS) throw new Error(`token file must have at least 3 columns (token, user name, user uid), found ${record.length}`)
    const [token = '', user = '', uid = '', groups = ''] = record
    if (token === '') throw new Error('an empty token cannot be bound to a user')
    callers.set(token, { user, uid, groups: groups === '' ? [] : groups.split(','), manager: 'unknown' })
  }
  return callers
}

/** The fields of one line of CSV; a field in double quotes may hold commas, and quotes that are doubled. */
function fieldsOf(line: string): string[] {
  const fields: string[] = []
  for (const [, separator, quoted, plain] of line.matchAll(/(^|,)\s*(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    if (separator === undefined) continue
    fields.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
  }
  return fields
}
