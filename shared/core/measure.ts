/**
 * Folds one closed brand cell into the windows and measures it. Measuring never decides anything: `judge.ts` does.
 */

import { certaintyOf, learn, startBaseline, usualShare } from './baseline.ts'
import { learnCalm } from './calm-history.ts'
import { addAuthors, fadeCrowd, voicesOf } from './crowd.ts'
import { dayEvidence } from './day.ts'
import { type BrandCell, type DetectorState, type Track, volumeOnly } from './detector-state.ts'
import type { Evidence } from './level.ts'
import { RECENT_MS, rememberCell, sumRecent } from './recent.ts'
import {
  doublingTimeMin,
  foldRates,
  fuse,
  nextThreeHours,
  shareSignal,
  volumeSignal,
} from './signals.ts'
import { measureSlow, slowEvidence } from './slow.ts'
import type { StrikingPost } from './striking.ts'
import { isElsewhere, talkEvidence } from './talk-evidence.ts'
import { usualCritics } from './talked.ts'
import { type EpochMs, HOUR_MS, MINUTE_MS } from './time.ts'
import { calmCap, memoryOf, warnLevel } from './warning.ts'
import { addCell, decay } from './window.ts'

/** Learning counts at most this much time for one cell, however long nothing was known (DETECTION 5.1, lazy ticks). */
const MAX_LEARNING_STEP_MS = HOUR_MS

/** Cells sum millionths as whole numbers, see BrandCell. */
const MICRO = 1_000_000
/** Squares of thousandths, weighed in thousandths: billionths, see BrandCell. */
const NANO = 1_000_000_000

/** A cell as one polarity sees it; sums are weighed by age. */
export interface Counted {
  readonly mentions: number
  readonly squares: number
  readonly negatives: number
  readonly negativeSquares: number
  /** Mentions that count as evidence, each as one. */
  readonly critics: number
  /** Hash of the author of each of these. */
  readonly authors: readonly number[]
  readonly countedAuthors: number | null
}

/** @returns undefined where the cell is unknown. */
export function countedOf(
  state: DetectorState,
  cell: BrandCell,
  track: Track,
): Counted | undefined {
  if (state.counted) return fromCounts(cell, track, volumeOnly(state))
  const negative = track.polarity === 'negative'
  const authors = negative ? cell.negativeAuthors : cell.positiveAuthors
  return {
    mentions: cell.weightMilli / 1_000,
    squares: cell.squaresMicro / MICRO,
    negatives: (negative ? cell.negativeMicro : cell.positiveMicro) / MICRO,
    negativeSquares: (negative ? cell.negativeSquaresNano : cell.positiveSquaresNano) / NANO,
    critics: authors.length,
    authors,
    countedAuthors: null,
  }
}

function fromCounts({ counts }: BrandCell, track: Track, blind: boolean): Counted | undefined {
  if (!counts || counts.mentions === null || track.polarity === 'positive') return undefined
  const negatives = blind ? counts.mentions : counts.negatives
  if (negatives === null) return undefined
  return {
    mentions: counts.mentions,
    squares: counts.mentions,
    negatives,
    negativeSquares: negatives,
    critics: negatives,
    authors: NOBODY,
    countedAuthors: counts.authors,
  }
}

const NOBODY: readonly number[] = []

