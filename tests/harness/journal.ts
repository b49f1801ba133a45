/** Journals to replay or to publish: seeded talk about a brand, with storms that do not depend on the scorer. */

import type { BrandMention, EngagementSample } from '../../shared/core/mention.ts'
import { formatRecord } from '../../shared/core/mention.ts'
import { type EpochMs, MINUTE_MS } from '../../shared/core/time.ts'
import { seededRandom } from './seeded-random.ts'

export type JournalEntry = BrandMention | (EngagementSample & { readonly brandId: string })

export interface Journal {
  readonly records: readonly JournalEntry[]
  readonly now: EpochMs
  /** So many minutes of so many mentions a minute, of which this share is negative. */
  talk(minutes: number, perMinute: number, negative: number): Journal
  /** Counters of the last mention. */
  likes(likes: number): Journal
}

/** A Monday, 2026-03-02T00:00:00Z. */
export const JOURNAL_START = Date.UTC(2026, 2, 2)

export function journal(brandId: string, seed = 1, startAt: EpochMs = JOURNAL_START): Journal {
  const random = seededRandom(seed)
  const records: JournalEntry[] = []
  let now = startAt
  let last = ''
  const self: Journal = {
    records,
    get now() {
      return now
    },
    talk(minutes, perMinute, negative) {
      const end = now + minutes * MINUTE_MS
      for (;;) {
        now += (-Math.log(1 - random()) * MINUTE_MS) / perMinute
        if (now >= end) break
        last = `mastodon:${brandId}-${records.length}`
        records.push(mention(brandId, last, Math.floor(now), random() < negative, random))
      }
      now = end
      return self
    },
    likes(likes) {
      records.push({
        type: 'engagement',
        mentionId: last,
        brandId,
        source: 'mastodon',
        via: undefined,
        observedAt: now,
        likes,
        comments: 0,
        shares: 0,
        views: null,
      })
      return self
    },
  }
  return self
}

function mention(
  brandId: string,
  id: string,
  at: EpochMs,
  negative: boolean,
  random: () => number,
): BrandMention {
  const author = `user-${Math.floor(random() * 1e6)}`
  return {
    type: 'mention',
    id,
    brandId,
    source: 'mastodon',
    via: undefined,
    kind: 'post',
    author: { id: author, handle: author, followers: undefined, createdAt: undefined },
    text: negative ? `${brandId} ist furchtbar schlecht` : `Heute bei ${brandId} vorbeigegangen`,
    lang: 'de',
    url: undefined,
    conversationId: undefined,
    inReplyTo: undefined,
    publishedAt: at,
    observedAt: at,
    pNeg: negative ? 0.95 : 0.05,
  }
}

/** A calm day, then an hour of storm. */
export function stormyDay(brandId: string, seed = 1): Journal {
  return journal(brandId, seed)
    .talk(20 * 60, 2, 0.1)
    .talk(60, 15, 0.8)
}

export function journalLines(entries: readonly JournalEntry[]): string {
  return entries.map((entry) => `${formatRecord(entry)}\n`).join('')
}

export function mentionsOf({ records }: Pick<Journal, 'records'>): BrandMention[] {
  return records.filter((record) => record.type === 'mention')
}
