import { defineConfig } from '@playwright/test'
import { findBrowser } from './browser.ts'

const { executablePath, environment } = await findBrowser()
const PORT = 4173
/** Where the built page is. */
const built = process.env['PODARIUM_BUILT'] ?? 'dist'
/** A static host rarely serves a page from its root. */
const address = `http://127.0.0.1:${PORT}/some/where/`

/** Journeys through the built page, as a visitor makes them. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.e2e.ts',
  // A journey takes some seconds; a busy machine may take ten times as long.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] ?? 'test-results/e2e.json' }]],
  outputDir: '../test-results',
  use: {
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath, args: ['--no-sandbox'], env: { ...process.env, ...environment } as Record<string, string> },
  },
  webServer: { command: `npx vite preview --outDir ${built} --base /some/where/ --host 127.0.0.1 --port ${PORT} --strictPort`, cwd: '..', url: address, reuseExistingServer: false },
})