/** Measures one track at the end of a cell, then lets its baseline learn. */
export function measureCell(
  state: DetectorState,
  track: Track,
  cell: Counted,
  at: EpochMs,
  elapsedMs: number,
): void {
  const { policy } = state
  const { leaky, baseline } = track
  const blind = volumeOnly(state)
  decay(leaky, elapsedMs, policy.halfLife)
  addCell(leaky, cell.mentions, cell.squares, cell.negatives)
  fadeCrowd(track.crowd, 2 ** (-elapsedMs / policy.halfLife))
  addAuthors(track.crowd, cell.authors, cell.countedAuthors)
  const voices = voicesOf(track.crowd)
  track.authors = voices.distinct
  track.topAuthorShare = voices.topShare
  // Windows fill from zero: what they climb through in a brand's first hours is not usual.
  if (!baseline.started || settling(state, at)) startBaseline(baseline, leaky, blind)
  track.usualShare = usualShare(baseline)
  track.certainty = certaintyOf(baseline)
  const share = shareSignal(leaky, track.usualShare, policy.overdispersion, track.certainty)
  track.zShare = blind ? undefined : share.z
  const volume = volumeSignal(leaky, baseline, at, blind)
  track.zVolume = volume.z
  track.usualVolume = volume.usual
  track.volumeDeviation = volume.deviation
  track.score = fuse(track.zShare, track.zVolume, policy)
  track.warnAt = warnLevel(track.calm, policy, ageMs(state, at))
  track.warmSince = track.score >= track.warnAt ? (track.warmSince ?? at) : undefined
  const expected = blind
    ? usualPerMinute(track, state) * (elapsedMs / MINUTE_MS)
    : track.usualShare * cell.mentions
  foldRates(track.rates, cell.negatives - expected, elapsedMs, policy)
  track.recent = rememberCell(track.recent, cell, at)
  learn(
    baseline,
    leaky,
    cell,
    { zShare: settling(state, at) ? 0 : (track.zShare ?? 0), blind },
    { at, elapsedMs: Math.min(elapsedMs, MAX_LEARNING_STEP_MS) },
    policy,
  )
  if (settling(state, at)) return
  learnCalm(track.calm, track.score, at, calmCap(track.warnAt), memoryOf(policy))
  if (blind || track.polarity === 'positive' || isOtherBurst(state, track, at)) return
  measureSlow(state, track, cell, at, elapsedMs)
}

/** What is loud and about something else (a final in the brand's arena) is no part of what grows for weeks. */
function isOtherBurst(state: DetectorState, track: Track, at: EpochMs): boolean {
  return (track.score ?? 0) >= watchAt(state, track) && isElsewhere(state, at)
}

/** Normal mentions of this polarity per minute: the usual leaky count, spread over its mean lifetime. */
export function usualPerMinute(track: Track, state: DetectorState): number {
  return (track.baseline.mean * Math.LN2 * MINUTE_MS) / state.policy.halfLife
}

/** A mention speaks in the window for two half-lives, as an author does in `crowd.ts` (DETECTION 5.1, evidence). */
export function windowMs(halfLifeMs: number): number {
  return Math.min(RECENT_MS, 2 * halfLifeMs)
}

/** Enough negatives by enough people: the rule that keeps a score from speaking about a handful (DETECTION 5.1). */
export function hasEvidence(state: DetectorState, track: Track, at: EpochMs): boolean {
  const { policy } = state
  if (critical(state, track, at) < policy.minNegatives) return false
  const { authors, topAuthorShare: top } = track
  if (authors !== undefined && authors < policy.minAuthors) return false
  return top === undefined || top <= policy.maxAuthorShare
}

/** True where so few are left that the share of them says nothing: a storm that falls silent is over. */
export function fewSpeak(state: DetectorState, track: Track, at: EpochMs): boolean {
  return critical(state, track, at) < state.policy.hysteresis * state.policy.minNegatives
}

/** Negatives of the window, each as one; without polarity the mentions beyond the mean. */
function critical(state: DetectorState, track: Track, at: EpochMs): number {
  return volumeOnly(state)
    ? track.leaky.negatives - track.baseline.mean
    : sumRecent(track.recent, at - windowMs(state.policy.halfLife)).critics
}

/** True while a brand is too new for its windows to be full. */
function settling(state: DetectorState, at: EpochMs): boolean {
  return ageMs(state, at) <= state.policy.settle
}

/** How long the brand is watched. */
function ageMs(state: DetectorState, at: EpochMs): number {
  return at - (state.firstAt ?? at)
}

/** The rule of level 2 by share and volume. */
export function scoreRuleHolds(state: DetectorState, track: Track, at: EpochMs): boolean {
  const { minShareSurprise } = state.policy
  if ((track.score ?? 0) < track.warnAt || settling(state, at)) return false
  if (track.zShare !== undefined && track.zShare < minShareSurprise) return false
  return hasEvidence(state, track, at) && scoreWithoutLoudest(state, track, at) >= track.warnAt
}

