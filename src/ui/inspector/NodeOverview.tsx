import type { Node } from '../../kinds/resources.ts'
import { act } from '../session/store.ts'
import { texts } from '../texts.ts'
import { Fact } from './Fact.tsx'
import { Why } from './Why.tsx'

export function NodeOverview({ selection, node }: { selection: string; node: Node }) {
  const { name } = node.metadata
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready')
  const taints = node.spec.taints ?? []
  const { machine } = texts.inspector
  return (
    <>
      <p className={`inspector-status strong ${ready?.status === 'True' ? '' : 'wrong'}`}>{ready?.status === 'True' ? 'Ready' : 'NotReady'}</p>
      {ready?.message && <p className="small quiet">{ready.message}</p>}
      <p className="inspector-acts">
        <button type="button" className="button" onClick={() => act({ kind: 'machine', node: name, act: 'disconnect' })}>{machine.cutOff}</button>
        <button type="button" className="button" onClick={() => act({ kind: 'machine', node: name, act: 'connect' })}>{machine.reconnect}</button>
        <button type="button" className="button" onClick={() => act({ kind: 'machine', node: name, act: 'powerOff' })}>{machine.powerOff}</button>
        <button type="button" className="button" onClick={() => act({ kind: 'machine', node: name, act: 'powerOn' })}>{machine.powerOn}</button>
      </p>
      <dl>
        <Fact name="Address">{node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? ''}</Fact>
        <Fact name="Allocatable">{Object.entries(node.status?.allocatable ?? {}).filter(([key]) => ['cpu', 'memory', 'pods'].includes(key)).map(([key, value]) => `${value} ${key}`).join(', ')}</Fact>
        <Fact name="Taints">{taints.length === 0 ? 'none' : taints.map(({ key, effect }) => `${key}:${effect}`).join(', ')}</Fact>
        <Fact name="Schedulable">{node.spec.unschedulable ? 'no, it is cordoned' : 'yes'}</Fact>
      </dl>
      <Why subject={selection} version={node.metadata.resourceVersion ?? ''} />
    </>
  )
}
