/**
 * What the detector folds, and nothing else: ids, numbers and keyed hashes, in the order of the `observations`
 * topic. No text and no handle ever stands here, so that a deletion need not reach it.
 */

import type { SourceState } from './mention.ts'
import type { Policy } from './policy.ts'
import type { EpochMs } from './time.ts'

/** Where a record came from; the fold keeps the highest offset per topic and skips what is older. */
export interface Origin {
  readonly topic: 'mentions' | 'engagement'
  readonly offset: number
}

export interface MentionObservation {
  readonly type: 'mention'
  readonly brandId: string
  readonly mentionId: string
  /** `idKey(mentionId)`. */
  readonly key: number
  /** When we learned of it: decides the cell. */
  readonly at: EpochMs
  readonly publishedAt: EpochMs
  readonly source: string
  readonly kind: string
  /** Probability of being negative towards the brand, 0-1000. */
  readonly pNegMilli: number
  /** Probability of being positive, 0-1000. */
  readonly pPosMilli: number
  /** Which of the brand's own labels had their say, where it has any. */
  readonly labels?: string
  /** Keyed hash of the author, 53 bits; 0 where unknown. */
  readonly author: number
  /** Said by the brand itself: counted as a mention, never as a negative. */
  readonly own: boolean
  /** The one that is named most first. */
  readonly touchpoints: readonly string[]
  /** As identified: de or en. */
  readonly lang?: string
  /** Missing where nobody read the text. */
  readonly said?: Said
  readonly from?: Origin
}

/** What a mention says beside its polarity, and who says it: enough to tell causes, channels and copies apart. */
export interface Said {
  /**
   * At most `MAX_TERMS` words that carry meaning, in the order of the alphabet: the stem, then after a blank the word
   * as it was written where that is another; hashtags with their `#`.
   */
  readonly terms: readonly string[]
  /** Bits of `CUES`. */
  readonly cues?: number
  /** `wordingOf` the text; missing where it is too short, or not the author's own words. */
  readonly wording?: number
  /** `idKey` of the first address in the text, without what only counts visitors. */
  readonly link?: number
  /** Of an article: `idKey` of the national medium that brings it. */
  readonly press?: number
  /** Whole days since the author's account was made; missing where unknown. */
  readonly accountDays?: number
}

export const MAX_TERMS = 8

/** Aroused: swears, shouts or writes in capitals. Call: asks others to act, to share or to sign. */
export const CUES = { aroused: 1, call: 2 } as const

export interface EngagementObservation {
  readonly type: 'engagement'
  readonly brandId: string
  readonly mentionId: string
  readonly key: number
  readonly at: EpochMs
  readonly source: string
  readonly likes: number | null
  readonly comments: number | null
  readonly shares: number | null
  readonly from?: Origin
}

export interface DeletionObservation {
  readonly type: 'deletion'
  readonly brandId: string
  readonly mentionId: string
  readonly key: number
  readonly at: EpochMs
  readonly from?: Origin
}

/** One cell of counts from a file; null is unknown. */
export interface CountsObservation {
  readonly type: 'counts'
  readonly brandId: string
  /** Start of the cell. */
  readonly at: EpochMs
  readonly mentions: number | null
  readonly negatives: number | null
  readonly authors: number | null
  readonly engagement: number | null
  /** The file has no column for negatives: volume decides alone. */
  readonly volumeOnly?: boolean
}

/** Time itself, as a record: one per partition every few seconds, written once the log is read to its end. */
export interface Tick {
  readonly type: 'tick'
  readonly at: EpochMs
}

export interface SourceStatusObservation {
  readonly type: 'source-status'
  readonly source: string
  readonly via: string | undefined
  readonly status: SourceState
  readonly at: EpochMs
}

/** The thresholds that are valid from this place in the log on; `brands` holds the ones that differ. */
export interface PolicyVersion {
  readonly type: 'policy'
  readonly policyId: string
  readonly at: EpochMs
  readonly policy: Policy
  readonly brands: Readonly<Record<string, Policy>>
}

export type Observation =
  | MentionObservation
  | EngagementObservation
  | DeletionObservation
  | CountsObservation
  | SourceStatusObservation
  | PolicyVersion
  | Tick
