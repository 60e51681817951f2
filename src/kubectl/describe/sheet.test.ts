import { describe, expect, it } from 'vitest'
import { MAXIMUM_ANNOTATION_LENGTH, Sheet } from './sheet.ts'

describe('a sheet', () => {
  it('lays out cells of adjacent lines in columns', () => {
    const sheet = new Sheet()
    sheet.line(0, 'Name:\tweb')
    sheet.labels('Labels', { tier: 'front', app: 'web' })
    sheet.labels('Selector', {})
    expect(sheet.layOut()).toBe('Name:      web\nLabels:    app=web\n           tier=front\nSelector:  <none>\n')
  })

  it('keeps its tabs when they are not to be laid out', () => {
    const sheet = new Sheet()
    sheet.table(1, ['A', 'B'], [['1', '2']])
    expect(sheet.text).toBe('  A\tB\n  -\t-\n  1\t2\n')
  })

  it('hides the last applied configuration, cuts long annotations and shows lines apart', () => {
    const sheet = new Sheet()
    sheet.annotations('Annotations', { 'kubectl.kubernetes.io/last-applied-configuration': '{}', long: 'x'.repeat(MAXIMUM_ANNOTATION_LENGTH), lines: 'a\nb\n', plain: 'v\n' })
    const cut = `${'x'.repeat(MAXIMUM_ANNOTATION_LENGTH - 2)}...`
    expect(sheet.text).toBe(`Annotations:\tlines:\n\t  a\n\t  b\n\tlong:\n\t  ${cut}\n\tplain: v\n`)
  })

  it('makes control characters visible', () => {
    const sheet = new Sheet()
    sheet.line(0, '\x1b[31mred\r')
    expect(sheet.text).toBe('^[[31mred\\r\n')
  })
})
