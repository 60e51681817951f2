import { expect, test } from 'vitest'
import { runScript } from './shell/testShell.ts'

test.each([
  ['./hello one', './hello one'],
  ['/work/hello one', '/work/hello one'],
  ['cd /; work/hello one', 'work/hello one'],
  ['PATH=/bin:/work; hello one', '/work/hello one'],
  ['PATH=/bin:.; hello one', './hello one'],
])('%s: a script learns the path by which it was found', (command, printed) => {
  const { stdout, stderr } = runScript(`echo 'echo $0 $1' > hello; chmod +x hello; ${command}`)
  expect({ stdout, stderr }).toEqual({ stdout: `${printed}\n`, stderr: '' })
})

test.each([
  ['nosuch', 127, 'sh: nosuch: not found\n'],
  ['./nosuch', 127, 'sh: ./nosuch: not found\n'],
  ['touch plain; ./plain', 126, 'sh: ./plain: Permission denied\n'],
])('%s is no command', (script, exitCode, stderr) => {
  expect(runScript(script)).toMatchObject({ exitCode, stderr })
})
