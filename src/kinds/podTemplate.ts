import { deepEqual } from '../base/equality.ts'
import type { PodTemplateSpec } from 'kubernetes-types/core/v1'
import type { Kind } from './kind.ts'
import { basics } from './standard.ts'
import { columns, containerCells, labelsCell } from './tables/columns.ts'
import { problemsOf } from './validation/errors.ts'
import { checkTemplate } from './validation/template.ts'
import { defaultTemplate } from './workload.ts'

export const podTemplate: Kind = {
  ...basics('', 'PodTemplate', 'podtemplates'),
  generation: (next, old) => !deepEqual(next['template'], old['template']),
  defaults: defaultTemplate,
  validate: (draft) => problemsOf((problems) => checkTemplate(draft['template'], 'template', problems)),
  columns: columns('PodTemplate', 'Containers', 'Images', 'Pod Labels'),
  cells(object) {
    const template = object['template'] as PodTemplateSpec
    return [...containerCells(template), labelsCell(template.metadata?.labels)]
  },
}
