import { deepEqual } from '../base/equality.ts'
import { selectorOfObject } from '../base/selectors.ts'
import type { FieldError, Kind } from './kind.ts'
import type { AnyStored } from './objects.ts'
import { defaultPodSpec } from './podSpec/defaults.ts'
import type { Deployment } from './resources.ts'
import { ALL_VERBS } from './standard.ts'
import { AGE, age, column, containerCells } from './tables/columns.ts'
import { forbiddenField, immutable, invalidValue, notSupported, required } from './validation/errors.ts'
import { validateIntOrPercent, validateNonNegative, validateSelectorAndTemplate, validateTemplate } from './validation/workload.ts'

export const deployment: Kind = {
  group: 'apps',
  versions: ['v1'],
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  verbs: ALL_VERBS,
  schema: 'apps/v1.Deployment',
  status: true,
  // Annotations count too: they are copied to the ReplicaSets (`apps/deployment/strategy.go`).
  generation: (next, old) => !deepEqual(next['spec'], old['spec']) || !deepEqual(next.metadata['annotations'], old.metadata.annotations),
  scale: {
    specReplicas: (object) => (object as unknown as Deployment).spec.replicas ?? 0,
    statusReplicas: (object) => (object as unknown as Deployment).status?.replicas ?? 0,
    selector: (object) => selectorOfObject((object as unknown as Deployment).spec.selector as never).toString(),
    withReplicas: (object, replicas) => ({ ...object, spec: { ...(object['spec'] as object), replicas } }) as AnyStored,
  },
  defaults(draft) {
    const spec = (draft['spec'] ??= {})
    spec.replicas ??= 1
    spec.revisionHistoryLimit ??= 10
    spec.progressDeadlineSeconds ??= 600
    const strategy = (spec.strategy ??= {})
    strategy.type ||= 'RollingUpdate'
    if (strategy.type === 'RollingUpdate') strategy.rollingUpdate = { maxUnavailable: '25%', maxSurge: '25%', ...strategy.rollingUpdate }
    defaultTemplate(spec)
  },
  prepareForCreate(draft) {
    draft['status'] = {}
  },
  validate(object) {
    const spec = object['spec'] ?? {}
    const errors = [...validateNonNegative(spec.replicas, 'spec.replicas'), ...validateSelectorAndTemplate(spec), ...validateTemplate(spec.template ?? {}, 'spec.template'), ...validateStrategy(spec.strategy ?? {})]
    errors.push(...validateNonNegative(spec.minReadySeconds, 'spec.minReadySeconds'), ...validateNonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'))
    if (spec.progressDeadlineSeconds !== undefined) {
      errors.push(...validateNonNegative(spec.progressDeadlineSeconds, 'spec.progressDeadlineSeconds'))
      if (spec.progressDeadlineSeconds <= (spec.minReadySeconds ?? 0)) errors.push(invalidValue('spec.progressDeadlineSeconds', spec.progressDeadlineSeconds, 'must be greater than minReadySeconds'))
    }
    return errors
  },
  validateUpdate: (next, old) => (deepEqual(next['spec'].selector, (old as unknown as Deployment).spec.selector) ? [] : [immutable('spec.selector', next['spec'].selector)]),
  columns: [column('Ready'), column('Up-to-date'), column('Available'), AGE, column('Containers', 'string', 'wide'), column('Images', 'string', 'wide'), column('Selector', 'string', 'wide')],
  cells(object, context) {
    const { spec, status } = object as unknown as Deployment
    return [
      `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      age(object, context),
      ...containerCells(spec.template),
      selectorOfObject(spec.selector as never).toString(),
    ]
  },
}

/** Defaults of a pod template: those of its spec, and the empty creation time that Go writes. */
export function defaultTemplate(spec: Record<string, any>): void {
  const template = (spec['template'] ??= {})
  template.metadata = { creationTimestamp: null, ...template.metadata }
  defaultPodSpec((template.spec ??= {}))
}

function validateStrategy(strategy: Record<string, any>): FieldError[] {
  const path = 'spec.strategy'
  if (strategy['type'] === 'Recreate') {
    if (!strategy['rollingUpdate']) return []
    return [forbiddenField(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")]
  }
  if (strategy['type'] !== 'RollingUpdate') return [notSupported(`${path}.type`, strategy['type'], ['Recreate', 'RollingUpdate'])]
  const rolling = strategy['rollingUpdate']
  if (!rolling) return [required(`${path}.rollingUpdate`, 'this should be defaulted and never be nil')]
  const errors = [...validateIntOrPercent(rolling.maxUnavailable, `${path}.rollingUpdate.maxUnavailable`), ...validateIntOrPercent(rolling.maxSurge, `${path}.rollingUpdate.maxSurge`)]
  if (isZero(rolling.maxUnavailable) && isZero(rolling.maxSurge)) errors.push(invalidValue(`${path}.rollingUpdate.maxUnavailable`, rolling.maxUnavailable, 'may not be 0 when `maxSurge` is 0'))
  if (typeof rolling.maxUnavailable === 'string' && Number.parseInt(rolling.maxUnavailable, 10) > 100) errors.push(invalidValue(`${path}.rollingUpdate.maxUnavailable`, rolling.maxUnavailable, 'must not be greater than 100%'))
  return errors
}

function isZero(value: unknown): boolean {
  return value === 0 || value === '0%'
}
