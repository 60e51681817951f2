import type { Pod } from '../../kinds/resources.ts'
import { summarizePod } from '../../kinds/podStatus.ts'
import { Fact } from './Fact.tsx'
import { Why } from './Why.tsx'

/** Statuses of a pod's summary that mean that something is wrong. */
const WRONG = /Err|Error|BackOff|Invalid|OOM|Failed|Evicted|Unknown/

export function PodOverview({ selection, pod }: { selection: string; pod: Pod }) {
  const { status, restarts } = summarizePod(pod)
  const { spec, status: { podIP, containerStatuses = [], conditions = [] } = {} } = pod
  const troubles = containerStatuses.flatMap(({ state }) => (state?.waiting?.message ? [state.waiting.message] : []))
  const unscheduled = conditions.find(({ type, status: held }) => type === 'PodScheduled' && held === 'False')
  const requests = spec.containers.flatMap(({ resources }) => Object.entries(resources?.requests ?? {}).map(([name, amount]) => `${amount} ${name}`))
  return (
    <>
      <p className={`inspector-status strong ${WRONG.test(status) ? 'wrong' : ''}`}>{status}</p>
      {[...troubles, ...(unscheduled?.message ? [unscheduled.message] : [])].map((message) => <p key={message} className="small quiet">{message}</p>)}
      <dl>
        <Fact name="Restarts">{restarts}</Fact>
        {spec.containers.map(({ name, image }) => <Fact key={name} name={spec.containers.length > 1 ? `Image of ${name}` : 'Image'}><span className="mono">{image}</span></Fact>)}
        <Fact name="On">{[spec.nodeName ?? 'no machine yet', podIP, requests.length > 0 ? `asks for ${requests.join(', ')}` : ''].filter((part) => part).join(', ')}</Fact>
        <Fact name="Labels"><span className="mono labels">{Object.entries(pod.metadata.labels ?? {}).map(([key, value]) => `${key}=${value}`).join(' ')}</span></Fact>
      </dl>
      <Why subject={selection} version={pod.metadata.resourceVersion ?? ''} />
    </>
  )
}
