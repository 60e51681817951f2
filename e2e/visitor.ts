/** What a visitor sees and does, in their words. */
import { expect, type Locator, type Page } from '@playwright/test'

/** Opens the page as it is for somebody who was never there. */
export async function visit(page: Page, fragment = ''): Promise<void> {
  await page.goto(`./${fragment}`)
}

/** Opens the page and leaves the first visit's screen for the terminal. */
export async function openWorkbench(page: Page): Promise<void> {
  await visit(page)
  await page.getByRole('navigation').getByRole('button', { name: 'the terminal' }).click()
  await expect(terminal(page)).toContainText('$')
}

/** What the terminal shows. */
export function terminal(page: Page): Locator {
  return page.getByRole('region', { name: 'Terminal' }).locator('.xterm-rows')
}

/** Types into the terminal, with Enter at the end. */
export async function enter(page: Page, line: string): Promise<void> {
  await typeInTerminal(page, line)
  await page.keyboard.press('Enter')
}

export async function typeInTerminal(page: Page, text: string): Promise<void> {
  await page.getByRole('region', { name: 'Terminal' }).getByRole('textbox').focus()
  await page.keyboard.type(text)
}

/** Pods on stage that are Ready: all, or those of one revision. */
export function readyPods(page: Page, workload: string, revision = '\\d+'): Locator {
  return page.getByRole('button', { name: new RegExp(`^Pod ${workload}-.*, Ready, on node-\\d, revision ${revision}$`) })
}

export function editor(page: Page): Locator {
  return page.getByRole('region', { name: 'Editor' })
}

/** Puts the cursor at the end of the line in the editor and writes another value after its key. */
export async function changeInEditor(page: Page, key: string, value: string): Promise<void> {
  const line = editor(page).locator('.view-line', { hasText: `${key}:` }).first()
  await line.click()
  await page.keyboard.press('End')
  const text = ((await line.textContent()) ?? '').replaceAll('\u00a0', ' ').trimEnd()
  for (let left = text.length - text.indexOf(`${key}:`) - key.length - 1; left > 0; left--) await page.keyboard.press('Backspace')
  await page.keyboard.type(` ${value}`)
  // What is offered to complete the word would take the next key.
  await page.keyboard.press('Escape')
  await line.click()
}

/** Lets virtual time pass and leaves it paused. */
export async function advance(page: Page, duration: string): Promise<void> {
  await page.evaluate((length) => window.podarium.advance(length), duration)
}

export async function hash(page: Page): Promise<string> {
  return page.evaluate(() => window.podarium.hash())
}

/** Goes to a moment of the session, in virtual milliseconds, with time standing still. */
export async function goTo(page: Page, atMs: number): Promise<void> {
  await page.evaluate(async (moment) => {
    window.podarium.pause()
    await window.podarium.seek(moment)
  }, atMs)
}
