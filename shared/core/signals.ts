/**
 * Measured quantities with their expectation and their surprise. Pure arithmetic: it measures, `storm.ts` judges.
 * Source: DETECTION 5.1 (score; what differs from it won in `npm run evaluate`) and 5.2 (growth).
 */

import { type Baseline, usualVolume, volumeOf } from './baseline.ts'
import type { Policy } from './policy.ts'
import { type EpochMs, MINUTE_MS } from './time.ts'
import { type Leaky, step } from './window.ts'

export interface ShareSignal {
  /** pi times N: negatives expected at the present number of mentions. */
  readonly expected: number
  /** E: negatives beyond the expected ones; may be negative. */
  readonly excess: number
  /** Standard deviations of the share, on the scale on which shares vary alike. */
  readonly z: number
}

/**
 * So many mentions at the usual share are added to every window: three of three at night are no majority (chosen by
 * the experiment of DETECTION 4).
 */
const SHARE_SHRINK = 6

/**
 * Negatives given the mentions: a harmless burst with the usual share does not surprise. The share is compared as
 * the arc sine of its root, where a beta-binomial share has the same variance whatever it is (Anscombe 1948):
 * z = 2 (asin sqrt x - asin sqrt pi) / sqrt(r (1 / (n + 6) + rho)), x = (X + 6 pi) / (N + 6), n = N^2 / N2.
 * @param overdispersion rho; the policy's for hours, another for days.
 * @param certainty r, `certaintyOf` the baseline.
 * @param caution times the variance of independent mentions; 1 where one look a cell is meant.
 */
export function shareSignal(
  window: Leaky,
  share: number,
  overdispersion: number,
  certainty: number,
  caution = 1,
): ShareSignal {
  const { mentions, squares, negatives } = window
  const expected = share * mentions
  const seen = (negatives + SHARE_SHRINK * share) / (mentions + SHARE_SHRINK)
  const independent = squares > 0 ? mentions ** 2 / squares : 0
  const variance = caution / (independent + SHARE_SHRINK) + overdispersion
  const deviation = Math.sqrt(certainty * variance)
  const z = (2 * (angle(seen) - angle(share))) / deviation
  return { expected, excess: negatives - expected, z }
}

/** Rounding may leave a share a hair beyond its bounds. */
function angle(share: number): number {
  return Math.asin(Math.sqrt(Math.min(1, Math.max(0, share))))
}

/**
 * Least variance of the volume: an hour that varies by less than a quarter is not measured that finely (the experiment
 * of DETECTION 4; linear: DETECTION 5.1).
 */
const SPREAD_FLOOR = { logarithmic: 0.06, linear: 1 }

export interface VolumeSignal {
  /** What is usual lately and at this hour, and how far it varies, both on the scale of `volumeOf`. */
  readonly usual: number
  readonly deviation: number
  readonly z: number
}

/** Negatives against what is usual lately and at this hour; `at` is the end of the cell. */
export function volumeSignal(
  window: Leaky,
  baseline: Baseline,
  at: EpochMs,
  blind: boolean,
): VolumeSignal {
  const usual = usualVolume(baseline, at)
  const floor = blind ? SPREAD_FLOOR.linear : SPREAD_FLOOR.logarithmic
  const deviation = Math.sqrt(baseline.spread + floor)
  return { usual, deviation, z: (volumeOf(window.negatives, blind) - usual) / deviation }
}

/**
 * zShare and zVolume that weigh as one, and the bounds of the volume part. Chosen by the experiment of DETECTION 4
 * (`npm run evaluate`) on other seeds than those reported; all around them is flat.
 */
const FUSION = { shareUnit: 2.8, volumeUnit: 1.6, volumeMin: -1, volumeMax: 1.7 }
/** Without polarity: the contract of counts without `negatives` (CLI; DETECTION 5.1). */
const VOLUME_ALONE = { unit: 5, min: -1, max: 3 }

/** S, the storm score. Without polarity the volume part decides alone. */
export function fuse(zShare: number | undefined, zVolume: number, policy: Policy): number {
  if (zShare === undefined) {
    const { unit, min, max } = VOLUME_ALONE
    return Math.min(max, Math.max(min, zVolume / unit))
  }
  const { shareUnit, volumeUnit, volumeMin, volumeMax } = FUSION
  const volume = Math.min(volumeMax, Math.max(volumeMin, zVolume / volumeUnit))
  return (policy.shareWeight * zShare) / shareUnit + (1 - policy.shareWeight) * volume
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
