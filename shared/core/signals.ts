/**
 * Measured quantities with their expectation and their surprise. Pure arithmetic: it measures, `storm.ts` judges.
 * Source: DETECTION 5.1 (score) and 5.2 (growth).
 */

import { type Baseline, usualShare } from './baseline.ts'
import type { Policy } from './policy.ts'
import { MINUTE_MS } from './time.ts'
import { type Leaky, step } from './window.ts'

export interface ShareSignal {
  /** pi times N: negatives expected at the present number of mentions. */
  readonly expected: number
  /** E: negatives beyond the expected ones; may be negative. */
  readonly excess: number
  /** V: beta-binomial plus empirical variance plus one. */
  readonly variance: number
  /** Standard deviations of the excess. */
  readonly z: number
}

/** Negatives given the mentions: a harmless burst with the usual share does not surprise. */
export function shareSignal(window: Leaky, baseline: Baseline, policy: Policy): ShareSignal {
  const share = usualShare(baseline)
  const expected = share * window.mentions
  const excess = window.negatives - expected
  const pairs = window.mentions ** 2 - window.squares
  const binomial = share * (1 - share) * (window.squares + policy.overdispersion * pairs)
  const variance = binomial + baseline.excessVariance + 1
  return { expected, excess, variance, z: excess / Math.sqrt(variance) }
}

/** Negatives against their own recent mean. */
export function volumeSignal(window: Leaky, baseline: Baseline): number {
  return (window.negatives - baseline.mean) / Math.sqrt(baseline.variance + 1)
}

/** zShare that weighs as one, zVolume that weighs as one, and the bounds of the volume part (DETECTION 5.1). */
const FUSION = { shareUnit: 2.4, volumeUnit: 5, volumeMin: -1, volumeMax: 3 }

/** S, the storm score. Without polarity the volume part decides alone (CLI, counts without `negatives`). */
export function fuse(zShare: number | undefined, zVolume: number, policy: Policy): number {
  const volume = Math.min(FUSION.volumeMax, Math.max(FUSION.volumeMin, zVolume / FUSION.volumeUnit))
  if (zShare === undefined) return volume
  return (policy.shareWeight * zShare) / FUSION.shareUnit + (1 - policy.shareWeight) * volume
}

/** Two leaky rates of excess negatives per minute, a fast and a slow one. */
export interface Rates {
  fast: number
  slow: number
}

/**
 * Adds a cell's excess to both rates, spread over the `elapsedMs` in which it came: put at the cell's end, it would
 * look like growth that is a tenth faster.
 */
export function foldRates(rates: Rates, excess: number, elapsedMs: number, policy: Policy): void {
  const [fastMs = 0, slowMs = 0] = policy.growthHalfLives
  const perMinute = (excess * MINUTE_MS) / elapsedMs
  rates.fast += step(elapsedMs, fastMs) * (perMinute - rates.fast)
  rates.slow += step(elapsedMs, slowMs) * (perMinute - rates.slow)
}

/**
 * Doubling time in minutes from the ratio of the two rates; exact for exponential growth (DETECTION 5.2).
 * @returns undefined without growth; the fast half-life where growth is faster than can be resolved.
 */
export function doublingTimeMin(rates: Rates, policy: Policy): number | undefined {
  const [fastMs = 0, slowMs = 0] = policy.growthHalfLives
  const a1 = decayRate(fastMs)
  const a2 = decayRate(slowMs)
  if (rates.slow <= 0 || rates.fast <= rates.slow) return undefined
  const ratio = rates.fast / rates.slow
  if (ratio >= a1 / a2) return fastMs / MINUTE_MS
  return Math.max(fastMs / MINUTE_MS, Math.LN2 / ((a1 * a2 * (ratio - 1)) / (a1 - ratio * a2)))
}

/**
 * Negatives of the next three hours if it goes on: the normal ones plus the present excess rate grown for at most
 * two doublings (DETECTION 5.2). The range is a factor of two to either side until past ratios are known.
 */
export function nextThreeHours(
  rates: Rates,
  usualPerMinute: number,
  policy: Policy,
): {
  readonly normal: number
  readonly low: number
  readonly high: number
  readonly expected: number
} {
  const normal = usualPerMinute * HORIZON_MIN
  const doubling = doublingTimeMin(rates, policy)
  const rate = Math.max(0, rates.fast)
  let grown = rate * HORIZON_MIN
  if (doubling !== undefined) {
    const growth = Math.LN2 / doubling
    const until = Math.min(HORIZON_MIN, DOUBLINGS * doubling)
    grown =
      (rate * (Math.exp(growth * until) - 1)) / growth +
      rate * Math.exp(growth * until) * (HORIZON_MIN - until)
  }
  const expected = normal + grown
  return { normal, expected, low: normal + grown / RANGE, high: normal + grown * RANGE }
}

/** Three hours, and growth that is not extrapolated beyond two doublings (DETECTION 5.2). */
const HORIZON_MIN = 180
/** See HORIZON_MIN. */
const DOUBLINGS = 2
/** Half-width of the range as a factor; the simulated 10-90 % error of the doubling time (DETECTION 5.2). */
const RANGE = 2

/** Share per minute by which a rate with this half-life decays. */
function decayRate(halfLifeMs: number): number {
  return (Math.LN2 * MINUTE_MS) / halfLifeMs
}
