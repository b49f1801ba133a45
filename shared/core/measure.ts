/**
 * Folds one closed brand cell into the windows and measures it. Measuring never decides anything: `judge.ts` does.
 */

import { learn, startBaseline, usualShare } from './baseline.ts'
import { addAuthors, distinctAuthors, fadeCrowd, topAuthorShare } from './crowd.ts'
import type { BrandCell, DetectorState, Track } from './detector-state.ts'
import type { Evidence } from './level.ts'
import type { StrikingPost } from './posts.ts'
import {
  doublingTimeMin,
  foldRates,
  fuse,
  nextThreeHours,
  shareSignal,
  volumeSignal,
} from './signals.ts'
import { type EpochMs, HOUR_MS, MINUTE_MS } from './time.ts'
import { addCell, decay } from './window.ts'

/** Learning counts at most this much time for one cell, however long nothing was known. */
const MAX_LEARNING_STEP_MS = HOUR_MS
/** The level table looks back over three hours (DESIGN 7). */
const RECENT_MS = 3 * HOUR_MS

/** Mentions and negatives of a cell as one polarity sees them; undefined where the cell is unknown. */
export interface Counted {
  readonly mentions: number
  readonly negatives: number
  readonly authors: ReadonlyMap<number, number>
  readonly countedAuthors: number | null
}

export function countedOf(
  state: DetectorState,
  cell: BrandCell,
  track: Track,
): Counted | undefined {
  if (cell.counts) {
    const { mentions, negatives, authors } = cell.counts
    if (mentions === null || track.polarity === 'positive') return undefined
    if (!state.volumeOnly && negatives === null) return undefined
    return {
      mentions,
      negatives: state.volumeOnly ? mentions : (negatives ?? 0),
      authors: NOBODY,
      countedAuthors: authors,
    }
  }
  if (state.countsOnly) return undefined
  const negative = track.polarity === 'negative'
  return {
    mentions: cell.mentions,
    negatives: (negative ? cell.negativeMilli : cell.positiveMilli) / 1_000,
    authors: negative ? cell.negativeAuthors : cell.positiveAuthors,
    countedAuthors: null,
  }
}

const NOBODY: ReadonlyMap<number, number> = new Map()

/** Measures one track at the end of a cell, then lets its baseline learn. */
export function measureCell(
  state: DetectorState,
  track: Track,
  cell: Counted,
  at: EpochMs,
  elapsedMs: number,
): void {
  const { policy } = state
  decay(track.leaky, elapsedMs, policy.halfLife)
  addCell(track.leaky, cell.mentions, cell.negatives)
  fadeCrowd(track.crowd, 2 ** (-elapsedMs / policy.halfLife))
  addAuthors(track.crowd, cell.authors)
  if (cell.countedAuthors !== null) {
    track.crowd.counted += cell.countedAuthors
    track.crowd.known = true
  }
  if (!track.baseline.started) startBaseline(track.baseline, track.leaky)
  const share = shareSignal(track.leaky, track.baseline, policy)
  track.usualShare = usualShare(track.baseline)
  const zVolume = volumeSignal(track.leaky, track.baseline)
  const excess = state.volumeOnly
    ? cell.negatives - usualPerMinute(track, state) * (elapsedMs / MINUTE_MS)
    : cell.negatives - track.usualShare * cell.mentions
  foldRates(track.rates, excess, elapsedMs, policy)
  track.zShare = state.volumeOnly ? undefined : share.z
  track.zVolume = zVolume
  track.score = fuse(track.zShare, zVolume, policy)
  track.warmSince = track.score >= policy.tauWarn ? (track.warmSince ?? at) : undefined
  track.recent.push([cell.negatives, cell.mentions])
  while (track.recent.length > RECENT_MS / policy.grid) track.recent.shift()
  learn(
    track.baseline,
    track.leaky,
    cell,
    { excess: share.excess, zShare: state.volumeOnly ? 0 : share.z },
    { at, elapsedMs: Math.min(elapsedMs, MAX_LEARNING_STEP_MS) },
    policy,
  )
}

/** Normal mentions of this polarity per minute: the usual leaky count, spread over its mean lifetime. */
export function usualPerMinute(track: Track, state: DetectorState): number {
  return (track.baseline.mean * Math.LN2 * MINUTE_MS) / state.policy.halfLife
}

/** Enough negatives by enough people: the rule that keeps a score from speaking about a handful (DETECTION 5.1). */
export function hasEvidence(state: DetectorState, track: Track): boolean {
  const { policy } = state
  const negatives = state.volumeOnly
    ? track.leaky.negatives - track.baseline.mean
    : track.leaky.negatives
  const authors = distinctAuthors(track.crowd)
  const top = topAuthorShare(track.crowd)
  return (
    negatives >= policy.minNegatives &&
    (authors === undefined || authors >= policy.minAuthors) &&
    (top === undefined || top <= policy.maxAuthorShare)
  )
}

/** All that the level table asks for, at `at`. */
export function evidenceOf(
  state: DetectorState,
  track: Track,
  post: StrikingPost | undefined,
  at: EpochMs,
): Evidence {
  const { policy } = state
  const scoreRule = (track.score ?? 0) >= policy.tauWarn && hasEvidence(state, track)
  const normal = track.storm?.normalPerMinute ?? usualPerMinute(track, state)
  const next = nextThreeHours(track.rates, normal, policy)
  const enough =
    track.leaky.negatives - track.usualShare * track.leaky.mentions >= policy.growthMinExcess
  const doubling = enough ? doublingTimeMin(track.rates, policy) : undefined
  const recent = sumRecent(track)
  const normalRecent = (normal * RECENT_MS) / MINUTE_MS
  const share =
    recent.mentions > 0 && !state.volumeOnly ? recent.negatives / recent.mentions : undefined
  return {
    score: track.score,
    scoreRule,
    sustained:
      scoreRule && track.warmSince !== undefined && at - track.warmSince >= policy.confirmAfter,
    nextAgainstNormal: next.expected / Math.max(next.normal, MIN_NORMAL),
    doublingMs: doubling === undefined ? undefined : doubling * MINUTE_MS,
    lastAgainstNormal: recent.negatives / Math.max(normalRecent, MIN_NORMAL),
    negativeShare: share,
    shareAgainstUsual: share === undefined ? undefined : share / track.usualShare,
    aboveNorm: post && post.post.total > post.norm ? post.post.total : 0,
    postRule: post?.opens ?? false,
    postAgainstUsual: post && post.post.total > post.norm ? post.againstUsual : 0,
    articles: state.articlesSeen ? (track.storm?.articles ?? 0) : undefined,
  }
}

/** A brand that hardly ever hears anything has a normal of at least one negative in three hours. */
const MIN_NORMAL = 1

function sumRecent(track: Track): { negatives: number; mentions: number } {
  let negatives = 0
  let mentions = 0
  for (const [n, m] of track.recent) {
    negatives += n
    mentions += m
  }
  return { negatives, mentions }
}
