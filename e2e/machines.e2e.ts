import { expect, test } from '@playwright/test'
import { advance, openWorkbench, readyPods } from './visitor.ts'

test('a machine that is cut off becomes NotReady, and its pods move', async ({ page }) => {
  await openWorkbench(page)
  await expect(readyPods(page, 'web')).toHaveCount(3)
  await page.getByText('node-3', { exact: true }).click()
  const inspector = page.getByRole('region', { name: 'Inspector' })
  await expect(inspector).toContainText('Ready')
  await inspector.getByRole('button', { name: 'Cut off' }).click()
  await advance(page, '1m')
  await expect(inspector).toContainText('NotReady')
  await expect(inspector).toContainText('Kubelet stopped posting node status.')
  // Taint eviction waits for five minutes.
  await advance(page, '6m')
  await expect(page.getByRole('button', { name: /^Pod web-.*, Ready, on node-[12], / })).toHaveCount(3)
})