/** One person is no crowd: what the score would be had the loudest author said nothing. */
function scoreWithoutLoudest(state: DetectorState, track: Track, at: EpochMs): number {
  const { leaky, baseline, usualShare: share, topAuthorShare: top = 0 } = track
  if (top === 0) return track.score ?? 0
  const { policy } = state
  const said = top * leaky.negatives
  const rest = {
    mentions: leaky.mentions - said,
    squares: leaky.squares * (1 - said / leaky.mentions),
    negatives: leaky.negatives - said,
  }
  const { z } = shareSignal(rest, share, policy.overdispersion, track.certainty)
  return fuse(z, volumeSignal(rest, baseline, at, false).z, policy)
}

/** The doubling time, where there are enough excess negatives to state one. */
export function doublingMsOf(state: DetectorState, track: Track): number | undefined {
  const excess = track.leaky.negatives - track.usualShare * track.leaky.mentions
  if (excess < state.policy.growthMinExcess) return undefined
  const minutes = doublingTimeMin(track.rates, state.policy)
  return minutes === undefined ? undefined : minutes * MINUTE_MS
}

/** What is normal now, or was when the storm opened. */
export function normalPerMinute(state: DetectorState, track: Track): number {
  return track.storm?.normalPerMinute ?? usualPerMinute(track, state)
}

/** All that the level table asks for, at `at`. */
export function evidenceOf(
  state: DetectorState,
  track: Track,
  post: StrikingPost | undefined,
  at: EpochMs,
): Evidence {
  const { policy } = state
  const scoreRule = scoreRuleHolds(state, track, at)
  const normal = normalPerMinute(state, track)
  const next = nextThreeHours(track.rates, normal, policy)
  const recent = sumRecent(track.recent, at - RECENT_MS)
  const normalRecent = (normal * RECENT_MS) / MINUTE_MS
  const share =
    recent.mentions > 0 && !volumeOnly(state) ? recent.negatives / recent.mentions : undefined
  const heldMs = track.warmSince === undefined ? 0 : at - track.warmSince
  return {
    score: track.score,
    watchAt: watchAt(state, track),
    warnAt: track.warnAt,
    slow: slowEvidence(state, track),
    day: track.polarity === 'negative' ? dayEvidence(state, at) : undefined,
    scoreRule,
    sustained: scoreRule && heldMs >= policy.confirmAfter,
    nextAgainstNormal: next.expected / Math.max(next.normal, MIN_NORMAL),
    doublingMs: doublingMsOf(state, track),
    lastAgainstNormal: Math.max(
      recent.negatives / Math.max(normalRecent, MIN_NORMAL),
      criticsAgainstUsual(state, track, recent.critics),
    ),
    negativeShare: share,
    manyCritics: recent.critics >= policy.minNegatives,
    shareAgainstUsual: share === undefined ? undefined : share / track.usualShare,
    aboveNorm: aboveNorm(post),
    postRule: post?.opens ?? false,
    postAgainstUsual: aboveNorm(post) > 0 ? (post?.againstUsual ?? 0) : 0,
    ...talkEvidence(state, track, { post, normal: normalRecent, at }),
  }
}

/**
 * Sums of probabilities hold a little of every neutral post, usual ones too, so that a tenfold storm looks like a
 * fivefold one. Where words are known critics are counted as well, each as one, then and now.
 */
function criticsAgainstUsual({ talk }: DetectorState, track: Track, critics: number): number {
  const usual = talk && track.polarity === 'negative' ? usualCritics(talk) : undefined
  return usual === undefined ? 0 : critics / Math.max(usual, MIN_NORMAL)
}

/** The threshold of light air, in proportion to the one in force for storms. */
export function watchAt({ policy }: DetectorState, track: Track): number {
  return (track.warnAt * policy.tauWatch) / policy.tauWarn
}

/** Interactions of a post above the norm of its age, 0 for any other. */
export function aboveNorm(post: StrikingPost | undefined): number {
  return post && post.total > post.norm ? post.total : 0
}

/** A brand that hardly ever hears anything has a normal of at least one negative in three hours. */
const MIN_NORMAL = 1
