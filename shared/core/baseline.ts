/**
 * What is usual for a brand: its negative share, and mean and variance of its negatives. Learned from closed cells
 * only, never from an open storm. Source of every formula: DETECTION 5.1; constants stand beside them.
 */

import type { Policy } from './policy.ts'
import type { EpochMs } from './time.ts'
import { type Leaky, step } from './window.ts'

export interface Baseline {
  /** A, B: negatives and mentions that the usual share rests on. */
  shareNegatives: number
  shareMentions: number
  /** s: exponentially weighted square of the excess; bursts widen it on purpose. */
  excessVariance: number
  /** m, v: exponentially weighted mean and variance of the leaky negatives. */
  mean: number
  variance: number
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
    excessVariance: 0,
    mean: 0,
    variance: 1,
    usualMentions: 0,
    frozenSince: undefined,
    started: false,
  }
}

/** Sets mean and variance from the first window ever seen. */
export function startBaseline(baseline: Baseline, window: Leaky): void {
  baseline.started = true
  baseline.mean = window.negatives
  baseline.variance = Math.max(window.negatives, 1)
  baseline.usualMentions = window.mentions
}

/** pi, the usual negative share. */
export function usualShare(baseline: Baseline): number {
  return baseline.shareNegatives / baseline.shareMentions
}

/** One closed cell as the learning step sees it. */
export interface CellCounts {
  readonly mentions: number
  readonly negatives: number
}

/** Learns from one closed cell, after it was measured. `at` is its end, `elapsedMs` the time since the one before. */
export function learn(
  baseline: Baseline,
  window: Leaky,
  cell: CellCounts,
  measured: { readonly excess: number; readonly zShare: number },
  time: { readonly at: EpochMs; readonly elapsedMs: number },
  policy: Policy,
): void {
  const a = step(time.elapsedMs, policy.varianceHalfLife)
  const deviation = window.negatives - baseline.mean
  baseline.excessVariance = (1 - a) * (baseline.excessVariance + a * measured.excess ** 2)
  baseline.variance = (1 - a) * (baseline.variance + a * deviation ** 2)
  baseline.mean += a * deviation
  if (mayLearnShare(baseline, measured.zShare, time.at, policy))
    voteShare(baseline, cell, time.elapsedMs, policy)
  const fade = step(time.elapsedMs, policy.shareHalfLife)
  baseline.shareNegatives -= fade * (baseline.shareNegatives - PRIOR.fadedNegatives)
  baseline.shareMentions -= fade * (baseline.shareMentions - PRIOR.fadedMentions)
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
}
