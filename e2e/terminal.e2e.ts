import { expect, test } from '@playwright/test'
import { enter, openWorkbench, readyPods, terminal, typeInTerminal } from './visitor.ts'

test.beforeEach(({ page }) => openWorkbench(page))

test('kubectl lists the pods that are on stage', async ({ page }) => {
  await expect(readyPods(page, 'web')).toHaveCount(3)
  const name = ((await readyPods(page, 'web').first().getAttribute('data-key')) ?? '').replace('pods/default/', '')
  await enter(page, 'kubectl get pods')
  await expect(terminal(page)).toContainText(/NAME\s+READY\s+STATUS\s+RESTARTS\s+AGE/)
  await expect(terminal(page)).toContainText(new RegExp(`${name}\\s+1/1\\s+Running\\s+0`))
})

test('Tab completes commands and names', async ({ page }) => {
  await typeInTerminal(page, 'kubectl get deploym')
  await page.keyboard.press('Tab')
  await expect(terminal(page)).toContainText(/kubectl get deployments(\.apps)? /)
  await page.keyboard.type('w')
  await page.keyboard.press('Tab')
  await expect(terminal(page)).toContainText(/kubectl get deployments(\.apps)? web/)
  await page.keyboard.press('Enter')
  await expect(terminal(page)).toContainText(/web\s+3\/3\s+3\s+3/)
})

test('Ctrl-C ends a watch', async ({ page }) => {
  await enter(page, 'kubectl get pods -w')
  await expect(terminal(page)).toContainText('Running')
  await page.keyboard.press('Control+c')
  await expect(terminal(page)).toContainText('^C')
  await enter(page, 'echo and on')
  await expect(terminal(page)).toContainText(/\$ echo and on\s*and on/)
})

test('the arrow keys bring earlier lines back', async ({ page }) => {
  await enter(page, 'echo first')
  await enter(page, 'echo second')
  await expect(terminal(page)).toContainText(/second\s*\$\s*$/)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect(terminal(page)).toContainText(/\$ echo first\s*$/)
  await page.keyboard.press('Enter')
  await expect(terminal(page)).toContainText(/first\s*\$\s*$/)
})

test('what a pipe writes to a file opens in the editor', async ({ page }) => {
  await enter(page, 'kubectl create deployment cache --image=redis:7 --dry-run=client -o yaml > cache.yaml')
  const tab = page.getByRole('region', { name: 'Editor' }).getByRole('button', { name: 'cache.yaml', exact: true })
  await tab.click()
  await expect(page.getByRole('region', { name: 'Editor' }).locator('.view-lines')).toContainText('name: cache')
})

test('a new image is rolled out, and rolled back', async ({ page }) => {
  await expect(readyPods(page, 'web', '1')).toHaveCount(3)
  await enter(page, 'kubectl set image deployment/web web=vergeops/versioned-nginx:2.0')
  await expect(terminal(page)).toContainText('deployment.apps/web image updated')
  await page.evaluate(() => window.podarium.play(20))
  await expect(readyPods(page, 'web', '2')).toHaveCount(3)
  await expect(readyPods(page, 'web', '1')).toHaveCount(0)
  await enter(page, 'kubectl rollout undo deployment/web')
  await expect(readyPods(page, 'web', '3')).toHaveCount(3)
  await expect(readyPods(page, 'web', '2')).toHaveCount(0)
})
