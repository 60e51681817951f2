import { expect, test } from 'vitest'
import { LineEditor } from './lineEditor.ts'

function editor(candidates: readonly string[] = []) {
  const entered: string[] = []
  let shown = ''
  const made = new LineEditor({
    write: (text) => void (shown += text),
    columns: () => 40,
    complete: async (line, cursor) => ({ from: line.lastIndexOf(' ', cursor - 1) + 1, candidates: candidates.filter((each) => each.startsWith(line.slice(line.lastIndexOf(' ', cursor - 1) + 1, cursor))) }),
    onLine: (line) => void entered.push(line),
    onInterrupt: () => void entered.push('^C'),
    onEnd: () => void entered.push('^D'),
  })
  made.begin('$ ')
  return { made, entered, shown: () => shown }
}

test.each([
  ['typed', 'kubectl get pods\r', 'kubectl get pods'],
  ['backspace', 'podss\x7f\r', 'pods'],
  ['inserted in the middle', 'gt\x1b[De\r', 'get'],
  ['word before is cut and yanked', 'get pods\x17x \x19\r', 'get x pods'],
  ['cut to the beginning', 'delete everything\x15get\r', 'get'],
  ['home, end', 'et\x01g\x05 x\r', 'get x'],
  ['words', 'a bb cc\x1bb\x1bb-\r', 'a -bb cc'],
  ['wide characters are one', '日本\x7fx\r', '日x'],
  ['delete at the cursor', 'abc\x01\x1b[3~\r', 'bc'],
])('%s', (_, keys, line) => {
  const { made, entered } = editor()
  made.input(keys)
  expect(entered).toEqual([line])
})

test('history goes back and forth, and keeps the draft', () => {
  const { made, entered } = editor()
  made.input('one\r')
  made.begin('$ ')
  made.input('two\r')
  made.begin('$ ')
  made.input('dra\x1b[A\x1b[A\x1b[B\x1b[Bft\r')
  made.begin('$ ')
  made.input('\x1b[A\x1b[A\x1b[A\r')
  expect(entered).toEqual(['one', 'two', 'draft', 'one'])
})

test('the history is searched backwards', () => {
  const { made, entered } = editor()
  for (const line of ['kubectl get pods', 'kubectl get nodes', 'ls']) {
    made.input(`${line}\r`)
    made.begin('$ ')
  }
  made.input('\x12get\x12\r')
  expect(entered.at(-1)).toBe('kubectl get pods')
})

test('completion fills in what is common, then shows what there is', async () => {
  const { made, entered, shown } = editor(['deployments', 'deployments/web', 'pods'])
  made.input('get de\t')
  await Promise.resolve()
  expect(made.text).toBe('get deployments')
  made.input('\t')
  await Promise.resolve()
  made.input('\t')
  await Promise.resolve()
  expect(shown()).toContain('deployments      deployments/web')
  made.input('\x15p\t')
  await Promise.resolve()
  made.input('\r')
  expect(entered).toEqual(['pods '])
})

test('Ctrl-C and Ctrl-D', () => {
  const { made, entered } = editor()
  made.input('half a li\x03')
  made.begin('$ ')
  made.input('\x04')
  expect(entered).toEqual(['^C', '^D'])
})

test('what is typed while completions are looked up comes after them; Ctrl-C does not wait', async () => {
  const { made, entered } = editor(['deployments'])
  made.input('get dep\tweb\r')
  expect(entered).toEqual([])
  await new Promise((resolve) => setTimeout(resolve))
  expect(entered).toEqual(['get deployments web'])
  made.begin('$ ')
  made.input('get dep\tweb\x03')
  expect(entered.at(-1)).toBe('^C')
})
