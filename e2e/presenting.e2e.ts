import { expect, test } from '@playwright/test'
import { openWorkbench, readyPods } from './visitor.ts'

test('presenting: one types a command, and the room reads what happens', async ({ page }) => {
  await openWorkbench(page)
  await expect(readyPods(page, 'web')).toHaveCount(3)
  await page.getByRole('button', { name: 'Present' }).click()
  const line = page.getByRole('textbox', { name: 'Command line' })
  await line.fill('kubectl scale deployment web --replicas=4')
  await line.press('Enter')
  await expect(page.getByRole('status').filter({ hasText: /The ReplicaSet made a new pod, \w+, because it wants 4 and had 3\.|Pod \w+ is Ready\./ })).toBeVisible()
  await expect(page.getByText('4 of 4')).toBeVisible()
})
