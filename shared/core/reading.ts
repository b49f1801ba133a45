/** Writes down all signals of a brand at one grid instant. */

import { type BrandCell, type DetectorState, volumeOnly } from './detector-state.ts'
import { round } from './judge.ts'
import { suspectSources } from './jumps.ts'
import { aboveNorm, doublingMsOf, normalPerMinute, watchAt } from './measure.ts'
import { nextThreeHours } from './signals.ts'
import type { Level, Reading } from './storm.ts'
import type { StrikingPost } from './striking.ts'
import { type EpochMs, MINUTE_MS } from './time.ts'

/** @param cell what came in since the last brand cell; a provisional reading holds a part of it. */
export function readingOf(
  state: DetectorState,
  at: EpochMs,
  cell: BrandCell,
  post: StrikingPost | undefined,
  provisional: boolean,
): Reading {
  const { negative: track } = state
  const counted = state.counted ? cell.counts : undefined
  const mentions = counted ? counted.mentions : cell.mentions
  const negatives = counted ? counted.negatives : cell.negativeMilli / 1_000
  const blind = volumeOnly(state)
  const share = track.usualShare
  const measured = track.score !== undefined
  const reading: Mutable = {
    type: 'reading',
    brandId: state.brandId,
    at,
    provisional,
    mentions,
    negatives: blind || negatives === null ? null : round(negatives),
    expectedNegatives: blind || mentions === null ? null : round(share * mentions),
    zShare: track.zShare === undefined ? null : round(track.zShare),
    zVolume: measured ? round(track.zVolume) : null,
    score: track.score === undefined ? null : round(track.score),
    level: track.storm ? track.storm.level : watchLevel(state, post),
    phase: track.life.phase,
    window: state.window ?? windowOf(state),
    engagement: counted ? counted.engagement : cell.engagement,
    late: takeLate(state, provisional),
    warmingUp: at - (state.firstAt ?? at) < state.policy.warmUp,
    policyId: state.policyId,
  }
  if (measured) reading.warnAt = round(track.warnAt)
  if (track.slow.z !== undefined) reading.zSlow = round(track.slow.z)
  const { doublingTimeMin, next3h } = state.outlook
  if (doublingTimeMin !== undefined) reading.doublingTimeMin = doublingTimeMin
  if (next3h !== undefined) reading.next3h = next3h
  if (track.storm?.leadingMentionId) reading.leadingMentionId = track.storm.leadingMentionId
  if (post) reading.leadingInteractions = post.total
  const doubted = suspectSources(state.posts.jumps)
  if (doubted.length > 0) reading.doubtedSources = doubted
  return reading
}

type Mutable = { -readonly [Field in keyof Reading]: Reading[Field] }

/** What every reading until the next brand cell says of the window and of growth. Called when one was measured. */
export function readWindow(state: DetectorState): void {
  state.window = windowOf(state)
  state.outlook = growth(state)
}

function windowOf({ negative: track }: DetectorState): Reading['window'] {
  const top = track.topAuthorShare
  return {
    mentions: round(track.leaky.mentions),
    negatives: round(track.leaky.negatives),
    expectedNegatives: round(track.usualShare * track.leaky.mentions),
    usualShare: round(track.usualShare),
    squares: round(track.leaky.squares),
    usualVolume: round(track.usualVolume),
    volumeDeviation: round(track.volumeDeviation),
    certainty: round(track.certainty),
    authors: track.authors ?? null,
    topAuthorShare: top === undefined ? null : round(top),
  }
}

function growth(state: DetectorState): Pick<Reading, 'doublingTimeMin' | 'next3h'> {
  const doublingMs = doublingMsOf(state, state.negative)
  if (doublingMs === undefined) return {}
  const normal = normalPerMinute(state, state.negative)
  const next = nextThreeHours(state.negative.rates, normal, state.policy)
  return {
    doublingTimeMin: Math.round(doublingMs / MINUTE_MS),
    next3h: { low: Math.round(next.low), high: Math.round(next.high) },
  }
}

/** Without a storm: light air or nothing. */
function watchLevel(state: DetectorState, post: StrikingPost | undefined): Level {
  const { negative, policy } = state
  const watched = (negative.score ?? 0) >= watchAt(state, negative)
  return watched || aboveNorm(post) >= policy.postWatchInteractions ? 1 : 0
}

function takeLate(state: DetectorState, provisional: boolean): number {
  const late = state.cells.late
  if (!provisional) state.cells.late = 0
  return late
}
