/**
 * The second, slow detector: the storm that grows for weeks, never loud on any day (*Dell Hell*, 2005). It watches
 * the negative share of the last days. A share does not know week-ends; a burst of hours is the other detector's.
 */

import { learnCalm } from './calm-history.ts'
import { voicesAmong } from './crowd.ts'
import type { DetectorState, Track } from './detector-state.ts'
import type { Evidence } from './level.ts'
import { shareSignal } from './signals.ts'
import type { EpochMs } from './time.ts'
import { calmCap, memoryOf, slowLevel } from './warning.ts'
import { addCell, decay, step } from './window.ts'

/** Beta-binomial correlation of negatives within days: hours average out. Chosen on injected drifts. */
const DAYS_OVERDISPERSION = 0.002

/** A drift is looked for on every day of a year: the variance of chance alone counts three times. */
const CAUTION = 3

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
  if (at - (state.firstAt ?? at) < policy.warmUp) return
  const { z } = shareSignal(
    slow.leaky,
    track.usualShare,
    DAYS_OVERDISPERSION,
    track.certainty,
    CAUTION,
  )
  slow.z = z
  slow.warnAt = slowLevel(slow.calm, policy)
  learnCalm(slow.calm, z, at, calmCap(slow.warnAt), memoryOf(policy))
}

/** Part of a cell's mentions that is left where each critic has one voice in an hour, however often they speak. */
function voicePart({ crowd }: Track, { mentions, authors }: SlowCell): number {
  if (authors.length === 0 || mentions <= 0) return 1
  const repeated = authors.length - voicesAmong(crowd, authors)
  return Math.max(0, 1 - repeated / Math.max(mentions, authors.length))
}

/** The rule of level 2 for what grows for weeks: a drift beyond the brand's own, and enough negatives. */
export function slowEvidence({ policy }: DetectorState, { slow }: Track): Evidence['slow'] {
  if (slow.z === undefined) return undefined
  const holds = slow.z >= slow.warnAt && slow.leaky.negatives >= policy.minNegatives
  return { z: slow.z, needed: slow.warnAt, holds }
}

/** True where an open storm is one that grows for weeks. */
export function slowLeads({ storm }: Track): boolean {
  return storm?.causes.some(({ kind }) => kind === 'slow') ?? false
}
