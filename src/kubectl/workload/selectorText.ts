import type { LabelSelector } from 'kubernetes-types/meta/v1'
import { sortedEntries } from '../describe/sheet.ts'

function requirements(selector: LabelSelector): { key: string; text: string }[] {
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    const list = `(${[...values].sort().join(',')})`
    const text = { In: `${key} in ${list}`, NotIn: `${key} notin ${list}`, Exists: key, DoesNotExist: `!${key}` }[operator] ?? ''
    return { key, text }
  })
  const all = [...sortedEntries(selector.matchLabels).map(([key, value]) => ({ key, text: `${key}=${value}` })), ...expressions]
  return all.sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0))
}

/** A selector as requests and sheets name it: `app=web,tier in (a,b)`; '' selects everything. */
export function selectorText(selector: LabelSelector | undefined): string {
  return selector ? requirements(selector).map(({ text }) => text).join(',') : ''
}

/** The same with `<none>` for a selector that says nothing. */
export function formatSelector(selector: LabelSelector | undefined): string {
  return selectorText(selector) || '<none>'
}
