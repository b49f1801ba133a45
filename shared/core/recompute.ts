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
  const zShare = blind ? undefined : shareSignal(window, window.usualShare, policy.overdispersion).z
  const volume = volumeOf(window.negatives, blind)
  const zVolume = (volume - window.usualVolume) / window.volumeDeviation
  return { zShare, zVolume, score: fuse(zShare, zVolume, policy) }
}

/** How many negatives are usual in the window at this hour. */
export function usualNegatives({ window, zShare }: Reading): number {
  return zShare === null ? window.usualVolume : Math.expm1(window.usualVolume)
}
