/** Recomputes a reading from the numbers that it carries: anybody can check what it says with a sheet of paper. */

import { volumeOf } from './baseline.ts'
import type { Policy } from './policy.ts'
import { fuse, shareSignal } from './signals.ts'
import type { Reading } from './storm.ts'

export interface Recomputed {
  /** Undefined where no polarity was known. */
  readonly zShare: number | undefined
  readonly zVolume: number
  readonly score: number
}

/**
 * The signals of the brand cell that the reading rests on, with the formulas of `signals.ts`.
 * @param policy the one in force then (`policyId`).
 */
export function recompute(reading: Reading, policy: Policy): Recomputed {
  const { window } = reading
  const blind = reading.zShare === null
  // Readings of before this number was kept measured every scorer like labels.
  const { usualShare, certainty = 1 } = window
  const zShare = blind
    ? undefined
    : shareSignal(window, usualShare, policy.overdispersion, certainty).z
  const volume = volumeOf(window.negatives, blind)
  const zVolume = (volume - window.usualVolume) / window.volumeDeviation
  return { zShare, zVolume, score: fuse(zShare, zVolume, policy) }
}

/** How many negatives are usual in the window at this hour. */
export function usualNegatives({ window, zShare }: Reading): number {
  return zShare === null ? window.usualVolume : Math.expm1(window.usualVolume)
}

/**
 * How few negatives among the same mentions would just have been enough for the threshold in force: the sentence "it
 * would not have alerted below 71". The score rises with them, so halving finds it.
 * @returns undefined where not even all mentions being negative would have been enough, or none are needed.
 */
export function leastNegatives(reading: Reading, policy: Policy): number | undefined {
  const { window, warnAt = policy.tauWarn } = reading
  const most = reading.zShare === null ? 2 * window.negatives : window.mentions
  const reaches = (negatives: number) =>
    recompute({ ...reading, window: { ...window, negatives } }, policy).score >= warnAt
  if (!reaches(most) || reaches(0)) return undefined
  let [low, high] = [0, most]
  while (high - low > PRECISION) {
    const middle = (low + high) / 2
    if (reaches(middle)) high = middle
    else low = middle
  }
  return high
}

const PRECISION = 1e-3
