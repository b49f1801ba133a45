/**
 * The records of the journal: what was said in public and what was measured about it. These types are the parsed
 * form; `parse.ts` is the only way in and `formatRecord` the way out.
 */

import type { EpochMs } from './time.ts'
import { formatInstant } from './time.ts'

export const MENTION_KINDS = ['post', 'comment', 'repost', 'article', 'video', 'review'] as const
export type MentionKind = (typeof MENTION_KINDS)[number]

export const SOURCE_STATES = ['live', 'slow', 'quiet', 'blind', 'catching-up'] as const
export type SourceState = (typeof SOURCE_STATES)[number]

export interface Author {
  readonly id: string
  readonly handle: string | undefined
  readonly followers: number | undefined
  readonly createdAt: EpochMs | undefined
}

/** One public utterance about a brand. A second one with the same id is an edit. */
export interface Mention {
  readonly type: 'mention'
  /** `platform:globally unique native id`. */
  readonly id: string
  /** Undefined in imported files and before matching: then the brand rules decide. */
  readonly brandId: string | undefined
  /** The platform. */
  readonly source: string
  /** The configured connector, where it differs from the platform. */
  readonly via: string | undefined
  readonly kind: MentionKind
  readonly author: Author | undefined
  readonly text: string
  /** As the platform declares it; often wrong. */
  readonly lang: string | undefined
  readonly url: string | undefined
  readonly conversationId: string | undefined
  readonly inReplyTo: string | undefined
  /** When it was said. */
  readonly publishedAt: EpochMs
  /** When we learned of it: decides the grid cell. */
  readonly observedAt: EpochMs
  /** Overrides the scorer, 0-1. */
  readonly pNeg: number | undefined
}

/** The cumulative counters of one mention at one instant; null is unknown, 0 is zero. */
export interface EngagementSample {
  readonly type: 'engagement'
  readonly mentionId: string
  readonly brandId: string | undefined
  readonly source: string
  readonly via: string | undefined
  readonly observedAt: EpochMs
  readonly likes: number | null
  readonly comments: number | null
  readonly shares: number | null
  readonly views: number | null
}

/** The platform or its author took a mention back. */
export interface Deletion {
  readonly type: 'deletion'
  readonly mentionId: string
  readonly brandId: string | undefined
  readonly source: string
  readonly via: string | undefined
  readonly observedAt: EpochMs
}

/** What a source can see from `observedAt` on. Belongs to no brand. */
export interface SourceStatus {
  readonly type: 'source-status'
  readonly source: string
  readonly via: string | undefined
  readonly status: SourceState
  readonly observedAt: EpochMs
}

export type JournalRecord = Mention | EngagementSample | Deletion | SourceStatus

/** A mention that is somebody's. */
export type BrandMention = Mention & { readonly brandId: string }

/** One journal line without its line break: fields in a fixed order, unknown ones left out. */
export function formatRecord(record: JournalRecord): string {
  switch (record.type) {
    case 'mention':
      return JSON.stringify({
        type: record.type,
        id: record.id,
        brandId: record.brandId,
        source: record.source,
        via: record.via,
        kind: record.kind,
        author: record.author && {
          ...record.author,
          createdAt:
            record.author.createdAt === undefined
              ? undefined
              : formatInstant(record.author.createdAt),
        },
        text: record.text,
        lang: record.lang,
        url: record.url,
        conversationId: record.conversationId,
        inReplyTo: record.inReplyTo,
        publishedAt: formatInstant(record.publishedAt),
        observedAt: formatInstant(record.observedAt),
        pNeg: record.pNeg,
      })
    default:
      return JSON.stringify({ ...record, observedAt: formatInstant(record.observedAt) })
  }
}

/**
 * A 53-bit identity of an id, for tables that must not keep strings. Two rounds of FNV-1a over the UTF-16 units
 * (public-domain constants, Fowler, Noll and Vo); with 10 million ids the chance of one collision is about 0.6 %.
 */
export function idKey(id: string): number {
  let a = 0x811c9dc5
  let b = 0x01234567
  for (let i = 0; i < id.length; i++) {
    const unit = id.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ (unit + i), 0x85ebca6b)
    b = (b << 13) | (b >>> 19)
  }
  return ((a ^ (a >>> 15)) >>> 0) * 0x200000 + ((b ^ (b >>> 11)) >>> 11)
}
