import { itemsOf } from '../builder.ts'
import type { Command } from '../command.ts'
import { eventInterval } from '../describe/eventLines.ts'
import { apiVersionOf, NoSuchResource } from '../discovery.ts'
import { ExitError, KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { TABLE_LAYOUT, TabWriter } from '../layout.ts'
import { collectionPath } from '../paths.ts'
import { OBJECT_FORMATS, PRINT_FLAGS, printerFor } from '../printers/objectPrinter.ts'
import type { Session } from '../session.ts'
import { ALL_NAMESPACES_FLAG, CHUNK_SIZE_FLAG, NO_HEADERS_FLAG } from '../sharedFlags.ts'

/** Events are listed in chunks of this size, whatever --chunk-size says. */
const CHUNK_SIZE = 500

export const events: Command = {
  name: 'events',
  group: 'Troubleshooting and Debugging Commands',
  use: `[(-o|--output=)${OBJECT_FORMATS.join('|')}] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]`,
  short: 'List events',
  long: 'Display events.\n\n Prints a table of what matters most about events: those of a namespace, of all namespaces, or those about one object.',
  examples: [
    { what: 'List the events of the default namespace', command: 'kubectl events' },
    { what: 'List the events of all namespaces', command: 'kubectl events --all-namespaces' },
    { what: 'List the events of a pod, then those that follow', command: 'kubectl events --for pod/web --watch' },
    { what: 'List warnings only', command: 'kubectl events --types=Warning' },
  ],
  flags: [
    ALL_NAMESPACES_FLAG,
    CHUNK_SIZE_FLAG,
    { name: 'for', kind: 'string', usage: 'Only events about this object (TYPE/NAME).' },
    NO_HEADERS_FLAG,
    ...PRINT_FLAGS,
    { name: 'types', kind: 'stringSlice', completes: ['Normal', 'Warning'], usage: 'Only events of these types.' },
    { name: 'watch', short: 'w', kind: 'bool', usage: 'After the list, go on with events as they come.' },
  ],
  validate({ flags }) {
    if (flags.list('types').some((type) => !/^(normal|warning)$/i.test(type))) throw new KubectlError('valid --types are Normal or Warning')
  },
  async run(session) {
    const path = collectionPath('v1', 'events', session.flags.bool('all-namespaces') ? '' : session.namespace)
    const fieldSelector = await fieldSelectorOf(session)
    const print = await eventPrinter(session)
    if (session.flags.bool('watch')) return watchEvents(session, path, fieldSelector, print)
    const shown = (await listEvents(session, path, fieldSelector)).filter((event) => isWanted(session, event))
    if (shown.length === 0) return session.stderr(session.flags.bool('all-namespaces') ? 'No events found.\n' : `No events found in ${session.namespace} namespace.\n`)
    print(shown.sort((left, right) => timeMs(left) - timeMs(right)), true)
  },
}

async function fieldSelectorOf(session: Session): Promise<string | undefined> {
  const subject = session.flags.string('for')
  if (subject === '') return undefined
  const [type = '', name = '', ...rest] = subject.split('/')
  if (!subject.includes('/')) throw new KubectlError('--for must be in resource/name form')
  if (rest.length > 0) throw new KubectlError('arguments in resource/name form may not have more than one slash')
  const mapping = await session.discovery.find(type)
  if (!mapping) throw new NoSuchResource(type).plainly()
  return `involvedObject.kind=${mapping.kind},involvedObject.apiVersion=${apiVersionOf(mapping)},involvedObject.name=${name}`
}

async function listEvents(session: Session, path: string, fieldSelector: string | undefined): Promise<JsonObject[]> {
  const found: JsonObject[] = []
  for (let next: string | undefined; ; ) {
    const page = await session.client.get(path, { fieldSelector, limit: CHUNK_SIZE, continue: next })
    found.push(...itemsOf(page))
    next = page['metadata']?.continue || undefined
    if (!next) return found
  }
}

async function watchEvents(session: Session, path: string, fieldSelector: string | undefined, print: EventsPrinter): Promise<void> {
  const { signal } = session.context
  for await (const { type, object } of await session.client.watch(path, { fieldSelector, limit: CHUNK_SIZE, watch: true }, signal)) {
    // Events expire after an hour: nothing to tell.
    if ((type === 'ADDED' || type === 'MODIFIED') && isWanted(session, object)) print([object], false)
  }
  if (signal.aborted) throw new ExitError(1)
}

function isWanted({ flags }: Session, event: JsonObject): boolean {
  const types = flags.list('types')
  return types.length === 0 || types.some((type) => type.toLowerCase() === String(event['type']).toLowerCase())
}

/** The time by which events are ordered. */
function timeMs(event: JsonObject): number {
  const time = event['series']?.lastObservedTime ?? event['lastTimestamp'] ?? event['eventTime']
  return time ? Date.parse(time) : 0
}

type EventsPrinter = (found: readonly JsonObject[], isList: boolean) => void

async function eventPrinter(session: Session): Promise<EventsPrinter> {
  const { flags } = session
  const format = flags.string('output') || (flags.string('template') === '' ? '' : 'go-template')
  if (format !== '') {
    const print = await printerFor(session, format)
    return (found, isList) => session.stdout(print(isList ? { apiVersion: 'v1', items: found, kind: 'EventList', metadata: {} } : (found[0] as JsonObject)))
  }
  const writer = new TabWriter(TABLE_LAYOUT)
  const withNamespace = flags.bool('all-namespaces')
  const write = (cells: readonly string[]) => writer.write(`${cells.join('\t')}\n`)
  let needsHeaders = !flags.bool('no-headers')
  return (found) => {
    if (needsHeaders) write([...(withNamespace ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'])
    needsHeaders = false
    for (const event of found) {
      const { kind = '', name = '' } = event['involvedObject'] ?? {}
      write([...(withNamespace ? [event['metadata']?.namespace ?? ''] : []), eventInterval(event, session.nowMs), event['type'] ?? '', event['reason'] ?? '', `${kind}/${name}`, String(event['message'] ?? '').trim()])
    }
    session.stdout(writer.flush())
  }
}
