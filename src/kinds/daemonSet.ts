import { deepEqual } from '../base/equality.ts'
import type { DaemonSetSpec, DaemonSetUpdateStrategy } from 'kubernetes-types/apps/v1'
import type { Draft, Kind } from './kind.ts'
import type { DaemonSet } from './resources.ts'
import { basics } from './standard.ts'
import { age, columns, containerCells, labelsCell } from './tables/columns.ts'
import { problemsOf, type Problems } from './validation/errors.ts'
import { goIntOrString, goPointer, goSelector, goStruct } from './validation/goValue.ts'
import { checkLabelSelector } from './validation/labelSelector.ts'
import { checkIntOrPercent, checkNotAboveWhole, isZero } from './validation/numbers.ts'
import { checkCollisionCount, checkCounts, checkRunsForEver, checkSelected, checkTemplate, isEmptySelector } from './validation/template.ts'
import { defaultTemplate, selectorCell } from './workload.ts'

/** Counts changes of the template; a field of old that lives on as an annotation. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation'
const COUNTS = ['currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady', 'observedGeneration', 'updatedNumberScheduled', 'numberAvailable', 'numberUnavailable', 'collisionCount']

export const daemonSet: Kind = {
  ...basics('apps', 'DaemonSet', 'daemonsets'),
  shortNames: ['ds'],
  categories: ['all'],
  status: true,
  generation: 'spec',
  defaults(draft) {
    const spec = (draft.spec ??= {})
    defaultTemplate(spec)
    const strategy = (spec.updateStrategy ??= {})
    strategy.type ||= 'RollingUpdate'
    if (strategy.type === 'RollingUpdate') {
      strategy.rollingUpdate ??= {}
      strategy.rollingUpdate.maxUnavailable ??= 1
      strategy.rollingUpdate.maxSurge ??= 0
    }
    spec.revisionHistoryLimit ??= 10
  },
  prepareForCreate(draft) {
    setTemplateGeneration(draft, Math.max(1, templateGeneration(draft.metadata)))
    draft.status = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 }
  },
  prepareForUpdate(draft, old) {
    const before = old as unknown as DaemonSet
    setTemplateGeneration(draft, templateGeneration(before.metadata) + (deepEqual(draft.spec.template, before.spec.template) ? 0 : 1))
  },
  validate: (draft) => problemsOf((problems) => checkSpec(draft.spec, problems)),
  validateUpdate: (next, old) =>
    problemsOf((problems) => {
      if (!deepEqual(next.spec.selector, (old as unknown as DaemonSet).spec.selector)) problems.immutable('spec.selector', goSelector(next.spec.selector ?? {}))
    }),
  validateStatusUpdate: (next, old) =>
    problemsOf((problems) => {
      checkCounts(next.status, COUNTS, [], problems)
      checkCollisionCount(next, old, problems)
    }),
  columns: columns('DaemonSet', 'Desired', 'Current', 'Ready', 'Up-to-date', 'Available', 'Node Selector', 'Age', 'Containers', 'Images', 'Selector'),
  cells(object, context) {
    const { spec, status } = object as unknown as DaemonSet
    const { desiredNumberScheduled = 0, currentNumberScheduled = 0, numberReady = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = status ?? {}
    return [desiredNumberScheduled, currentNumberScheduled, numberReady, updatedNumberScheduled, numberAvailable, labelsCell(spec.template.spec?.nodeSelector), age(object, context), ...containerCells(spec.template), selectorCell(spec.selector)]
  },
}

function templateGeneration({ annotations }: { readonly annotations?: Readonly<Record<string, string>> }): number {
  return Number(annotations?.[TEMPLATE_GENERATION] ?? 0) || 0
}

function setTemplateGeneration(draft: Draft, value: number): void {
  draft.metadata['annotations'] = { ...draft.metadata['annotations'], [TEMPLATE_GENERATION]: String(value) }
}

function checkSpec(spec: DaemonSetSpec, problems: Problems): void {
  const { selector, template, updateStrategy = {} } = spec
  checkLabelSelector(selector, 'spec.selector', problems)
  checkSelected(selector, template, 'spec.template', problems)
  if (isEmptySelector(selector)) problems.invalid('spec.selector', goSelector(selector), 'empty selector is invalid for daemonset')
  checkTemplate(template, 'spec.template', problems)
  checkRunsForEver(template, 'DaemonSet', 'spec.template', problems)
  problems.nonNegative('spec.minReadySeconds', spec.minReadySeconds)
  checkStrategy(updateStrategy, 'spec.updateStrategy', problems)
  problems.nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit)
}

function checkStrategy({ type = '', rollingUpdate }: DaemonSetUpdateStrategy, path: string, problems: Problems): void {
  if (type === 'OnDelete') return
  if (type !== 'RollingUpdate')
    return problems.notSupported(path, goStruct('apps.DaemonSetUpdateStrategy', { Type: type, RollingUpdate: goPointer('apps.RollingUpdateDaemonSet', rollingUpdate) }), ['RollingUpdate', 'OnDelete'])
  if (!rollingUpdate) return problems.required(`${path}.rollingUpdate`)
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate as { maxUnavailable?: number | string; maxSurge?: number | string }
  const unavailablePath = `${path}.rollingUpdate.maxUnavailable`
  const surgePath = `${path}.rollingUpdate.maxSurge`
  checkIntOrPercent(maxUnavailable, unavailablePath, problems)
  checkIntOrPercent(maxSurge, surgePath, problems)
  checkNotAboveWhole(maxUnavailable, unavailablePath, problems)
  checkNotAboveWhole(maxSurge, surgePath, problems)
  if (!isZero(maxUnavailable) && !isZero(maxSurge)) problems.invalid(surgePath, goIntOrString(maxSurge), 'may not be set when maxUnavailable is non-zero')
  else if (isZero(maxUnavailable) && isZero(maxSurge)) problems.required(unavailablePath, 'cannot be 0 when maxSurge is 0')
}
