/** What was found becomes records of the log: matched to brands, each brand its own copy. Pure. */

import type { Matcher } from '../../shared/core/match.ts'
import {
  formatRecord,
  type JournalRecord,
  type Mention,
  type SourceStatus,
} from '../../shared/core/mention.ts'
import type { Append } from '../../shared/edge/bus.ts'
import { TOPICS } from '../../shared/edge/topics.ts'

/** The brands that an id is already known to be about; counters and deletions need not name one. */
export interface Known {
  remember(mentionId: string, brandId: string): void
  brandsOf(mentionId: string): readonly string[]
}

/** Ids are remembered in two generations of so many: the older one leaves whole. */
const GENERATION = 50_000

export function createKnown(): Known {
  let young = new Map<string, readonly string[]>()
  let old = new Map<string, readonly string[]>()
  const brandsOf = (mentionId: string) => young.get(mentionId) ?? old.get(mentionId) ?? []
  return {
    brandsOf,
    remember(mentionId, brandId) {
      const brands = brandsOf(mentionId)
      if (brands.includes(brandId)) return
      if (young.size >= GENERATION) [old, young] = [young, new Map()]
      young.set(mentionId, [...brands, brandId])
    },
  }
}

/**
 * Gives a record to its brands.
 * @returns nothing where it is nobody's. A brand named in the record stands, if it is one of ours.
 */
export function assign(
  record: Exclude<JournalRecord, SourceStatus>,
  matcher: Matcher,
  brands: ReadonlySet<string>,
  known: Known,
): JournalRecord[] {
  if (record.brandId !== undefined) return brands.has(record.brandId) ? [record] : []
  if (record.type === 'mention') return matchMention(record, matcher)
  return known.brandsOf(record.mentionId).map((brandId) => ({ ...record, brandId }))
}

function matchMention(mention: Mention, matcher: Matcher): Mention[] {
  const matches = matcher.match({
    text: mention.text,
    authorHandle: mention.author?.handle,
    source: mention.source,
  })
  return matches.map(({ brandId }) => ({ ...mention, brandId }))
}

/** The record as it is appended. A source's state belongs to no brand and goes to every partition. */
export function toAppends(record: JournalRecord, partitions: number): Append[] {
  const value = formatRecord(record)
  if (record.type === 'source-status') {
    return Array.from({ length: partitions }, (_, partition) => ({
      topic: TOPICS.mentions,
      key: null,
      value,
      partition,
    }))
  }
  const topic = record.type === 'engagement' ? TOPICS.engagement : TOPICS.mentions
  return [{ topic, key: record.brandId ?? null, value }]
}
