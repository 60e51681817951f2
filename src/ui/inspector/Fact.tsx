import type { ReactNode } from 'react'

/** A row of an overview: what, and how it is. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt className="quiet">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
