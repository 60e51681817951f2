import { expect, test, type Page } from '@playwright/test'
import { readyPods, visit } from './visitor.ts'

for (const [way, kill] of [
  ['with the button', (page) => page.getByRole('button', { name: 'Kill this pod' }).click()],
  ['with the key K', (page) => page.keyboard.press('k')],
  ['with the command', (page) => page.getByRole('button', { name: 'Run' }).click()],
] as [string, (page: Page) => Promise<void>][]) {
  test(`a newcomer kills the marked pod ${way}, and another takes its place`, async ({ page }) => {
    await visit(page)
    await expect(page.getByRole('heading', { level: 1 })).toContainText('A cluster lives in this tab.')
    await expect(readyPods(page, 'web')).toHaveCount(3)
    const before = await keys(page)
    const marked = ((await page.locator('.first-line code').textContent()) ?? '').replace('kubectl delete pod ', '')
    expect(before).toContain(`pods/default/${marked}`)

    await kill(page)
    await expect(page.getByRole('button', { name: new RegExp(`^Pod ${marked}, Ready`) })).toHaveCount(0)
    await expect(readyPods(page, 'web')).toHaveCount(3)
    expect((await keys(page)).filter((pod) => !before.includes(pod))).toHaveLength(1)
  })
}

function keys(page: Page): Promise<(string | null)[]> {
  return readyPods(page, 'web').evaluateAll((pods) => pods.map((pod) => pod.getAttribute('data-key')))
}

test('somebody who wants nothing but an empty cluster gets one', async ({ page }) => {
  await visit(page)
  await page.getByRole('button', { name: 'an empty cluster' }).click()
  await expect(page.getByText('node-1', { exact: true })).toBeVisible()
  await expect(readyPods(page, '')).toHaveCount(0)
})
