/**
 * Real weeks as backgrounds: mentions as they were, negatives drawn by scenario. Labelled bursts are left out of
 * injection and of counting. Method: DETECTION 4.
 */

import { type EpochMs, HOUR_MS, MINUTE_MS } from '../../../shared/core/time.ts'
import type { Draws } from './draws.ts'

export const TICK_MS = 5 * MINUTE_MS
export const HOUR_TICKS = HOUR_MS / TICK_MS
export const DAY_TICKS = 24 * HOUR_TICKS
export const WEEK_TICKS = 7 * DAY_TICKS

/** One recorded series of mentions per 5 min; unknown cells were zero mentions. */
export interface Series {
  readonly name: string
  /** When its first tick begins. */
  readonly startAt: EpochMs
  readonly mentions: Int32Array
  /** 1 where a labelled window, six hours longer at each end, forbids injection and counting. */
  readonly excluded: Uint8Array
  /** 1 within natural bursts; `burstOf` numbers them. */
  readonly burstOf: Int32Array
}

export type ScenarioName = 'A' | 'B' | 'D'

export interface Scenario {
  readonly name: ScenarioName
  readonly says: string
  /** The usual negative share and its beta-binomial correlation from hour to hour. */
  readonly share: number
  readonly correlation: number
  /** Correlation of the share that each natural burst draws for itself; undefined: bursts are as usual. */
  readonly burstCorrelation?: number
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'A', says: 'calm', share: 0.15, correlation: 0.03 },
  { name: 'B', says: 'noisy', share: 0.15, correlation: 0.1, burstCorrelation: 0.15 },
  { name: 'D', says: 'always criticised', share: 0.6, correlation: 0.03 },
]

/** What one brand counted or would have counted, tick by tick. Not a number: unknown. */
export interface Counts {
  readonly mentions: ArrayLike<number>
  /** Undefined where polarity is unknown. */
  readonly negatives: ArrayLike<number> | undefined
}

export interface DrawnCounts extends Counts {
  readonly mentions: Int32Array
  readonly negatives: Int32Array
}

export type Volume = 'high' | 'low'
/** Small brands are the same series thinned (DETECTION 4). */
const LOW_PART = 0.2

export function drawCounts(
  series: Series,
  volume: Volume,
  scenario: Scenario,
  draw: Draws,
): DrawnCounts {
  const { share, correlation, burstCorrelation } = scenario
  const mentions = Int32Array.from(series.mentions, (count) =>
    volume === 'high' ? count : draw.binomial(count, LOW_PART),
  )
  const negatives = new Int32Array(mentions.length)
  let shareNow = share
  let burst = 0
  let burstShare = share
  for (let tick = 0; tick < mentions.length; tick++) {
    if (tick % HOUR_TICKS === 0) shareNow = drawShare(share, correlation, draw)
    const own = burstCorrelation === undefined ? 0 : series.burstOf[tick]!
    if (own !== 0 && own !== burst) burstShare = drawShare(share, burstCorrelation!, draw)
    burst = own
    negatives[tick] = draw.binomial(mentions[tick]!, own === 0 ? shareNow : burstShare)
  }
  return { mentions, negatives }
}

/** Beta with this mean; the correlation of two mentions of one hour is `correlation`. */
function drawShare(mean: number, correlation: number, draw: Draws): number {
  const weight = 1 / correlation - 1
  return draw.beta(mean * weight, (1 - mean) * weight)
}

/** A burst: an hour with at least so many times the median hour of the day around it, and so many mentions more. */
const BURST = { factor: 2, surplus: 10 }

/** Numbers natural bursts from 1; 0 where there is none. */
export function burstsOf(mentions: Int32Array): Int32Array {
  const hours = Math.floor(mentions.length / HOUR_TICKS)
  const sums = Array.from({ length: hours }, (_, hour) => {
    let sum = 0
    for (let i = 0; i < HOUR_TICKS; i++) sum += mentions[hour * HOUR_TICKS + i]!
    return sum
  })
  const burstOf = new Int32Array(mentions.length)
  let number = 0
  let inside = false
  sums.forEach((sum, hour) => {
    const around = sums.slice(Math.max(0, hour - 12), hour + 13).sort((a, b) => a - b)
    const median = around[around.length >> 1]!
    const burst = sum >= BURST.factor * median && sum >= median + BURST.surplus
    if (burst && !inside) number++
    inside = burst
    if (burst) burstOf.fill(number, hour * HOUR_TICKS, (hour + 1) * HOUR_TICKS)
  })
  return burstOf
}
