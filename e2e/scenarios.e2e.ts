import { expect, test } from '@playwright/test'
import { changeInEditor, editor, enter, terminal, visit } from './visitor.ts'

test('blue and green: the guide leads from goal to goal', async ({ page }) => {
  await visit(page)
  await page.getByRole('button', { name: 'Blue and green' }).click()
  const goals = page.getByRole('region', { name: 'Guide' }).getByRole('listitem')
  await expect(goals.nth(0)).toHaveAttribute('data-state', 'next')
  await page.evaluate(() => window.podarium.play(10))

  await editor(page).getByRole('button', { name: 'nginx-green.yaml', exact: true }).click()
  await editor(page).getByRole('button', { name: /^Apply/ }).click()
  await expect(goals.nth(0)).toHaveAttribute('data-state', 'reached')

  await editor(page).getByRole('button', { name: 'nginx-service.yaml', exact: true }).click()
  await changeInEditor(page, 'ver', 'green')
  await page.keyboard.press('Control+Enter')
  await expect(goals.nth(1)).toHaveAttribute('data-state', 'reached')

  await enter(page, 'kubectl set selector service nginx app=nginx,ver=blue')
  await expect(terminal(page)).toContainText('service/nginx selector updated')
  await expect(goals.nth(2)).toHaveAttribute('data-state', 'reached')
  await expect(page.getByRole('region', { name: 'Guide' })).toContainText('All done.')
})

test('a hint is there for those who ask', async ({ page }) => {
  await visit(page)
  await page.getByRole('button', { name: 'Self-healing' }).click()
  const guide = page.getByRole('region', { name: 'Guide' })
  await guide.getByRole('button', { name: 'A hint' }).click()
  await expect(guide.locator('.guide-hint')).toHaveCount(1)
})
