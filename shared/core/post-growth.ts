/**
 * The growth of single posts from polled, cumulative counters: how fast a post gains. Nothing is said where a number
 * would be a lie. Source: DETECTION 5.3. How large it is likely to become stands in `forecast.ts`.
 */

import { type EpochMs, HOUR_MS, MINUTE_MS } from './time.ts'

/** When a post was said, and what it had at the last polls, oldest first. */
export interface Growth {
  readonly publishedAt: EpochMs
  readonly polls: readonly Poll[]
}

export interface Poll {
  readonly at: EpochMs
  readonly total: number
}

/** Age in milliseconds at the last poll, at least one minute. */
export function ageAtPoll(growth: Growth): number {
  return Math.max(MINUTE_MS, (growth.polls.at(-1)?.at ?? 0) - growth.publishedAt)
}

/** See DETECTION 5.3: polls are hourly at the slowest; without three of them nothing is known about growth. */
const STALE_MS = 3 * HOUR_MS
/**
 * Until this age the polls before the first one are put on a straight line from zero (DETECTION 3: by then half of
 * the growth is over, and the line would overstate what is left).
 */
const YOUNG_MS = 3 * HOUR_MS

/**
 * Interactions gained in the hour before the last poll, as far as polls show them.
 * @returns null when the last poll is too old to say anything about now.
 */
export function gainedLastHour(growth: Growth, now: EpochMs): number | null {
  const last = growth.polls.at(-1)
  if (!last || now - last.at > STALE_MS) return null
  return last.total - totalAt(growth, last.at - HOUR_MS).total
}

/** The total at `at` by interpolation; the oldest known one where `at` lies before it. */
export function totalAt(growth: Growth, at: EpochMs): Poll {
  const { publishedAt, polls } = growth
  const young = (polls.at(-1)?.at ?? 0) - publishedAt <= YOUNG_MS
  let before: Poll | undefined = young ? { at: publishedAt, total: 0 } : undefined
  for (const poll of polls) {
    if (poll.at > at) {
      if (!before) return poll
      if (before.at >= at) return before
      const part = (at - before.at) / (poll.at - before.at)
      return { at, total: before.total + part * (poll.total - before.total) }
    }
    before = poll
  }
  return before ?? { at: publishedAt, total: 0 }
}
