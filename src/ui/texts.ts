import type { ControlDial, Entity, PodGlyph, PodPhase, Ring, WorkloadFrame } from '../scene/model.ts'

/**
 * All that the page says, in one place. Short sentences, present tense, the cause after “because”. Names, reasons and messages of Kubernetes are quoted as
 * Kubernetes writes them; our own words are plain.
 */
export const texts = {
  app: {
    name: 'Podarium',
    views: 'Views',
    find: 'Find or do',
    findKey: 'Ctrl K',
    present: 'Present',
    share: 'Share',
    theme: (theme: 'system' | 'light' | 'dark') => ({ system: 'Colours follow the system', light: 'Light colours', dark: 'Dark colours' })[theme],
    opening: 'The cluster is starting.',
    crashed: 'The cluster has stopped working.',
    crashedLead: 'What you did is kept. Restore it, or start afresh.',
    unreadable: 'This link cannot be opened.',
    restore: 'Restore the session',
    fresh: 'Start afresh',
    panes: { terminal: 'Terminal', events: 'Events', editor: 'Editor', inspector: 'Inspector', guide: 'Guide' },
    loading: (what: string) => `Loading the ${what}`,
    dialogClose: 'Close',
  },
  share: {
    title: 'A link to this moment',
    lead: 'It holds the cluster, your files and this moment. It is not sent to anybody: all of it is in the link.',
    copy: 'Copy the link',
    copied: 'Copied.',
    notCopied: 'The browser does not let the page copy: select the link and copy it yourself.',
    length: (characters: number) => `${characters.toLocaleString('en')} characters`,
  },
  present: {
    command: 'Command line',
    of: (wanted: number) => `of ${wanted.toLocaleString('en')}`,
    available: 'available',
  },
  narration: {
    made: (maker: string, what: string | number, wanted: number, had: number) =>
      `The ${maker} made ${typeof what === 'number' ? `${what} new pods` : `a new pod, ${what}`}, because it wants ${wanted.toLocaleString('en')} and had ${had.toLocaleString('en')}.`,
    ready: (pod: string) => `Pod ${pod} is Ready.`,
    crashed: (pod: string, restarts: number) => `Pod ${pod} crashed.${restarts === 0 ? '' : ` It has been restarted ${restarts === 1 ? 'once' : `${restarts} times`}.`}`,
    machine: (name: string, ready: boolean) => (ready ? `${name} is Ready.` : `${name} is NotReady: its kubelet is not heard of.`),
    exit: (code: number) => `Exit code ${code}.`,
  },
  time: {
    label: 'Time',
    clock: 'The cluster’s time',
    untilSettled: 'Until settled',
    undo: 'Undo what was done last',
    undone: (what: string) => `Undone: ${what}`,
    nothingToUndo: 'Nothing to undo.',
    play: 'Go on',
    pause: 'Pause',
    spaceKey: 'Space',
    step: 'To the next thing that happens',
    pace: 'Pace',
    factor: (factor: number) => (Number.isFinite(factor) ? `${factor}×` : 'max'),
    held: (factor: number, held: number) => `${factor}× asked, ${roundPace(held)}× held`,
    heldShort: (held: number) => `${roundPace(held)}× held`,
    tape: 'The session so far: go to a moment with the arrow keys',
    inputs: 'Inputs',
    available: 'Available',
    warnings: 'Warnings',
  },
  inspector: {
    nothing: 'Nothing is selected.',
    nothingLead: 'Click a pod or a machine, or reach it with the arrow keys. Here you see what it is, and why.',
    keys: [
      ['K', 'kills the pod that has the focus'],
      ['Space', 'stops time, and lets it go on'],
      ['Ctrl Z', 'takes back what was done last'],
      ['1 2 3', 'machines, workloads, traffic'],
      ['Ctrl K', 'finds a thing, does an act, opens a scenario'],
    ],
    tabs: { overview: 'Overview', yaml: 'YAML', events: 'Events', logs: 'Logs' },
    kill: 'Kill',
    delete: 'Delete',
    gone: (key: string) => `${key} is gone.`,
    why: 'Why?',
    command: 'The command',
    noEvents: 'No events.',
    noLogs: 'Nothing written yet.',
    machine: { cutOff: 'Cut off', reconnect: 'Reconnect', powerOff: 'Pull the plug', powerOn: 'Power on' },
    copy: 'Copy',
  },
  editor: {
    apply: 'Apply',
    applyKey: 'Ctrl ↵',
    diff: 'Diff',
    same: 'Nothing would change.',
    refused: 'The server refused the file: the editor shows where.',
    files: 'Files',
    newFile: 'New file',
    close: (file: string) => `Remove ${file}`,
    empty: 'No file is open. Make one with the plus sign.',
    cancel: 'Cancel',
    save: 'Save and close',
  },
  palette: {
    nothing: 'Nothing of that name.',
    acts: 'Do',
    things: 'Find',
    pause: 'Pause or go on',
    theme: 'Change the colours',
  },
  guide: {
    steps: 'Steps',
    hint: 'A hint',
    nextHint: 'Another hint',
    reached: 'reached',
    goalReached: (title: string) => `Reached: ${title}`,
    solved: 'All done. Go on as you like, or begin something else.',
    minutes: (minutes: number) => `about ${minutes} minutes`,
    choose: 'Scenarios',
    again: 'Begin again',
  },
  stage: {
    label: 'Stage: the cluster as a moving picture',
    pods: 'Pods. Arrow keys go from pod to pod, Enter selects, K kills.',
    views: { machines: 'Machines', workloads: 'Workloads', traffic: 'Traffic' },
    inFocus: 'in focus',
    noFocus: 'no application in focus',
    chooseFocus: 'Application in focus',
    dropFocus: (name: string) => `Take ${name} out of focus`,
    namespace: 'Namespace',
    namespaceNamed: (name: string) => `namespace ${name}`,
    allNamespaces: 'all namespaces',
    revision: (number: number) => `revision ${number}`,
    others: 'others',
    states: { notReady: 'not ready', pulling: 'starting', terminating: 'closing', crash: 'in trouble' },
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Show all',
    zoom: 'Zoom',
    actionsFor: (name: string) => `What can be done to ${name}`,
    actions: { deletePod: 'Kill', deleteObject: 'Delete', powerOff: 'Pull the plug', powerOn: 'Power on', cutNode: 'Cut off', joinNode: 'Reconnect', stopPart: 'Stop', startPart: 'Start' },
    empty: ['No pods. ', 'kubectl apply', ' a file, or begin with an example.'] as const,
    noMachines: 'No machines have joined yet.',
    machineReady: 'Ready',
    machineNotReady: 'NotReady',
    machineCordoned: 'cordoned',
    cpu: 'cpu',
    memory: 'memory',
    cpuOf: (requested: number, allocatable: number) => `${round(requested)} of ${round(allocatable)}`,
    memoryOf: (requested: number, allocatable: number) => `${gibibytes(requested)} of ${gibibytes(allocatable)} Gi`,
    waitsForMachine: 'waits for a machine',
    waitForMachine: (count: number) => `${count} pods wait for a machine`,
    waitsShort: (count: number) => `${count}`,
    stopped: 'stopped',
    outside: 'outside',
    inside: 'inside the cluster',
    aRequest: 'a request',
    taken: 'taken',
    refused: 'failed',
    served: 'served',
    median: 'median',
    p95: '95th',
    failed: 'failed',
    ofLastSeconds: 'of the last 5 s',
    perSecond: (rate: number) => `${round(rate)}/s`,
    requestsPerSecond: (rate: number) => (rate === 1 ? '1 request/s' : `${round(rate)} requests/s`),
    milliseconds: (value: number) => `${Math.round(value)} ms`,
    percent: (part: number) => `${Math.round(part * 100)}\u2009%`,
    serviceNamed: (name: string) => `Service ${name}`,
    sendsTo: (count: number) => (count === 0 ? 'sends to nobody: no pod is Ready' : count === 1 ? 'sends to the 1 that is Ready' : `sends to the ${count} that are Ready`),
    endpoints: (count: number) => (count === 0 ? 'no pod is Ready' : count === 1 ? '1 pod is Ready' : `${count} pods are Ready`),
    ingress: 'Ingress',
    behindNoService: (count: number) => (count === 1 ? '1 pod behind no Service shown' : `${count.toLocaleString('en')} pods behind no Service shown`),
    sampled: (oneIn: number) => `one dot is ${oneIn} requests`,
    noServices: 'No Service sends to a pod yet.',
  },
  workload: {
    podsThatExist: 'Pods that exist',
    existOf: (count: number, most: number) => `${count.toLocaleString('en')} of at most ${most.toLocaleString('en')}`,
    available: 'Available',
    availableOf: (count: number, least: number) => `${count.toLocaleString('en')} of at least ${least.toLocaleString('en')}`,
    atLeast: (count: number) => `at least ${count.toLocaleString('en')} available`,
    atLeastShort: (count: number) => `≥ ${count}`,
    atMost: (count: number) => `at most ${count.toLocaleString('en')}`,
    atMostShort: (count: number) => `≤ ${count}`,
    wanted: (count: number) => `${count.toLocaleString('en')} wanted`,
    full: 'full',
    noneToSpare: 'none to spare',
    notYetAvailable: (count: number) => `${count.toLocaleString('en')} not yet available`,
    revision: (number: number) => `Revision ${number}`,
    wantedReady: (wanted: number, ready: number) => `${wanted.toLocaleString('en')} wanted, ${ready.toLocaleString('en')} ready`,
    image: (image: string) => `image ${image.split('/').at(-1)}`,
    firstPod: (age: string) => `made ${age} ago`,
    leaving: ['leaving: no longer counted,', 'finishing the requests they hold'] as const,
    heldBoth: 'Held at both bounds: no pod may be added, none removed.',
    heldAbove: 'Held at the upper bound: no pod may be added before one has gone.',
    heldBelow: 'Held at the lower bound: no pod may be removed before one is available.',
    paused: 'Paused: you hold it. Nothing is rolled out until you resume it.',
    deadlineExceeded: 'ProgressDeadlineExceeded: it got no further for too long.',
    goesOn: (revision: number, deadline: string | undefined) =>
      `It goes on as soon as one pod of revision ${revision} becomes available.${deadline === undefined ? '' : ` If none does within ${deadline}, the Deployment reports ProgressDeadlineExceeded.`}`,
    resume: (name: string) => `kubectl rollout resume deployment/${name}`,
    undo: (name: string) => `kubectl rollout undo deployment/${name}`,
    summary: (frame: WorkloadFrame) => `${frame.available} of ${frame.wanted} available${frame.rulers[0] && frame.kind !== 'Pod' && frame.kind !== 'Job' && frame.kind !== 'CronJob' ? `, revision ${frame.rulers[0].revision}` : ''}`,
    rolling: (frame: WorkloadFrame) => rollingText(frame),
    alone: 'on its own',
  },
  first: {
    title: 'A cluster lives in this tab.',
    act: 'Kill a pod.',
    lead: 'See what Kubernetes does about it. Nothing can break for good: every step can be undone.',
    how: ['Click the marked pod, press ', 'K', ', or type'] as const,
    command: (pod: string) => `kubectl delete pod ${pod}`,
    kill: 'Kill this pod',
    run: 'Run',
    orBegin: 'Or begin with',
    scenarios: (count: number) => `${count} scenarios`,
    terminal: 'the terminal',
    yaml: 'your own YAML',
    empty: 'an empty cluster',
    caption: (kind: string, name: string, wanted: number, has: number) => `${kind} ${name} wants ${wanted} pods and has ${has}`,
  },
} as const

