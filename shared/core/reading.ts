/** Writes down all signals of a brand at one grid instant. */

import { distinctAuthors, topAuthorShare } from './crowd.ts'
import type { BrandCell, DetectorState } from './detector-state.ts'
import { round } from './judge.ts'
import { evidenceOf, usualPerMinute } from './measure.ts'
import { strikingPost } from './posts.ts'
import { nextThreeHours } from './signals.ts'
import type { Reading } from './storm.ts'
import { type EpochMs, MINUTE_MS } from './time.ts'

/** @param cell what came in since the last brand cell; a provisional reading holds a part of it. */
export function readingOf(
  state: DetectorState,
  at: EpochMs,
  cell: BrandCell,
  provisional: boolean,
): Reading {
  const { negative: track, policy } = state
  const mentions = cell.counts ? cell.counts.mentions : cell.mentions
  const negatives = state.volumeOnly
    ? null
    : cell.counts
      ? cell.counts.negatives
      : cell.negativeMilli / 1_000
  const share = track.usualShare
  const striking = strikingPost(state.posts, 'negative', at, policy)
  const evidence = evidenceOf(state, track, striking, at)
  const top = topAuthorShare(track.crowd)
  const growing = evidence.doublingMs !== undefined
  const next = nextThreeHours(
    track.rates,
    track.storm?.normalPerMinute ?? usualPerMinute(track, state),
    policy,
  )
  const level = track.storm
    ? track.storm.level
    : watchLevel(evidence, policy.tauWatch, policy.postWatchInteractions)
  return {
    type: 'reading',
    brandId: state.brandId,
    at,
    provisional,
    mentions,
    negatives: negatives === null ? null : round(negatives),
    expectedNegatives: mentions === null || state.volumeOnly ? null : round(share * mentions),
    zShare: track.zShare === undefined ? null : round(track.zShare),
    zVolume: track.score === undefined ? null : round(track.zVolume),
    score: track.score === undefined ? null : round(track.score),
    level,
    phase: track.life.phase,
    window: {
      mentions: round(track.leaky.mentions),
      negatives: round(track.leaky.negatives),
      expectedNegatives: round(share * track.leaky.mentions),
      usualShare: round(share),
      authors: distinctAuthors(track.crowd) ?? null,
      topAuthorShare: top === undefined ? null : round(top),
    },
    engagement: cell.counts ? cell.counts.engagement : cell.engagement,
    late: takeLate(state, provisional),
    warmingUp: at - (state.firstAt ?? at) < policy.warmUp,
    ...(growing ? { doublingTimeMin: Math.round((evidence.doublingMs ?? 0) / MINUTE_MS) } : {}),
    ...(growing ? { next3h: { low: Math.round(next.low), high: Math.round(next.high) } } : {}),
    ...(track.storm?.leadingMentionId ? { leadingMentionId: track.storm.leadingMentionId } : {}),
    ...(striking ? { leadingInteractions: striking.post.total } : {}),
    policyId: state.policyId,
  }
}

function watchLevel(
  evidence: { score: number | undefined; aboveNorm: number },
  tauWatch: number,
  minInteractions: number,
): 0 | 1 {
  return (evidence.score ?? 0) >= tauWatch || evidence.aboveNorm >= minInteractions ? 1 : 0
}

function takeLate(state: DetectorState, provisional: boolean): number {
  const late = state.cells.late
  if (!provisional) state.cells.late = 0
  return late
}
