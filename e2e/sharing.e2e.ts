import { inflateRawSync } from 'node:zlib'
import { expect, test, type Page } from '@playwright/test'
import { scenarioById } from '../scenarios/registry.ts'
import { Session } from '../src/cluster/session.ts'
import type { Keepsake } from '../src/ui/session/saving.ts'
import { advance, enter, goTo, hash, openWorkbench, readyPods, terminal, visit } from './visitor.ts'

/** Does something worth sharing and takes the link from the dialog. */
async function shared(page: Page): Promise<string> {
  await openWorkbench(page)
  await enter(page, 'kubectl scale deployment web --replicas=5')
  await expect(terminal(page)).toContainText('deployment.apps/web scaled')
  await advance(page, '20s')
  await page.getByRole('button', { name: 'Share' }).click()
  const field = page.getByRole('dialog').getByRole('textbox')
  await expect(field).toHaveValue(/#v1\./)
  return field.inputValue()
}

test('a link opens the same cluster elsewhere', async ({ page, browser, baseURL }) => {
  const link = await shared(page)
  const moment = await page.evaluate(() => window.podarium.time)
  const original = await hash(page)
  const elsewhere = await (await browser.newContext({ baseURL: baseURL as string })).newPage()
  await elsewhere.goto(link)
  await expect(readyPods(elsewhere, 'web')).toHaveCount(5)
  await goTo(elsewhere, moment)
  expect(await hash(elsewhere)).toBe(original)
})

test('Node makes the same cluster of a link as the browser', async ({ page }) => {
  const link = await shared(page)
  const { session: saved } = JSON.parse(inflateRawSync(Buffer.from(link.split('#v1.')[1] as string, 'base64url')).toString()) as Keepsake
  const { seed, startMs, scenario: id } = saved.origin
  const scenario = scenarioById(id)
  if (!scenario) throw new Error(`no scenario ${id}`)
  const session = new Session({ seed, startMs, machines: scenario.machines, setup: scenario.setup })
  for (const input of saved.inputs) session.repeat(input)
  session.advanceTo(saved.atMs)
  expect(session.cluster.logHash).toBe(await hash(page))
})

test('a damaged link says so and offers a fresh start', async ({ page }) => {
  await visit(page, '#v1.c3Rvcnk')
  await expect(page.getByRole('heading', { name: 'This link cannot be opened.' })).toBeVisible()
  await expect(page.getByText('This link is damaged')).toBeVisible()
  await page.getByRole('button', { name: 'Start afresh' }).click()
  await expect(readyPods(page, 'web')).toHaveCount(3)
})