const phaseWords: Readonly<Record<PodPhase, string>> = {
  pending: 'pending', creating: 'starting', pulling: 'pulling', init: 'init', notReady: 'not ready', ready: '', terminating: 'closing', crash: 'crashed', blocked: 'blocked', completed: 'completed', failed: 'failed', unknown: 'node is away',
}

const blockedWords: Readonly<Record<string, string>> = {
  ImagePullBackOff: 'no such image', ErrImagePull: 'no such image', InvalidImageName: 'bad image name', CreateContainerConfigError: 'config missing',
}

/** The word below a pod. Nothing is said of one that is well. */
export function podWord(pod: PodGlyph, nowMs: number): string {
  const { phase, ring, restarts, reason } = pod
  switch (phase) {
    case 'pulling':
      return ring ? `pull ${Math.round(partDone(ring, nowMs) * 100)}\u2009%` : phaseWords.pulling
    case 'init':
      return ring?.kind === 'init' ? `init ${ring.done} of ${ring.total}` : phaseWords.init
    case 'crash':
      return restarts > 0 ? `crashed ×${restarts}` : phaseWords.crash
    case 'blocked':
      return blockedWords[reason] ?? phaseWords.blocked
    case 'failed':
      return reason === 'Evicted' ? 'evicted' : phaseWords.failed
    default:
      return phaseWords[phase]
  }
}

