import { describe, expect, test } from 'vitest'
import { playgroundImages } from './playground.ts'
import { repositories } from './registry.ts'
import { TestContainer } from './testContainer.ts'

/** What an image insists on. */
const NEEDS: Readonly<Record<string, Record<string, string>>> = {
  mysql: { MYSQL_ROOT_PASSWORD: 'x' },
  mariadb: { MARIADB_ROOT_PASSWORD: 'x' },
  postgres: { POSTGRES_PASSWORD: 'x' },
}
const ARGUMENTS: Readonly<Record<string, string[]>> = { 'hashicorp/http-echo': ['-text=hello'] }
/** Tools and interpreters end when there is nothing to do. */
const NO_SERVERS = ['alpine', 'busybox', 'curlimages/curl', 'debian', 'perl', 'python', 'ubuntu']
/** They know nothing of TERM. */
const DEAF = ['gcr.io/google-samples/kubernetes-bootcamp', 'hash-server', 'nicolaka/netshoot', 'persistence-server', 'python-server']

test('each name stands for one repository', () => {
  const names = repositories.flatMap(({ names: all }) => all)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

describe.each(repositories.map((repository): [string, (typeof repositories)[number]] => [repository.names[0] as string, repository]))('%s', (name, { names }) => {
  const tag = name.includes('kuard') ? ':blue' : ''

  test('can be pulled by each of its names', () => {
    for (const each of names) expect(playgroundImages.pull(each + tag)).toHaveProperty('image')
  })

  test('runs until it is told to end', () => {
    const { [name]: args } = ARGUMENTS
    const started = new TestContainer({ image: playgroundImages.resolve(name + tag, false), environment: NEEDS[name] ?? {}, ...(args ? { args } : {}) })
    expect(started.error).toBeUndefined()
    started.run(20_000)
    if (NO_SERVERS.includes(name)) return expect(started.exit).toBeDefined()
    expect(started.exit).toBeUndefined()
    expect(started.container?.usage().memoryBytes).toBeGreaterThan(0)
    started.container?.signal('TERM')
    started.run(1_000)
    if (DEAF.includes(name)) return expect(started.exit).toBeUndefined()
    expect([0, 2]).toContain(started.exit?.exitCode)
    expect(started.ports).toEqual([])
  })
})
