/** A glasshouse with a pod in it. */
export function Logo() {
  return (
    <svg width={26} height={24} viewBox="0 0 26 24" aria-hidden="true">
      <path d="M2 11L13 2.5L24 11V22H2Z" fill="none" stroke="var(--glass)" strokeWidth={1.5} strokeLinejoin="round" />
      <path d="M13 2.5V9" stroke="var(--glass)" />
      <rect x={8.5} y={11} width={9} height={9} rx={2.4} fill="var(--rev-2)" stroke="var(--rev-2-edge)" />
    </svg>
  )
}
