/** The wind force as a half circle of seven steps with its figure: readable without colour. */

import type { Level } from '../../../shared/core/storm.ts'
import { useApp } from './context.ts'

const STEPS: readonly Level[] = [0, 1, 2, 3, 4, 5, 6]
const RADIUS = 50
const GAP_DEGREES = 3.5

/** `level` null: nothing is known, which must not look like a zero. */
export function Gauge(props: { readonly level: Level | null }) {
  const { text } = useApp()
  const { level } = props
  return (
    <svg class="gauge" viewBox="-62 -62 124 74" aria-hidden="true" focusable="false">
      {STEPS.map((step) => (
        <path
          key={step}
          d={arc(step)}
          class={
            level === null
              ? 'gauge-unknown'
              : step <= level
                ? `gauge-on level-${step}`
                : 'gauge-off'
          }
        />
      ))}
      <text class="gauge-figure" x="0" y="4" text-anchor="middle">
        {level ?? '?'}
      </text>
      {level !== null && (
        <text class="gauge-of" x="0" y="12" text-anchor="middle">
          {text.card.of}
        </text>
      )}
    </svg>
  )
}

function arc(step: number): string {
  const width = 180 / STEPS.length
  const from = point(180 - step * width - GAP_DEGREES / 2)
  const to = point(180 - (step + 1) * width + GAP_DEGREES / 2)
  return `M${from}A${RADIUS} ${RADIUS} 0 0 1 ${to}`
}

function point(degrees: number): string {
  const angle = (degrees * Math.PI) / 180
  return `${(RADIUS * Math.cos(angle)).toFixed(2)} ${(-RADIUS * Math.sin(angle)).toFixed(2)}`
}

/** A level as a small badge: figure and shape, never colour alone. */
export function LevelBadge(props: { readonly level: Level | null; readonly praise?: boolean }) {
  const { text } = useApp()
  if (props.praise) {
    return (
      <span class="badge badge-praise" title={text.storms.candystorm}>
        ♥
      </span>
    )
  }
  const level = props.level
  return (
    <span class={`badge level-${level ?? 'unknown'}`}>
      <span class="visually-hidden">{text.card.level} </span>
      {level ?? '?'}
    </span>
  )
}
