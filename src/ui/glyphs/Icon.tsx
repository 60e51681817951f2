import { memo, type ReactNode } from 'react'

/** Signs of what one can do. */
const shapes = {
  play: <path d="M8 5l11 7-11 7Z" fill="currentColor" stroke="none" />,
  pause: <path d="M8 5V19M16 5V19" strokeWidth={3} />,
  step: <><path d="M6 5l9 7-9 7Z" /><path d="M18 5V19" /></>,
  back: <><path d="M18 5l-9 7 9 7Z" /><path d="M6 5V19" /></>,
  search: <><circle cx={11} cy={11} r={6} /><path d="M16 16l4.5 4.5" /></>,
  share: <path d="M12 15V4M8 7.5L12 3.5L16 7.5M5 12V20H19V12" />,
  present: <path d="M3 4H21M5 4V15H19V4M12 15V20M8 20H16" />,
  theme: <><circle cx={12} cy={12} r={7.5} /><path d="M12 4.5a7.5 7.5 0 0 0 0 15Z" fill="currentColor" /></>,
  close: <path d="M6 6l12 12M18 6L6 18" />,
  fork: <path d="M6 4V20M6 12c6 0 11-1 11-8" />,
  more: <><circle cx={5} cy={12} r={1.2} /><circle cx={12} cy={12} r={1.2} /><circle cx={19} cy={12} r={1.2} /></>,
  up: <path d="M6 15l6-6 6 6" />,
  down: <path d="M6 9l6 6 6-6" />,
  check: <path d="M5 12.5l4.5 4.5L19 7.5" />,
  plus: <path d="M12 5V19M5 12H19" />,
  minus: <path d="M5 12H19" />,
  fit: <path d="M4 9V4H9M15 4H20V9M20 15V20H15M9 20H4V15" />,
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof shapes

export const Icon = memo(function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={1.75} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {shapes[name]}
    </svg>
  )
})