/** What a screen reader says of a pod. */
export function podDescription(pod: PodGlyph, nowMs: number): string {
  const where = pod.node === '' ? 'no machine yet' : `on ${pod.node}`
  const seconds = secondsLeft(pod.ring, nowMs)
  const left = seconds === undefined || pod.phase === 'pulling' ? '' : `, ${seconds} s left`
  return `Pod ${pod.name}, ${pod.phase === 'ready' ? 'Ready' : podWord(pod, nowMs)}${left}, ${where}, revision ${pod.revision}`
}

/** What the tip of a thing on stage says; `wrong` is the line, if any, that tells what is wrong. */
export interface EntityTip {
  readonly title: string
  readonly lines: readonly string[]
  readonly wrong?: string
}

export function entityTip(entity: Entity, nowMs: number): EntityTip | undefined {
  const { stage } = texts
  switch (entity.type) {
    case 'pod': {
      const wrong = [entity.reason, entity.message].filter((text) => text !== '').join(': ')
      const seconds = entity.phase === 'pulling' ? undefined : secondsLeft(entity.ring, nowMs)
      const state = `${entity.phase === 'ready' ? stage.machineReady : podWord(entity, nowMs)}${seconds === undefined ? '' : `, ${seconds} s left`}`
      return { title: entity.name, lines: [state, `${entity.node === '' ? stage.waitsForMachine : entity.node}, ${stage.revision(entity.revision)}`, ...(wrong === '' ? [] : [wrong])], wrong }
    }
    case 'node':
      return {
        title: entity.name,
        lines: [entity.ready ? stage.machineReady : stage.machineNotReady, `${stage.cpu} ${stage.cpuOf(entity.cpu.requested, entity.cpu.allocatable)}`, `${stage.memory} ${stage.memoryOf(entity.memory.requested, entity.memory.allocatable)}`],
        ...(entity.ready ? {} : { wrong: stage.machineNotReady }),
      }
    case 'control':
      return entity.running ? { title: entity.name, lines: [dialReading(entity)] } : { title: entity.name, lines: [stage.stopped], wrong: stage.stopped }
    case 'service':
      return { title: stage.serviceNamed(entity.name), lines: [`${entity.serviceType} ${entity.clusterIP}`, Object.entries(entity.selector).map(([key, value]) => `${key}=${value}`).join(', '), stage.sendsTo(entity.endpoints.filter(({ ready }) => ready).length)] }
    case 'workload':
      return entity.kind === 'Pod' ? undefined : { title: `${entity.kind} ${entity.name}`, lines: [texts.workload.rolling(entity)] }
    case 'door':
      return { title: `${stage.ingress} ${entity.name}`, lines: [entity.host] }
    default:
      return undefined
  }
}

