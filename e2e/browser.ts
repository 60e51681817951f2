/** Finds a Chromium for the tests: named by `CHROMIUM`, Playwright's own, the system's, or the one that came with npm. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import { brotliDecompressSync } from 'node:zlib'
import { chromium } from '@playwright/test'

export interface Browser {
  readonly executablePath: string
  readonly environment: Readonly<Record<string, string>>
}

export async function findBrowser(): Promise<Browser> {
  const named = process.env['CHROMIUM']
  if (named) return { executablePath: named, environment: {} }
  const own = chromium.executablePath()
  if (existsSync(own)) return { executablePath: own, environment: {} }
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const found = onPath(name)
    if (found) return { executablePath: found, environment: {} }
  }
  return fromPackage()
}

function onPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '').split(':').map((directory) => join(directory, name)).find((path) => existsSync(path))
}

/** The package unpacks its browser itself; what libraries and fonts the machine lacks are in archives beside it. */
async function fromPackage(): Promise<Browser> {
  const { default: packaged } = await import('@sparticuz/chromium')
  const executablePath = await packaged.executablePath()
  const directory = join(tmpdir(), 'podarium-chromium')
  const archives = findArchives()
  for (const name of ['al2023', 'fonts']) unpack(join(archives, `${name}.tar.br`), join(directory, name))
  return {
    executablePath,
    environment: { LD_LIBRARY_PATH: [join(directory, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'), FONTCONFIG_PATH: join(directory, 'fonts', 'fonts') },
  }
}

function findArchives(): string {
  const require = createRequire(import.meta.url)
  for (let path = require.resolve('@sparticuz/chromium'); path !== '/'; path = join(path, '..')) {
    const bin = join(path, 'bin')
    if (existsSync(bin) && readdirSync(bin).some((file) => file.endsWith('.br'))) return bin
  }
  throw new Error('the archives of @sparticuz/chromium are not there')
}

function unpack(archive: string, directory: string): void {
  if (existsSync(join(directory, '.done'))) return
  mkdirSync(directory, { recursive: true })
  execFileSync('tar', ['-x', '-C', directory], { input: brotliDecompressSync(readFileSync(archive)) })
  writeFileSync(join(directory, '.done'), '')
}
