/** Host, port and path of an http URL; undefined if it is none. */
export function parseUrl(url: string): { host: string; port: number; path: string } | undefined {
  const match = /^https?:\/\/([^/:?#]+)(?::(\d+))?([^#]*)/.exec(url)
  if (!match) return undefined
  const [, host = '', port, rest = ''] = match
  const number = port === undefined ? (url.startsWith('https') ? 443 : 80) : Number(port)
  return number > 65_535 ? undefined : { host, port: number, path: rest.startsWith('/') ? rest : `/${rest}` }
}
