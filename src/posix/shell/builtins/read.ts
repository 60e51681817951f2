import type { Builtin } from './builtin.ts'

/** `read`: one line of input, its fields into variables; the last takes the rest. */
export const read: Builtin = function* (shell, args) {
  const names = [...args]
  let raw = false
  while (/^-./.test(names[0] ?? '')) {
    const option = names.shift() as string
    if (option.includes('r')) raw = true
    if (option.endsWith('p')) shell.process.write('stderr', names.shift() ?? '')
    else if (/[tnd]$/.test(option)) names.shift()
  }
  let line = ''
  let ended = false
  for (;;) {
    const piece: string = yield { kind: 'read', descriptor: 0, line: true }
    ended = piece === ''
    line += piece
    if (ended || !line.endsWith('\n')) {
      if (ended) break
      continue
    }
    if (raw || !/(^|[^\\])(\\\\)*\\\n$/.test(line)) break
    line = line.slice(0, -2)
  }
  const text = line.replace(/\n$/, '')
  assign(shell.state, names.length > 0 ? names : ['REPLY'], raw ? text : text.replace(/\\(.)/gs, '$1'))
  return ended ? 1 : 0
}

function assign(state: { get(name: string): string | undefined; set(name: string, value: string): void }, names: readonly string[], text: string): void {
  const separators = state.get('IFS') ?? ' \t\n'
  const isSeparator = (character: string | undefined): boolean => character !== undefined && separators.includes(character)
  let rest = text
  const skip = (): void => {
    while (isSeparator(rest[0]) && /\s/.test(rest[0] as string)) rest = rest.slice(1)
  }
  for (const [index, name] of names.entries()) {
    skip()
    if (index === names.length - 1) {
      let end = rest.length
      while (end > 0 && isSeparator(rest[end - 1]) && /\s/.test(rest[end - 1] as string)) end--
      state.set(name, rest.slice(0, end))
      return
    }
    let at = 0
    while (at < rest.length && !isSeparator(rest[at])) at++
    state.set(name, rest.slice(0, at))
    rest = rest.slice(at)
    skip()
    if (isSeparator(rest[0])) rest = rest.slice(1)
  }
}