/** 0 to 1: how much of a ring's time has passed, or of its steps been done. */
export function partDone(ring: Ring, nowMs: number): number {
  if (ring.kind === 'init') return ring.total === 0 ? 1 : ring.done / ring.total
  const lengthMs = ring.toMs - ring.fromMs
  return lengthMs <= 0 ? 1 : Math.min(1, Math.max(0, (nowMs - ring.fromMs) / lengthMs))
}

export function secondsLeft(ring: Ring | undefined, nowMs: number): number | undefined {
  return ring === undefined || ring.kind === 'init' ? undefined : Math.max(0, Math.ceil((ring.toMs - nowMs) / 1000))
}

export function dialReading({ reading, unit }: ControlDial): string {
  return unit === 'revision' ? `revision ${reading.toLocaleString('en')}` : unit === 'in queue' ? `${reading} in queue` : `${round(reading)} ${unit}`
}

/** A length of time in words: `9 min 59 s`, `51 s`, `3 h`. */
export function lengthOfTime(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 20) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`
}

function rollingText({ rulers, bounds, rolling, wanted, available, paused }: WorkloadFrame): string {
  const [newest, ...older] = rulers
  if (!rolling || !newest) return paused ? 'paused' : `${available} of ${wanted} available, revision ${newest?.revision ?? 1}`
  const margins = bounds ? `, maxSurge ${percentSpaced(bounds.maxSurge)} is ${bounds.surge} more, maxUnavailable ${percentSpaced(bounds.maxUnavailable)} is ${bounds.unavailable} fewer` : ', all old pods go before new ones come'
  const last = older.at(-1)
  return last ? `rolling from revision ${last.revision} to revision ${newest.revision}${margins}` : `coming up: ${available} of ${wanted} available`
}

function percentSpaced(value: string): string {
  return value.replace('%', '\u2009%')
}

function round(value: number): string {
  return value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value >= 10 ? value.toFixed(1).replace(/\.0$/, '') : value.toFixed(2).replace(/\.?0+$/, '')
}

function roundPace(factor: number): string {
  return factor >= 10 ? String(Math.round(factor)) : factor.toFixed(1)
}

function gibibytes(bytes: number): string {
  return round(Math.round((bytes / 2 ** 30) * 10) / 10)
}
