/**
 * When a watched post is measured again: a decaying plan by its age, every 2 minutes in the first hour, every 10 to
 * six hours, hourly to two days (SOURCES 5.4, DETECTION 5.3: likes halve their pace in about 80 minutes, so slower
 * polling is blind). Bounded; the posts that wait longest for their turn go first.
 */

import type { MentionKind } from '../../shared/core/mention.ts'
import { type EpochMs, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import type { WatchedPost } from './source.ts'

const PLAN = [
  { untilAgeMs: HOUR_MS, everyMs: 2 * MINUTE_MS },
  { untilAgeMs: 6 * HOUR_MS, everyMs: 10 * MINUTE_MS },
  { untilAgeMs: 48 * HOUR_MS, everyMs: HOUR_MS },
] as const

/** Comments are many and grow little; they are looked at for edits and deletions, which must be known within an hour. */
const COMMENT_PLAN = [{ untilAgeMs: 48 * HOUR_MS, everyMs: 50 * MINUTE_MS }] as const

/** So far a turn may come early or late, by chance, so that posts of one minute do not stay together for ever. */
const JITTER = 0.1

/** Watched posts per source. */
const MAX_WATCHED = 20_000

/**
 * When a post published then and measured last then is due; undefined once it is too old.
 * @param chance from [0, 1); a half is the plan as it stands.
 */
export function nextMeasureAt(
  publishedAt: EpochMs,
  measuredAt: EpochMs,
  kind: MentionKind = 'post',
  chance = 0.5,
): EpochMs | undefined {
  const age = measuredAt - publishedAt
  const plan = kind === 'comment' ? COMMENT_PLAN : PLAN
  const row = plan.find(({ untilAgeMs }) => age < untilAgeMs)
  return row && Math.round(measuredAt + row.everyMs * (1 + JITTER * (2 * chance - 1)))
}

interface Watched extends WatchedPost {
  readonly brandIds: readonly string[]
  measuredAt: EpochMs
  dueAt: EpochMs
}

/** What is known of a post when it begins to be watched. */
export type NewPost = Pick<WatchedPost, 'mentionId' | 'kind' | 'publishedAt'> & {
  readonly ref?: string | undefined
  /** When it was found; an edit since then is news. */
  readonly foundAt: EpochMs
}

export interface Schedule {
  watch(post: NewPost, brandId: string, now: EpochMs): void
  unwatch(mentionId: string): void
  /** The brands a post is watched for; none if it is not watched. */
  brandsOf(mentionId: string): readonly string[]
  /** The posts that are due, the most overdue first, comments after all others. */
  due(now: EpochMs): readonly WatchedPost[]
  /** Their turn has come: sets the next one. Leaves out whatever was unwatched since. */
  take(posts: readonly WatchedPost[], now: EpochMs): WatchedPost[]
  readonly size: number
}

/** @param random from [0, 1) */
export function createSchedule(random: () => number = () => 0.5): Schedule {
  const posts = new Map<string, Watched>()
  return {
    watch({ mentionId, kind, publishedAt, ref, foundAt }, brandId, now) {
      const known = posts.get(mentionId)
      if (known) {
        if (!known.brandIds.includes(brandId))
          posts.set(mentionId, { ...known, brandIds: [...known.brandIds, brandId] })
        return
      }
      const dueAt = nextMeasureAt(publishedAt, now, kind, random())
      if (dueAt === undefined) return
      if (posts.size >= MAX_WATCHED) forgetOldest(posts)
      const brandIds = [brandId]
      const measuredAt = foundAt
      posts.set(mentionId, {
        mentionId,
        ref,
        kind,
        brandIds,
        publishedAt,
        measuredAt,
        dueAt,
      })
    },
    unwatch: (mentionId) => void posts.delete(mentionId),
    brandsOf: (mentionId) => posts.get(mentionId)?.brandIds ?? [],
    due: (now) => [...posts.values()].filter(({ dueAt }) => dueAt <= now).sort(byUrgency),
    take(wanted, now) {
      const taken: WatchedPost[] = []
      for (const { mentionId } of wanted) {
        const post = posts.get(mentionId)
        if (!post) continue
        taken.push({ ...post })
        const next = nextMeasureAt(post.publishedAt, now, post.kind, random())
        post.measuredAt = now
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

function byUrgency(a: Watched, b: Watched): number {
  const [isComment, isOther] = [a.kind === 'comment', b.kind === 'comment']
  if (isComment !== isOther) return isComment ? 1 : -1
  return a.dueAt - b.dueAt || (a.mentionId < b.mentionId ? -1 : 1)
}

/** The oldest posts grow least, and comments less than any other. */
function forgetOldest(posts: Map<string, Watched>): void {
  const leaving = [...posts.values()]
    .sort(
      (a, b) =>
        Number(b.kind === 'comment') - Number(a.kind === 'comment') ||
        a.publishedAt - b.publishedAt,
    )
    .slice(0, MAX_WATCHED / 10)
  for (const post of leaving) posts.delete(post.mentionId)
}
