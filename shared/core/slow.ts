/**
 * The second, slow detector: the storm that grows for weeks, never loud on any day (*Dell Hell*, 2005). It watches
 * the negative share of the last days. A share does not know week-ends; a burst of hours is the other detector's.
 */

import { learnCalm } from './calm-history.ts'
import { voicesAmong } from './crowd.ts'
import type { DetectorState, Slow, Track } from './detector-state.ts'
import type { Evidence } from './level.ts'
import { hearLoudest, repeatedBy } from './loudest.ts'
import type { Policy } from './policy.ts'
import { shareSignal } from './signals.ts'
import { DAY_MS, type EpochMs, floorTo, WEEK_MS } from './time.ts'
import { calmCap, memoryOf, slowLevel } from './warning.ts'
import { addCell, decay, step } from './window.ts'

/** Beta-binomial correlation of negatives within days: hours average out. Chosen on injected drifts. */
const DAYS_OVERDISPERSION = 0.002

/**
 * The usual share is itself drawn along by a drift; compared with is where it was about ten days ago. Chosen with the
 * week in `learnLater` on simulated drifts (`npm run evaluate:weeks -- --seed ex1`).
 */
const REFERENCE_MS = WEEK_MS

/** A drift is looked for on every day of a year: the variance of chance alone counts three times. */
const CAUTION = 3

/** A day is learned when the week after it has shown that no storm came of it. */
function learnLater(slow: Slow, z: number, at: EpochMs, policy: Policy): void {
  const today = floorTo(at - 1, DAY_MS)
  if (today === slow.day) slow.highest = Math.max(slow.highest, z)
  else {
    if (slow.day !== undefined) slow.waiting.push(slow.day, slow.highest)
    slow.day = today
    slow.highest = z
  }
  while (slow.waiting.length > 0 && slow.waiting[0]! <= today - WEEK_MS) {
    const [day = 0, highest = 0] = slow.waiting.splice(0, 2)
    learnCalm(slow.calm, highest, day + DAY_MS, calmCap(slow.warnAt), memoryOf(policy))
  }
}

interface SlowCell {
  readonly mentions: number
  readonly squares: number
  readonly negatives: number
  readonly authors: readonly number[]
}

/** Folds one closed cell into the days, and measures them. Stands still while a storm of hours is on. */
export function measureSlow(
  state: DetectorState,
  track: Track,
  cell: SlowCell,
  at: EpochMs,
  elapsedMs: number,
): void {
  const { policy } = state
  const { slow, baseline } = track
  if (track.storm && !slowLeads(track)) return
  const usual = baseline.usualMentions * step(elapsedMs, policy.halfLife)
  const capped = cell.mentions > 0 ? Math.min(1, (policy.voteCap * usual + 1) / cell.mentions) : 0
  const vote = capped * voicePart(track, cell)
  decay(slow.leaky, elapsedMs, policy.slowHalfLife)
  addCell(slow.leaky, vote * cell.mentions, vote ** 2 * cell.squares, vote * cell.negatives)
  const left = 1 - step(elapsedMs, policy.slowHalfLife)
  hearLoudest(slow.loudest, left, cell.authors, vote)
  if (at - (state.firstAt ?? at) < policy.warmUp) return
  slow.reference ??= track.usualShare
  slow.reference += step(elapsedMs, REFERENCE_MS) * (track.usualShare - slow.reference)
  const { z } = shareSignal(
    slow.leaky,
    slow.reference,
    DAYS_OVERDISPERSION,
    track.certainty,
    CAUTION,
  )
  slow.z = z
  slow.warnAt = slowLevel(slow.calm, policy)
  learnLater(slow, z, at, policy)
}

/** Part of a cell's mentions that is left where each critic has one voice in an hour, however often they speak. */
function voicePart({ crowd }: Track, { mentions, authors }: SlowCell): number {
  if (authors.length === 0 || mentions <= 0) return 1
  const repeated = authors.length - voicesAmong(crowd, authors)
  return Math.max(0, 1 - repeated / Math.max(mentions, authors.length))
}

/** The rule of level 2 for what grows for weeks: a drift beyond the brand's own, and enough negatives. */
export function slowEvidence({ policy }: DetectorState, track: Track): Evidence['slow'] {
  const { slow } = track
  if (slow.z === undefined) return undefined
  const enough = slow.leaky.negatives >= policy.minNegatives && isCrowd(track, policy)
  return { z: slow.z, needed: slow.warnAt, holds: slow.z >= slow.warnAt && enough }
}

/**
 * One person lifts the days of a tiny brand, in an evening or in a week of them: where voices are known, as many must be
 * too many as a storm has authors, and the loudest few count as one each.
 */
function isCrowd({ authors, slow, usualShare }: Track, { minAuthors }: Policy): boolean {
  const { negatives, mentions } = slow.leaky
  const tooMany = negatives - (slow.reference ?? usualShare) * mentions
  return authors === undefined || tooMany - repeatedBy(slow.loudest) >= minAuthors
}

/** True where an open storm is one that grows for weeks. */
export function slowLeads({ storm }: Track): boolean {
  return storm?.causes.some(({ kind }) => kind === 'slow') ?? false
}
