import { expect, test } from '@playwright/test'
import { changeInEditor, editor, enter, openWorkbench, readyPods, terminal } from './visitor.ts'

test.beforeEach(async ({ page }) => {
  await openWorkbench(page)
  await expect(editor(page).locator('.view-lines')).toContainText('replicas:')
  await expect(readyPods(page, 'web')).toHaveCount(3)
})

test('a changed manifest is applied with Ctrl Enter, and the stage follows', async ({ page }) => {
  await changeInEditor(page, 'replicas', '5')
  await page.keyboard.press('Control+Enter')
  await expect(editor(page).getByRole('status')).toContainText('deployment.apps/web configured')
  await expect(readyPods(page, 'web')).toHaveCount(5)
})

test('a broken manifest is marked where the server refused it, and nothing happens to the cluster', async ({ page }) => {
  await changeInEditor(page, 'replicas', 'many')
  await editor(page).getByRole('button', { name: /^Apply/ }).click()
  await expect(editor(page).getByRole('status')).toContainText('json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32')
  await expect(editor(page).locator('.squiggly-error')).toHaveCount(1)
  await expect(readyPods(page, 'web')).toHaveCount(3)
  await enter(page, 'kubectl get deployment web')
  await expect(terminal(page)).toContainText(/web\s+3\/3/)
})

test('Diff shows what Apply would change', async ({ page }) => {
  await editor(page).getByRole('button', { name: 'Diff' }).click()
  await expect(editor(page).locator('.editor-difference')).toContainText('Nothing would change.')
  await editor(page).getByRole('button', { name: 'Close' }).click()
  await changeInEditor(page, 'replicas', '4')
  await editor(page).getByRole('button', { name: 'Diff' }).click()
  await expect(editor(page).locator('.editor-difference')).toContainText('+  replicas: 4')
  await expect(readyPods(page, 'web')).toHaveCount(3)
})
