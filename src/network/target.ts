/** `/a?b=c%20d` as a server takes it apart. What cannot be decoded stays as it is. */
export function splitTarget(target: string): { path: string; query: Readonly<Record<string, string>> } {
  const mark = target.indexOf('?')
  if (mark < 0) return { path: target || '/', query: NONE }
  const query: Record<string, string> = {}
  for (const part of target.slice(mark + 1).split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    query[decode(equals < 0 ? part : part.slice(0, equals))] = equals < 0 ? '' : decode(part.slice(equals + 1))
  }
  return { path: target.slice(0, mark) || '/', query }
}

const NONE: Readonly<Record<string, string>> = {}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
