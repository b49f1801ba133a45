/** How sure a share is: the bootstrap over what was drawn independently of each other (Efron 1979, percentiles). */

import { draws, seedOf } from './draws.ts'

/** Percent. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** The middle so much of the resamples. */
export const CONFIDENCE = 0.9
const RESAMPLES = 1_000

/** One group of trials that share a brand, a week or a background. */
export interface Group {
  readonly hits: number
  readonly trials: number
}

/**
 * The 90 % range of the share of hits, in percent, when whole groups are drawn anew with replacement: trials of one
 * group are alike, and counting them singly would promise too much.
 * @returns undefined for fewer than two groups, of which nothing can be learned.
 */
export function bootstrapPercent(groups: readonly Group[], seed: string): Interval | undefined {
  if (groups.length < 2) return undefined
  const draw = draws(seedOf('bootstrap', seed))
  const shares = Float64Array.from({ length: RESAMPLES }, () => {
    let [hits, trials] = [0, 0]
    for (let i = 0; i < groups.length; i++) {
      const group = groups[draw.below(groups.length)]!
      hits += group.hits
      trials += group.trials
    }
    return trials === 0 ? 0 : (100 * hits) / trials
  }).sort()
  const at = (part: number) => shares[Math.round(part * (RESAMPLES - 1))]!
  return { low: at((1 - CONFIDENCE) / 2), high: at((1 + CONFIDENCE) / 2) }
}

/** Sums trials by what they have in common. */
export function groupsOf<Trial>(
  trials: readonly Trial[],
  groupOf: (trial: Trial) => string,
  hit: (trial: Trial) => boolean,
): Group[] {
  const groups = new Map<string, { hits: number; trials: number }>()
  for (const trial of trials) {
    const key = groupOf(trial)
    const group = groups.get(key) ?? { hits: 0, trials: 0 }
    group.trials++
    if (hit(trial)) group.hits++
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** `71-95`, or nothing where nothing is known. */
export function rangeText(range: Interval | undefined): string {
  return range === undefined ? '' : `${range.low.toFixed(0)}-${range.high.toFixed(0)}`
}
