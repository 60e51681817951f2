import chromium from '@sparticuz/chromium'
import { chromium as playwright, type Browser } from '@playwright/test'

/** A headless browser: the one that `CHROMIUM` names, else the one that comes as a package. */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({ executablePath: process.env['CHROMIUM'] ?? (await chromium.executablePath()), args: ['--no-sandbox', '--hide-scrollbars'] })
}
