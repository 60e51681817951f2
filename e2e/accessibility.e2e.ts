import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { editor, openWorkbench, readyPods, terminal, visit } from './visitor.ts'

async function serious(page: Page): Promise<unknown[]> {
  // The editor's insides are Monaco's.
  const { violations } = await new AxeBuilder({ page }).exclude('.monaco-editor').analyze()
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }))
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test('axe finds nothing serious on a first visit', async ({ page }) => {
      await visit(page)
      await expect(readyPods(page, 'web')).toHaveCount(3)
      expect(await serious(page)).toEqual([])
    })

    test('axe finds nothing serious at the workbench', async ({ page }) => {
      await openWorkbench(page)
      await expect(editor(page).locator('.view-lines')).toContainText('replicas:')
      expect(await serious(page)).toEqual([])
    })
  })
}

test('axe finds nothing serious in what opens over the page', async ({ page }) => {
  await openWorkbench(page)
  await page.getByRole('button', { name: 'Find or do' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  expect(await serious(page)).toEqual([])
})

test('the keyboard alone is enough: choose a pod, read why, kill it, take that back', async ({ page }) => {
  await openWorkbench(page)
  await expect(readyPods(page, 'web')).toHaveCount(3)
  const focused = page.locator(':focus')
  const isPod = async (): Promise<boolean> => ((await focused.getAttribute('data-key').catch(() => '')) ?? '').startsWith('pods/')
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button').first().focus()
  for (let presses = 0; presses < 30 && !(await isPod()); presses++) await page.keyboard.press('Tab')
  const first = await focused.getAttribute('data-key')
  await page.keyboard.press('ArrowRight')
  await expect(focused).not.toHaveAttribute('data-key', first ?? '')
  const chosen = (await focused.getAttribute('data-key')) ?? ''
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText(chosen.replace('pods/default/', ''))
  await page.keyboard.press('k')
  await expect(page.getByRole('button', { name: new RegExp(`^Pod ${chosen.replace('pods/default/', '')}, Ready`) })).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('button', { name: new RegExp(`^Pod ${chosen.replace('pods/default/', '')}, Ready`) })).toHaveCount(1)
})

test('the terminal can be left with the keyboard', async ({ page }) => {
  await openWorkbench(page)
  await expect(terminal(page)).toBeVisible()
  await page.getByRole('region', { name: 'Terminal' }).getByRole('textbox').focus()
  await page.keyboard.press('Shift+Tab')
  await expect(page.getByRole('region', { name: 'Terminal' }).getByRole('textbox')).not.toBeFocused()
})
