import type { AnyStored } from '../../kinds/objects.ts'
import { Fact } from './Fact.tsx'
import { Why } from './Why.tsx'

interface Described {
  readonly spec?: Readonly<Record<string, unknown>>
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string; readonly message?: string }[] } & Readonly<Record<string, unknown>>
}

/** Any object: the plain fields of its spec and status, its conditions with their words. */
export function ObjectOverview({ selection, object }: { selection: string; object: AnyStored }) {
  const { metadata } = object
  const { spec = {}, status = {} } = object as Described
  return (
    <>
      <dl>
        {metadata.namespace !== undefined && <Fact name="Namespace">{metadata.namespace}</Fact>}
        <Fact name="Labels"><span className="mono labels">{Object.entries(metadata.labels ?? {}).map(([key, value]) => `${key}=${value}`).join(' ') || 'none'}</span></Fact>
        {plain(spec).map(([name, value]) => <Fact key={`spec.${name}`} name={name}><span className="mono">{value}</span></Fact>)}
        {plain(status).map(([name, value]) => <Fact key={`status.${name}`} name={name}><span className="mono">{value}</span></Fact>)}
      </dl>
      <ul className="conditions">
        {(status.conditions ?? []).map(({ type, status: held, reason, message }) => (
          <li key={type}>
            <span className="strong">{type}</span> {held} {reason && <span className="quiet">{reason}</span>}
            {message && <p className="small quiet">{message}</p>}
          </li>
        ))}
      </ul>
      <Why subject={selection} version={metadata.resourceVersion ?? ''} />
    </>
  )
}

function plain(fields: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]): [string, string][] => (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, String(value)]] : []))
}
