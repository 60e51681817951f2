import type { PodTemplateSpec, Toleration, TopologySpreadConstraint } from 'kubernetes-types/core/v1'
import { formatSelector } from '../workload/selectorText.ts'
import { describeContainers } from './containers.ts'
import type { Sheet } from './sheet.ts'
import { describeVolumes } from './volumes.ts'

/** What controllers make pods from. */
export function describePodTemplate(sheet: Sheet, template: PodTemplateSpec | undefined): void {
  sheet.line(0, 'Pod Template:')
  if (!template) return sheet.write(1, '<unset>')
  const { metadata = {}, spec } = template
  sheet.labels('  Labels', metadata.labels)
  if (Object.keys(metadata.annotations ?? {}).length > 0) sheet.annotations('  Annotations', metadata.annotations)
  if (spec?.serviceAccountName) sheet.line(1, `Service Account:\t${spec.serviceAccountName}`)
  if (spec?.initContainers?.length) describeContainers(sheet, { label: 'Init Containers', containers: spec.initContainers, isTemplate: true })
  describeContainers(sheet, { label: 'Containers', containers: spec?.containers ?? [], isTemplate: true })
  describeVolumes(sheet, spec?.volumes, true)
  describeSpread(sheet, spec?.topologySpreadConstraints, '  ')
  if (spec?.priorityClassName) sheet.line(1, `Priority Class Name:\t${spec.priorityClassName}`)
  sheet.labels('  Node-Selectors', spec?.nodeSelector)
  describeTolerations(sheet, '  Tolerations', spec?.tolerations)
}

export function describeTolerations(sheet: Sheet, title: string, tolerations: readonly Toleration[] = []): void {
  const sorted = [...tolerations].sort((left, right) => ((left.key ?? '') < (right.key ?? '') ? -1 : (left.key ?? '') > (right.key ?? '') ? 1 : 0))
  sheet.list(title, sorted.map(tolerationText))
}

function tolerationText({ key = '', value = '', effect = '', operator, tolerationSeconds }: Toleration): string {
  const subject = `${key}${value === '' ? '' : `=${value}`}${effect === '' ? '' : `:${effect}`}`
  const exists = operator === 'Exists' && value === '' ? `${subject === '' ? '' : ' '}op=Exists` : ''
  return `${subject}${exists}${tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`}`
}

export function describeSpread(sheet: Sheet, constraints: readonly TopologySpreadConstraint[] = [], indent = ''): void {
  if (constraints.length === 0) return
  const sorted = [...constraints].sort((left, right) => (left.topologyKey < right.topologyKey ? -1 : left.topologyKey > right.topologyKey ? 1 : 0))
  sheet.list(
    `${indent}Topology Spread Constraints`,
    sorted.map(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }) => `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${labelSelector ? ` for selector ${formatSelector(labelSelector)}` : ''}`),
  )
}
