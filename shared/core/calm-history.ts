/**
 * How high a brand's calm days reach, and the threshold that keeps a budget of false alerts beyond them. A return
 * level in the sense of extreme values (Siffer et al., KDD 2017), from two moments instead of a fitted tail: on
 * injected storms the mean and the deviation of daily maxima give the threshold for 0.25 alerts a week with an error
 * of 0.03 (`npm run evaluate`).
 */

import { DAY_MS, type EpochMs, floorTo } from './time.ts'

export interface CalmHistory {
  /** Days that count, fading; sums of their highest values and of the squares of these. */
  days: number
  sum: number
  squares: number
  /** The day that is going on, and the highest value in it. */
  day: EpochMs | undefined
  highest: number
}

/** What other brands taught: mean and deviation of the highest value of a calm day. */
export interface CalmPrior {
  readonly mean: number
  readonly deviation: number
}

export interface CalmMemory {
  /** So many days of a brand's own weigh as much as what other brands taught. */
  readonly priorMs: number
  readonly halfLifeMs: number
}

export function emptyCalm(): CalmHistory {
  return { days: 0, sum: 0, squares: 0, day: undefined, highest: Number.NEGATIVE_INFINITY }
}

/** Takes in a value; `at` is the end of its cell. `cap`: a storm must not teach that storms are usual. */
export function learnCalm(
  calm: CalmHistory,
  value: number,
  at: EpochMs,
  cap: number,
  memory: CalmMemory,
): void {
  const day = floorTo(at - 1, DAY_MS)
  if (calm.day !== undefined && day > calm.day) {
    const left = 2 ** (-(day - calm.day) / memory.halfLifeMs)
    calm.days = calm.days * left + 1
    calm.sum = calm.sum * left + calm.highest
    calm.squares = calm.squares * left + calm.highest ** 2
    calm.highest = Number.NEGATIVE_INFINITY
  }
  calm.day = day
  calm.highest = Math.max(calm.highest, Math.min(value, cap))
}

/** Mean plus so many deviations. Before a brand has days of its own it is what other brands taught. */
export function calmLevel(
  calm: CalmHistory,
  deviations: number,
  prior: CalmPrior,
  memory: CalmMemory,
): number {
  const weight = memory.priorMs / DAY_MS
  const days = calm.days + weight
  const mean = (calm.sum + weight * prior.mean) / days
  const square = (calm.squares + weight * (prior.mean ** 2 + prior.deviation ** 2)) / days
  return mean + deviations * Math.sqrt(Math.max(0, square - mean ** 2))
}

/** Daily maxima have a heavier tail than the normal, and slow drifts take their part of the budget (injected storms). */
const TAIL = 1.1

/** How many deviations above its mean a day's highest value comes as often as the budget allows. */
export function deviationsFor(alertsPerWeek: number): number {
  return TAIL * normalQuantile(1 - Math.min(0.5, alertsPerWeek / 7))
}

/** Quantile of the normal distribution for p >= 0.5, to 0.0005 (Abramowitz and Stegun 26.2.23). */
function normalQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - p))
  const above = 2.515517 + t * (0.802853 + t * 0.010328)
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
  return Math.max(0, t - above / below)
}
