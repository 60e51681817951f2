/** The mark of what is selected: four corners of brass. */
export function Brackets({ size, width = size, height = size, gap = 5, arm = size >= 36 ? 9 : 6, stroke = 2 }: { size: number; width?: number; height?: number; gap?: number; arm?: number; stroke?: number }) {
  const [right, bottom] = [width + gap, height + gap]
  return (
    <svg className="brackets" width={width} height={height} aria-hidden="true">
      <path
        d={`M${-gap} ${-gap + arm}V${-gap}H${-gap + arm}M${right - arm} ${-gap}H${right}V${-gap + arm}M${right} ${bottom - arm}V${bottom}H${right - arm}M${-gap + arm} ${bottom}H${-gap}V${bottom - arm}`}
        fill="none"
        stroke="var(--accent)"
        strokeWidth={stroke}
      />
    </svg>
  )
}
