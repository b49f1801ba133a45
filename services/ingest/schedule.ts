/**
 * When a watched post is measured again: a decaying plan by its age, every 2 minutes in the first hour, every 10 to
 * six hours, hourly to two days (SOURCES 5.4, DETECTION 5.3: likes halve their pace in about 80 minutes, so slower
 * polling is blind). Bounded; the posts that wait longest for their turn go first.
 */

import { type EpochMs, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'

const PLAN = [
  { untilAgeMs: HOUR_MS, everyMs: 2 * MINUTE_MS },
  { untilAgeMs: 6 * HOUR_MS, everyMs: 10 * MINUTE_MS },
  { untilAgeMs: 48 * HOUR_MS, everyMs: HOUR_MS },
] as const

/** Watched posts per source. */
const MAX_WATCHED = 20_000

/** When a post published then and measured last then is due; undefined once it is too old. */
export function nextMeasureAt(publishedAt: EpochMs, measuredAt: EpochMs): EpochMs | undefined {
  const age = measuredAt - publishedAt
  const row = PLAN.find(({ untilAgeMs }) => age < untilAgeMs)
  return row && measuredAt + row.everyMs
}

export interface Watched {
  readonly mentionId: string
  readonly brandIds: readonly string[]
  readonly publishedAt: EpochMs
  dueAt: EpochMs
}

export interface Schedule {
  watch(mentionId: string, brandId: string, publishedAt: EpochMs, now: EpochMs): void
  unwatch(mentionId: string): void
  /** The brands a post is watched for; none if it is not watched. */
  brandsOf(mentionId: string): readonly string[]
  /** The posts that are due, the most overdue first. */
  due(now: EpochMs): Watched[]
  /** Their turn has come: sets the next one. Leaves out whatever was unwatched since. */
  take(posts: readonly Watched[], now: EpochMs): Watched[]
  readonly size: number
}

export function createSchedule(): Schedule {
  const posts = new Map<string, Watched>()
  return {
    watch(mentionId, brandId, publishedAt, now) {
      const known = posts.get(mentionId)
      if (known) {
        if (!known.brandIds.includes(brandId))
          posts.set(mentionId, { ...known, brandIds: [...known.brandIds, brandId] })
        return
      }
      const dueAt = nextMeasureAt(publishedAt, now)
      if (dueAt === undefined) return
      if (posts.size >= MAX_WATCHED) forgetOldest(posts)
      posts.set(mentionId, { mentionId, brandIds: [brandId], publishedAt, dueAt })
    },
    unwatch: (mentionId) => void posts.delete(mentionId),
    brandsOf: (mentionId) => posts.get(mentionId)?.brandIds ?? [],
    due: (now) =>
      [...posts.values()]
        .filter(({ dueAt }) => dueAt <= now)
        .sort((a, b) => a.dueAt - b.dueAt || (a.mentionId < b.mentionId ? -1 : 1)),
    take(wanted, now) {
      const taken: Watched[] = []
      for (const { mentionId } of wanted) {
        const post = posts.get(mentionId)
        if (!post) continue
        taken.push(post)
        const next = nextMeasureAt(post.publishedAt, now)
        if (next === undefined) posts.delete(mentionId)
        else post.dueAt = next
      }
      return taken
    },
    get size() {
      return posts.size
    },
  }
}

/** The oldest posts grow least. */
function forgetOldest(posts: Map<string, Watched>): void {
  const oldest = [...posts.values()]
    .sort((a, b) => a.publishedAt - b.publishedAt)
    .slice(0, MAX_WATCHED / 10)
  for (const post of oldest) posts.delete(post.mentionId)
}
