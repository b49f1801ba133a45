/**
 * The searchable memory: mentions with text, readings, storms, notifications. Filled by the archive service from
 * the log, asked by pages and mails. Two implementations (SQLite, Elasticsearch) pass one contract test
 * (`tests/harness/store-contract.ts`) and find the same documents: both index the folded stems of `indexText`.
 * All writes are idempotent: the same batch twice leaves the same documents.
 */

import type { EpochMs } from '../core/time.ts'

export interface MentionDocument {
  /** The mention's id; with `brandId` the key of the document. */
  readonly id: string
  readonly brandId: string
  readonly source: string
  readonly kind: string
  /** Empty after a deletion. */
  readonly text: string
  readonly lang: string | null
  readonly url: string | null
  readonly authorHandle: string | null
  readonly authorFollowers: number | null
  /** Keyed hash, base 36; null where unknown. */
  readonly authorKey: string | null
  readonly conversationId: string | null
  readonly inReplyTo: string | null
  readonly publishedAt: EpochMs
  readonly observedAt: EpochMs
  /** Probability of being negative towards the brand, 0-1; null until scored. */
  readonly pNeg: number | null
  readonly deletedAt: EpochMs | null
}

export interface EngagementPoint {
  readonly mentionId: string
  readonly brandId: string
  readonly at: EpochMs
  readonly likes: number | null
  readonly comments: number | null
  readonly shares: number | null
  readonly views: number | null
}

/** A reading, storm or notification as it stood in the log; `body` is its JSON. */
export interface StoredRecord {
  readonly kind: 'reading' | 'storm' | 'notification'
  /** Unique within the kind: makes writing twice harmless. */
  readonly id: string
  readonly brandId: string
  readonly at: EpochMs
  readonly body: string
}

/** A change to a document that came later than the document: a score or a deletion. */
export type StoreChange =
  | { readonly type: 'mention'; readonly document: MentionDocument }
  | {
      readonly type: 'score'
      readonly brandId: string
      readonly mentionId: string
      readonly pNeg: number
      /** As identified; null leaves the declared one. */
      readonly lang: string | null
      /** `observedAt` of the version that was scored: a score of an older text never stands beside a newer one. */
      readonly at: EpochMs
    }
  | { readonly type: 'engagement'; readonly point: EngagementPoint }
  | {
      readonly type: 'deletion'
      readonly brandId: string
      readonly mentionId: string
      readonly at: EpochMs
    }
  | { readonly type: 'record'; readonly record: StoredRecord }

export interface Rejected {
  readonly change: StoreChange
  readonly reason: string
}

export interface SearchQuery {
  readonly brandId?: string
  /**
   * Words, all of which must occur; `"a phrase"` in quotes; `-word` must not occur. Folded and stemmed like the
   * texts. A query with words never finds what is deleted; one without finds it too, emptied, so that counts stay.
   */
  readonly text?: string
  readonly sources?: readonly string[]
  readonly fromAt?: EpochMs
  /** Exclusive. */
  readonly toAt?: EpochMs
  readonly minPNeg?: number
  readonly limit?: number
  /** The `next` of the page before. Anything else is a RangeError. */
  readonly after?: string
}

export interface SearchPage {
  /** Newest first by `publishedAt`, then by id in code point order. */
  readonly mentions: readonly MentionDocument[]
  /** Absent on the last page. */
  readonly next?: string
}

export interface HistogramBucket {
  readonly at: EpochMs
  readonly mentions: number
  /** Mentions with pNeg >= 0.5. */
  readonly negatives: number
}

export interface TermCount {
  readonly term: string
  readonly mentions: number
}

export interface RetentionRule {
  readonly kind: 'mention' | 'reading' | 'storm' | 'notification'
  readonly olderThan: EpochMs
}

export interface Store {
  /** Durable when resolved. Changes the store refuses come back, the rest is stored. */
  apply(changes: readonly StoreChange[]): Promise<Rejected[]>
  mention(brandId: string, mentionId: string): Promise<MentionDocument | undefined>
  /** Oldest first. */
  engagement(brandId: string, mentionId: string): Promise<EngagementPoint[]>
  search(query: SearchQuery): Promise<SearchPage>
  /** Buckets of `stepMs` that hold anything, oldest first, by `publishedAt`. */
  histogram(query: SearchQuery, stepMs: number): Promise<HistogramBucket[]>
  /** The folded words in most of the mentions found; of more than 10,000 the newest are counted. */
  terms(query: SearchQuery, limit: number): Promise<TermCount[]>
  /** Newest first; 1,000 unless told, 10,000 at most. */
  records(
    kind: StoredRecord['kind'],
    query: { brandId?: string; fromAt?: EpochMs; toAt?: EpochMs; limit?: number },
  ): Promise<StoredRecord[]>
  /** Removes text and author of one mention (`mentionId`) or of all by an author (`authorKey`); counts stay. @returns how many. */
  erase(what: { mentionId: string } | { authorKey: string }, at: EpochMs): Promise<number>
  /** Removes what is older, and what deletions left in the index, in slices. Due every hour. @returns how many. */
  retain(rules: readonly RetentionRule[]): Promise<number>
  close(): Promise<void>
}
