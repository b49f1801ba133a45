/**
 * What is usual for a brand: its negative share, and level, spread and daily rhythm of its negatives. Learned from
 * closed cells only. Source: DETECTION 5.1, but for level, spread and rhythm, which `npm run evaluate` chose.
 */

import type { Policy } from './policy.ts'
import { DAY_MS, type EpochMs, floorTo, HOUR_MS } from './time.ts'
import { type Leaky, step } from './window.ts'

export interface Baseline {
  /** A, B: negatives and mentions that the usual share rests on. */
  shareNegatives: number
  shareMentions: number
  /** The same of the squares of probabilities: how sure the scorer usually is. */
  shareSquares: number
  /** Exponentially weighted mean of the leaky negatives. */
  mean: number
  /** Mean and variance of the same on the scale of `volumeOf`; bursts widen the variance on purpose. */
  level: number
  spread: number
  /** How far each hour of the day (UTC) lies beside `level`. */
  readonly hours: Float32Array
  /** N-bar: the usual leaky number of mentions. */
  usualMentions: number
  /** Since when learning the share stands still; undefined while it learns. */
  frozenSince: EpochMs | undefined
  started: boolean
}

/** Beta prior of the negative share, 8 of 40, and the weak one it fades to, 0.8 of 4 (DETECTION 5.1). */
const PRIOR = { negatives: 8, mentions: 40, fadedNegatives: 0.8, fadedMentions: 4 }
/** One cell moves the usual number of mentions as if it held at most 4 N-bar + 5 (DETECTION 5.1). */
const USUAL_CAP = { factor: 4, plus: 5 }

export function emptyBaseline(): Baseline {
  return {
    shareNegatives: PRIOR.negatives,
    shareMentions: PRIOR.mentions,
    shareSquares: PRIOR.negatives,
    mean: 0,
    level: 0,
    spread: START_SPREAD,
    hours: new Float32Array(HOURS),
    usualMentions: 0,
    frozenSince: undefined,
    started: false,
  }
}

/** Sets what is usual from the first window ever seen. */
export function startBaseline(baseline: Baseline, window: Leaky, blind: boolean): void {
  baseline.started = true
  baseline.mean = window.negatives
  baseline.level = volumeOf(window.negatives, blind)
  baseline.spread = blind ? Math.max(window.negatives, 1) : START_SPREAD
  baseline.usualMentions = window.mentions
}

const HOURS = DAY_MS / HOUR_MS
/** A brand of which nothing is known varies by about a factor of two. */
const START_SPREAD = 0.3
/** An hour's place in the day is half learned after seven days, each of which has one such hour. */
const HOUR_MEMORY_MS = 7 * HOUR_MS
/** Part of the rhythm that is believed: half of it was best in calm and in restless brands. */
const RHYTHM = 0.5

/**
 * The scale on which volume is compared: logarithmic, where natural bursts and quiet nights weigh alike; mentions
 * without polarity stay as they are (CLI, counts without `negatives`).
 */
export function volumeOf(negatives: number, blind: boolean): number {
  return blind ? negatives : Math.log1p(negatives)
}

/** The usual volume at this hour of the day, on the scale of `volumeOf`. */
export function usualVolume(baseline: Baseline, at: EpochMs): number {
  return baseline.level + RHYTHM * baseline.hours[hourOf(at)]!
}

/** A cell belongs to the hour in which it began. */
function hourOf(at: EpochMs): number {
  return floorTo(at - 1 - floorTo(at - 1, DAY_MS), HOUR_MS) / HOUR_MS
}

/** pi, the usual negative share. */
export function usualShare(baseline: Baseline): number {
  return baseline.shareNegatives / baseline.shareMentions
}

/** No scorer is so unsure that its sums hardly vary; less would make noise of rounding look like news. */
const LEAST_CERTAINTY = 0.1

/**
 * How much of the variance of yes or no the probabilities have: Var p / (pi (1 - pi)), 1 for labels. A scorer that is
 * never sure gives sums that vary less from chance than counted labels do, and mean less: measured against the variance
 * of labels, every storm would look half as surprising (in simulated weeks about a tenth of them was missed for that).
 */
export function certaintyOf({ shareNegatives, shareMentions, shareSquares }: Baseline): number {
  const share = shareNegatives / shareMentions
  const labels = share * (1 - share)
  if (labels <= 0) return 1
  const certainty = (shareSquares / shareMentions - share ** 2) / labels
  return Math.min(1, Math.max(LEAST_CERTAINTY, certainty))
}

/** One closed cell as the learning step sees it. */
export interface CellCounts {
  readonly mentions: number
  readonly negatives: number
  /** Sum of the squares of the probabilities; of labels it is `negatives`. */
  readonly negativeSquares: number
}

/** Learns from one closed cell, after it was measured. `at` is its end, `elapsedMs` the time since the one before. */
export function learn(
  baseline: Baseline,
  window: Leaky,
  cell: CellCounts,
  measured: { readonly zShare: number; readonly blind: boolean },
  time: { readonly at: EpochMs; readonly elapsedMs: number },
  policy: Policy,
): void {
  const a = step(time.elapsedMs, policy.varianceHalfLife)
  const volume = volumeOf(window.negatives, measured.blind)
  const surprise = volume - usualVolume(baseline, time.at)
  const beside = volume - baseline.level
  const hour = hourOf(time.at)
  baseline.spread = (1 - a) * (baseline.spread + a * surprise ** 2)
  baseline.hours[hour]! += step(time.elapsedMs, HOUR_MEMORY_MS) * (beside - baseline.hours[hour]!)
  baseline.level += a * beside
  baseline.mean += a * (window.negatives - baseline.mean)
  if (mayLearnShare(baseline, measured.zShare, time.at, policy))
    voteShare(baseline, cell, time.elapsedMs, policy)
  const fade = step(time.elapsedMs, policy.shareHalfLife)
  baseline.shareNegatives -= fade * (baseline.shareNegatives - PRIOR.fadedNegatives)
  baseline.shareMentions -= fade * (baseline.shareMentions - PRIOR.fadedMentions)
  baseline.shareSquares -= fade * (baseline.shareSquares - PRIOR.fadedNegatives)
  const cap = USUAL_CAP.factor * baseline.usualMentions + USUAL_CAP.plus
  baseline.usualMentions += a * (Math.min(window.mentions, cap) - baseline.usualMentions)
}

/** Learning stops while the share is alarming, but not for ever: after `maxFreeze` a new normal is admitted. */
function mayLearnShare(baseline: Baseline, zShare: number, at: EpochMs, policy: Policy): boolean {
  if (zShare < policy.freezeAt) {
    baseline.frozenSince = undefined
    return true
  }
  baseline.frozenSince ??= at
  return at - baseline.frozenSince > policy.maxFreeze
}

/** One cell has one vote, capped at `voteCap` times the usual number of mentions of a cell. */
function voteShare(baseline: Baseline, cell: CellCounts, elapsedMs: number, policy: Policy): void {
  if (cell.mentions <= 0) return
  const usual = baseline.usualMentions * step(elapsedMs, policy.halfLife)
  const vote = Math.min(1, (policy.voteCap * usual) / cell.mentions)
  baseline.shareNegatives += vote * cell.negatives
  baseline.shareMentions += vote * cell.mentions
  baseline.shareSquares += vote * cell.negativeSquares
}
