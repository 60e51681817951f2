import { expect, test } from '@playwright/test'
import { editor, enter, openWorkbench, terminal } from './visitor.ts'

test('the page keeps to itself: nothing is asked of another origin, and its own policy is never broken', async ({ page, baseURL }) => {
  const asked: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await openWorkbench(page)
  await enter(page, 'kubectl get pods')
  await expect(terminal(page)).toContainText('Running')
  await expect(editor(page).locator('.view-lines')).toContainText('replicas:')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  const origin = new URL(baseURL as string).origin
  expect(asked.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(`${origin}/some/where/`))).toEqual([])
  expect(complaints).toEqual([])
})
