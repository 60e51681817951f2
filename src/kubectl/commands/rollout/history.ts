import type { Command } from '../../command.ts'
import { describePodTemplate } from '../../describe/podTemplate.ts'
import { Sheet } from '../../describe/sheet.ts'
import { KubectlError } from '../../errors.ts'
import { layOut, SHEET_LAYOUT } from '../../layout.ts'
import { namePrinter, PRINT_FLAGS, resultPrinter } from '../../printers/objectPrinter.ts'
import { type History, HISTORIES, templateWithCause } from '../../workload/history.ts'
import { completeWorkloads, requireTarget, TARGET_FLAGS, unsupportedKind, visitWorkloads } from './shared.ts'

export const history: Command = {
  name: 'history',
  use: '(TYPE NAME | TYPE/NAME) [flags]',
  short: 'View rollout history',
  long: 'View previous rollout revisions and configurations.',
  examples: [
    { what: 'View the rollout history of a deployment', command: 'kubectl rollout history deployment/web' },
    { what: 'View the details of a revision', command: 'kubectl rollout history daemonset/agent --revision=3' },
  ],
  flags: [...TARGET_FLAGS, ...PRINT_FLAGS, { name: 'revision', kind: 'int', usage: 'Show the details of this revision, with its pod template.' }],
  complete: completeWorkloads,
  validate(session) {
    requireTarget(session)
    if (session.flags.int('revision') < 0) throw new KubectlError(`revision must be a positive integer: ${session.flags.int('revision')}`)
  },
  async run(session) {
    const { flags } = session
    const revision = flags.int('revision')
    await visitWorkloads(session, async (target) => {
      const read = HISTORIES[target.mapping.kind]
      if (!read) throw unsupportedKind(target.mapping, 'history')
      const found = await read(session, target)
      if (flags.string('output') !== '' || flags.string('template') !== '') {
        const print = await resultPrinter(session, '')
        for (const each of found.revisions) if (revision === 0 || each.number === revision) session.stdout(print(each.object))
        return
      }
      const heading = revision > 0 ? `with revision #${revision}` : ''
      const text = revision > 0 && found.revisions.length > 0 ? revisionText(found, revision) : overview(found)
      // The heading is printed as the operation done, hence the blank after the name when there is none.
      session.stdout(namePrinter(`${heading}\n${text}`)(target.object ?? {}))
    })
  },
}

function revisionText({ revisions }: History, wanted: number): string {
  const revision = revisions.find(({ number }) => number === wanted)
  if (!revision) throw new KubectlError('unable to find the specified revision')
  const sheet = new Sheet()
  describePodTemplate(sheet, templateWithCause(revision))
  return sheet.text
}

function overview({ revisions }: History): string {
  if (revisions.length === 0) return 'No rollout history found.'
  const rows = revisions.map(({ number, changeCause }) => `${number}\t${changeCause || '<none>'}\n`)
  return layOut(`REVISION\tCHANGE-CAUSE\n${rows.join('')}`, SHEET_LAYOUT)
}
