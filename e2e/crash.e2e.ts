import { expect, test } from '@playwright/test'
import { enter, openWorkbench, readyPods, terminal } from './visitor.ts'

test('if the cluster crashes, the page says so and makes it again from what was done', async ({ page }) => {
  await openWorkbench(page)
  await enter(page, 'kubectl scale deployment web --replicas=4')
  await expect(terminal(page)).toContainText('deployment.apps/web scaled')
  await expect.poll(() => page.evaluate(() => localStorage.getItem('podarium.session.v1') ?? '')).toContain('replicas')
  const cluster = page.workers().find((worker) => worker.url().includes('/worker-'))
  await cluster?.evaluate(() => {
    setTimeout(() => {
      throw new Error('out of order')
    })
  })
  await expect(page.getByRole('heading', { name: 'The cluster has stopped working.' })).toBeVisible()
  await expect(page.getByText('out of order')).toBeVisible()
  await page.getByRole('button', { name: 'Restore the session' }).click()
  await expect(readyPods(page, 'web')).toHaveCount(4)
})
