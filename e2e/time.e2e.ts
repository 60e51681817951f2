import { expect, test } from '@playwright/test'
import { advance, enter, goTo, hash, openWorkbench, readyPods, terminal } from './visitor.ts'

test.beforeEach(({ page }) => openWorkbench(page))

test('Ctrl Z takes back what was done last', async ({ page }) => {
  await expect(readyPods(page, 'web')).toHaveCount(3)
  await enter(page, 'kubectl scale deployment web --replicas=5')
  await expect(readyPods(page, 'web')).toHaveCount(5)
  await page.getByRole('slider', { name: /^The session so far/ }).focus()
  await page.keyboard.press('Control+z')
  await expect(readyPods(page, 'web')).toHaveCount(3)
  await advance(page, '1m')
  await expect(readyPods(page, 'web')).toHaveCount(3)
})

test('the arrow keys on the tape go back and forth, and what was done happens again', async ({ page }) => {
  await enter(page, 'kubectl scale deployment web --replicas=4')
  await expect(terminal(page)).toContainText('deployment.apps/web scaled')
  await advance(page, '30s')
  await expect(readyPods(page, 'web')).toHaveCount(4)
  const then = await hash(page)
  const tape = page.getByRole('slider', { name: /^The session so far/ })
  const now = await page.evaluate(() => Math.round(window.podarium.time / 1000))
  await expect(tape).toHaveAttribute('aria-valuenow', String(now))
  await tape.focus()
  // The scenario's own half minute cannot be gone back into.
  for (const steps of [1, 2, 3]) {
    await page.keyboard.press('PageDown')
    await expect(tape).toHaveAttribute('aria-valuenow', String(now - 10 * steps))
  }
  await expect(readyPods(page, 'web')).toHaveCount(3)
  for (const steps of [2, 1, 0]) {
    await page.keyboard.press('PageUp')
    await expect(tape).toHaveAttribute('aria-valuenow', String(now - 10 * steps))
  }
  await expect(readyPods(page, 'web')).toHaveCount(4)
  expect(await hash(page)).toBe(then)
})

test('a reload brings the session back', async ({ page }) => {
  await enter(page, 'kubectl scale deployment web --replicas=4')
  await expect(terminal(page)).toContainText('deployment.apps/web scaled')
  await goTo(page, 120_000)
  const before = await hash(page)
  await expect.poll(() => page.evaluate(() => localStorage.getItem('podarium.session.v1') ?? '')).toContain('replicas')
  await page.reload()
  await expect(page.getByRole('region', { name: 'Terminal' })).toBeVisible()
  await expect(readyPods(page, 'web')).not.toHaveCount(0)
  await goTo(page, 120_000)
  await expect(readyPods(page, 'web')).toHaveCount(4)
  expect(await hash(page)).toBe(before)
})

test('Space pauses and goes on', async ({ page }) => {
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await page.getByRole('slider', { name: /^The session so far/ }).focus()
  await page.keyboard.press('Space')
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible()
  const clock = page.getByRole('time')
  const stopped = await clock.textContent()
  await page.getByRole('button', { name: 'To the next thing that happens' }).click()
  await expect(clock).not.toHaveText(stopped ?? '')
  await page.getByRole('slider', { name: /^The session so far/ }).focus()
  await page.keyboard.press('Space')
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
})
