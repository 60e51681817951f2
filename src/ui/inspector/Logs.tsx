import { useEffect, useRef, useState } from 'react'
import type { AnyStored } from '../../kinds/objects.ts'
import type { Pod } from '../../kinds/resources.ts'
import { isResponse } from '../../client/transport.ts'
import { messageOf } from '../session/objects.ts'
import { cluster } from '../session/store.ts'
import { texts } from '../texts.ts'

/** As much of a log as is kept on the page. */
const CHARACTERS_MOST = 200_000

/** What a pod's container writes, as it comes. */
export function Logs({ object }: { object: AnyStored }) {
  const pod = object as unknown as Pod
  const containers = pod.spec.containers.map(({ name }) => name)
  const [container, setContainer] = useState(containers[0] ?? '')
  const [text, setText] = useState('')
  const end = useRef<HTMLDivElement>(null)
  const { namespace = '', name } = pod.metadata
  // A container that has started anew has another log.
  const containerId = pod.status?.containerStatuses?.find((status) => status.name === container)?.containerID ?? ''
  useEffect(() => {
    setText('')
    let stop: (() => void) | undefined
    let active = true
    const append = (piece: string): void => setText((known) => (known + piece).slice(-CHARACTERS_MOST))
    const target = `/api/v1/namespaces/${namespace}/pods/${name}/log?container=${container}&follow=true&tailLines=500`
    const sink = { data: (piece: string | Uint8Array) => active && append(typeof piece === 'string' ? piece : new TextDecoder().decode(piece)), end() {} }
    cluster().stream({ method: 'GET', target, headers: { accept: '*/*' } }, sink).then(
      (stream) => {
        if (isResponse(stream)) append(stream.status === 200 ? String(stream.body) : messageOf(stream))
        else if (active) stop = () => stream.cancel()
        else stream.cancel()
      },
      () => {},
    )
    return () => {
      active = false
      stop?.()
    }
  }, [namespace, name, container, containerId])
  useEffect(() => end.current?.scrollIntoView({ block: 'nearest' }), [text])
  return (
    <>
      {containers.length > 1 && (
        <select className="logs-container" aria-label="Container" value={container} onChange={({ target }) => setContainer(target.value)}>
          {containers.map((each) => <option key={each}>{each}</option>)}
        </select>
      )}
      {text === '' ? <p className="quiet">{texts.inspector.noLogs}</p> : <pre className="logs">{text}</pre>}
      <div ref={end} />
    </>
  )
}
