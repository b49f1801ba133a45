/** The level that a storm has at its peak by the table of levels, reckoned from what is true and not from what is seen. */

import type { Mention } from '../../../shared/core/mention.ts'
import { DEFAULT_POLICY } from '../../../shared/core/policy.ts'
import type { Level } from '../../../shared/core/storm.ts'
import { DAY_MS, type EpochMs, HOUR_MS } from '../../../shared/core/time.ts'
import type { Episode } from './episodes.ts'
import type { BrandWeeks } from './plan.ts'

/** The table looks back over three hours (DESIGN 7). */
const RECENT_MS = 3 * HOUR_MS
/** "Taken up by many", for a call to act: as many posts as open a storm need negatives, twice over. */
const MANY = 2 * DEFAULT_POLICY.minNegatives
const CALL = /petition|boykott|boycott|#\w{6,}/i

interface Seen {
  readonly negatives: number
  readonly mentions: number
  readonly channels: number
  readonly calls: number
  readonly articles: number
  readonly normal: number
}

export function trueLevel(weeks: BrandWeeks, episode: Episode): Level {
  const policy = DEFAULT_POLICY
  const seen = look(weeks, episode)
  const { normal, negatives } = seen
  const size = (episode.sizeAtPeak ?? 0) / usualLargest(weeks, episode.startAt)
  const times = negatives / normal
  const three =
    times >= policy.growthFactor ||
    seen.channels > 1 ||
    seen.articles > 0 ||
    size >= policy.postLevel3Factor
  if (!three) return 2
  const four =
    times >= policy.level4Factor ||
    seen.calls >= MANY ||
    seen.articles >= policy.pressArticles ||
    size >= policy.postLevel4Factor
  if (!four) return 3
  const share = negatives / Math.max(1, seen.mentions)
  const five =
    share >= policy.level5Share &&
    share >= policy.level5ShareFactor * weeks.profile.negative &&
    negatives >= policy.minNegatives
  if (!five) return 4
  return times >= policy.level6Factor && seen.channels > 1 ? 6 : 5
}

function look({ profile, records, truths }: BrandWeeks, episode: Episode): Seen {
  const from = episode.peakAt - RECENT_MS
  const recent = records.filter(
    (record): record is Mention =>
      record.type === 'mention' && record.observedAt > from && record.observedAt <= episode.peakAt,
  )
  const angry = recent.filter(({ id }) => truths.get(id)!.mood === 'negative')
  const own = angry.filter(({ id }) => truths.get(id)!.episode !== undefined)
  const since = records.filter(
    (record): record is Mention =>
      record.type === 'mention' &&
      record.kind === 'article' &&
      record.observedAt >= episode.startAt &&
      record.observedAt <= episode.peakAt,
  )
  return {
    negatives: angry.length,
    mentions: recent.length,
    channels: new Set(own.map(({ source }) => source)).size,
    calls: own.filter(({ text }) => CALL.test(text)).length,
    articles: since.length,
    normal: Math.max(1, (profile.perDay * profile.negative * RECENT_MS) / DAY_MS),
  }
}

/** The mean of the largest posts of the days before. */
function usualLargest({ records, from }: BrandWeeks, before: EpochMs): number {
  const days = new Map<number, number>()
  for (const record of records) {
    if (record.type !== 'engagement' || record.observedAt >= before) continue
    const { likes, comments, shares } = record
    const total = (likes ?? 0) + (comments ?? 0) + (shares ?? 0)
    const day = Math.floor((record.observedAt - from) / DAY_MS)
    days.set(day, Math.max(total, days.get(day) ?? 0))
  }
  const sum = [...days.values()].reduce((all, one) => all + one, 0)
  return Math.max(DEFAULT_POLICY.postWatchInteractions, days.size === 0 ? 0 : sum / days.size)
}
